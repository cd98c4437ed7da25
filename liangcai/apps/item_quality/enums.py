from django.db import models
from django.utils.translation import gettext_lazy as _


class PairDecision(models.TextChoices):
    OPEN = "open", _("待处理")
    DUPLICATE = "duplicate", _("重复，停用其一")
    ENEMY = "enemy", _("相克，不同卷")
    DIFFERENT = "different", _("不同，均保留")


class Model(models.TextChoices):
    CLASSICAL = "classical", _("经典统计")
    RASCH = "rasch", _("Rasch 模型")
    TWO_PARAMETER = "2pl", _("双参数模型")


class ProposalState(models.TextChoices):
    OPEN = "open", _("待处理")
    ACCEPTED = "accepted", _("已采纳")
    DECLINED = "declined", _("未采纳")
    SUPERSEDED = "superseded", _("已被新建议取代")
