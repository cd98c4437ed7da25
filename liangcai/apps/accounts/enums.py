from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Who sits at the screen. One account has one role: 等保 asks for separate duties."""

    PROVINCE_CENTRE = "province_centre", _("省中心")
    CITY_CENTRE = "city_centre", _("设区市中心")
    COUNTY_CENTRE = "county_centre", _("县（市、区）中心")
    BODY = "body", _("评价机构")
    EXPERT = "expert", _("专家")
    ASSESSOR = "assessor", _("考评员")
    SUPERVISOR = "supervisor", _("质量督导员")
    INVIGILATOR = "invigilator", _("监考员")
    CANDIDATE = "candidate", _("考生")
    CUSTODIAN = "custodian", _("题库管理员")
    ITEM_WRITER = "item_writer", _("命题员")
    ITEM_REVIEWER = "item_reviewer", _("审题员")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDIT_ADMIN = "audit_admin", _("审计管理员")


CENTRES = frozenset({Role.PROVINCE_CENTRE, Role.CITY_CENTRE, Role.COUNTY_CENTRE})

# Whose work is done where: an account of another role could sign in at the site, but would find nothing to do there.
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
WORK_AT = {
    "vault": ADMINISTRATORS | {Role.CUSTODIAN, Role.ITEM_WRITER, Role.ITEM_REVIEWER},
    "room": ADMINISTRATORS | {Role.INVIGILATOR, Role.ASSESSOR},
}
WORK_AT["hall"] = ADMINISTRATORS | (set(Role) - WORK_AT["vault"] - WORK_AT["room"])
