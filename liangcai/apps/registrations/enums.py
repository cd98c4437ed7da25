from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """What a reviewer has noted; it takes effect when the batch is concluded."""

    ACCEPT = "accept", _("拟通过")
    REJECT = "reject", _("拟不通过")


class SheetKind(models.TextChoices):
    """What is printed of a seated plan: by candidate, or by room and subject."""

    TICKET = "ticket", _("准考证")
    LABEL = "label", _("座位（工位）标签")
    DOOR = "door", _("门贴")
    ROOM_PLAN = "room_plan", _("座位图")
    ATTENDANCE = "attendance", _("签到表")
    NOTICE = "notice", _("考核准备通知单")
