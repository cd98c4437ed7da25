from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemType(models.TextChoices):
    SINGLE_CHOICE = "single_choice", _("单项选择题")
    MULTIPLE_CHOICE = "multiple_choice", _("多项选择题")
    TRUE_FALSE = "true_false", _("判断题")
    FILL_BLANK = "fill_blank", _("填空题")
    SHORT_ANSWER = "short_answer", _("简答题")
    CALCULATION = "calculation", _("计算题")
    ESSAY = "essay", _("论述题")
    CASE = "case", _("案例分析题")
    PRACTICAL = "practical", _("操作技能题")


class ItemState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    IN_REVIEW = "in_review", _("审题中")
    SETTLED = "settled", _("待校对")
    REVIEWED = "reviewed", _("已审定")
    IN_USE = "in_use", _("使用中")
    RESTING = "resting", _("轮休")
    RETIRED = "retired", _("停用")


class Importance(models.TextChoices):
    CORE = "X", _("核心要素")
    GENERAL = "Y", _("一般要素")
    AUXILIARY = "Z", _("辅助要素")


class Verdict(models.TextChoices):
    """What a reviewer, or the person who settles, says of an item."""

    ACCEPT = "accept", _("通过")
    REVISE = "revise", _("退回修改")
    REJECT = "reject", _("不采用")


class ReviewStep(models.TextChoices):
    REVIEW = "review", _("盲审")
    SETTLE = "settle", _("裁定")
    PROOFREAD = "proofread", _("校对")
