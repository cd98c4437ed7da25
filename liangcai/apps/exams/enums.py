from django.db import models
from django.utils.translation import gettext_lazy as _


class TheoryMode(models.TextChoices):
    SHEET = "sheet", _("填涂答题卡")
    SCREEN = "screen", _("上机考试")


class PracticalMode(models.TextChoices):
    SIMULATION = "simulation", _("仿真模拟")
    WORKPIECE = "workpiece", _("工件加工")
    TASK = "task", _("作业项目评定")
    WORKPLACE = "workplace", _("工作现场考核")
    OTHER = "other", _("其他（须说明理由）")


class Subject(models.TextChoices):
    THEORY = "theory", _("理论知识")
    PRACTICAL = "practical", _("操作技能")
    REVIEW = "review", _("综合评审")


class RecusalKind(models.TextChoices):
    KIN = "kin", _("亲属关系")
    TRAINED = "trained", _("培训过考生")
    OTHER = "other", _("其他利害关系")
