"""What a room knows of one session: sealed papers opened on the day, candidates, answers."""

from __future__ import annotations

import uuid

from django.db import models


class Sitting(models.Model):
    """One session in this place. `paper_keys` maps a paper's letter to its questions without answers."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan_number = models.CharField("计划编号", max_length=40)
    subject = models.CharField("科目", max_length=12)
    mode = models.CharField("方式", max_length=12)
    title = models.CharField("名称", max_length=120)
    starts_at = models.DateTimeField("开考时间")
    minutes = models.PositiveSmallIntegerField("时长（分钟）")
    state = models.CharField("状态", max_length=12, default="prepared")
    package_sha256 = models.CharField("密封包摘要", max_length=64, blank=True)
    papers = models.JSONField("试卷", default=dict)
    answer_keys = models.JSONField("答案", default=dict)
    sheet_layout = models.TextField("答题卡版式（JSON）", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan_number", "subject"], name="one_sitting_a_subject")]


class ArrivedPackage(models.Model):
    """A sealed package that has come to this room and waits, shut, for its moment. `groups`: whose shares open it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField("摘要", max_length=64, unique=True)
    plan_number = models.CharField("计划编号", max_length=40)
    sender = models.CharField("发送方", max_length=80)
    not_before = models.DateTimeField("最早启封时间", null=True)
    groups = models.JSONField("保管人分组", default=list)
    file = models.FileField("密封包", upload_to="arrived/")
    arrived_at = models.DateTimeField("到达时间")
    receipt = models.JSONField("到达回执", default=dict)
    sitting = models.OneToOneField(Sitting, on_delete=models.PROTECT, null=True, blank=True, related_name="package")

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = "到达的密封包"


class Seat(models.Model):
    """A candidate of the sitting, known by ticket number; `secret` opens the screen examination."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="seats")
    ticket_number = models.CharField("准考证号", max_length=20)
    name = models.CharField("姓名", max_length=80)
    identity_last4 = models.CharField("证件号码后四位", max_length=4)
    seat = models.CharField("座位号", max_length=20)
    paper_code = models.CharField("卷别", max_length=4)
    status = models.CharField("考试情况", max_length=12, default="expected")
    token_hash = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    submitted_at = models.DateTimeField("交卷时间", null=True, blank=True)
    submit_hash = models.CharField("交卷摘要", max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sitting", "ticket_number"], name="a_ticket_once_a_sitting")]
        ordering = ["seat"]


class Answer(models.Model):
    """The newest answer to a question; `client_sequence` makes a repeated request harmless."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="answers")
    question = models.PositiveSmallIntegerField("题序")
    answer = models.CharField("作答", max_length=2000, blank=True)
    client_sequence = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "question"], name="one_answer_a_question")]
