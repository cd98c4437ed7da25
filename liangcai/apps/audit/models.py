"""The log of what was done: one entry an accepted act, chained by hash, never changed."""

from django.db import models


class Entry(models.Model):
    """`subject` is `app.Model:public_id`; `facts` hold the input snapshot of a decision."""

    sequence = models.BigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间", db_index=True)
    actor = models.CharField("操作人", max_length=150, db_index=True)
    action = models.CharField("操作", max_length=120, db_index=True)
    subject = models.CharField("对象", max_length=200, db_index=True)
    facts = models.JSONField("内容", default=dict)
    previous = models.CharField("前一条哈希", max_length=64)
    hash = models.CharField("哈希", max_length=64)

    class Meta:
        ordering = ["sequence"]
        verbose_name = verbose_name_plural = "审计日志"

    def __str__(self) -> str:
        return f"#{self.sequence} {self.action} {self.subject}"


class Head(models.Model):
    """The last entry's number and hash; its row lock puts writers in sequence on PostgreSQL."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")
