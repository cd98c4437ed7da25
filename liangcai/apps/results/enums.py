from django.db import models
from django.utils.translation import gettext_lazy as _


class ScoreStatus(models.TextChoices):
    """What happened to a subject: none of the last four is a score of 0."""

    PRESENT = "present", _("有成绩")
    ABSENT = "absent", _("缺考")
    BREACH = "breach", _("违纪")
    DEFERRED = "deferred", _("缓考")
    CARRIED = "carried", _("沿用前次合格成绩")
