from django.db import models
from django.utils.translation import gettext_lazy as _


class BodyKind(models.TextChoices):
    EMPLOYER = "employer", _("用人单位")
    THIRD_PARTY = "third_party", _("社会培训评价组织")
    SCHOOL = "school", _("技工院校")
    SPECIAL_ABILITY = "special_ability", _("专项职业能力考核机构")
    INDUSTRY = "industry", _("行业主管部门或行业组织")


class FilingKind(models.TextChoices):
    SPECIAL_ABILITY = "special_ability", _("专项职业能力考核")
    SKILL_LEVEL = "skill_level", _("职业技能等级认定")
    QUALIFICATION = "qualification", _("职业资格评价")


class FilingPurpose(models.TextChoices):
    FIRST = "first", _("首次备案")
    RENEWAL = "renewal", _("续期")
    CHANGE = "change", _("变更")


class StaffKind(models.TextChoices):
    ASSESSOR = "assessor", _("考评员")
    LEAD_ASSESSOR = "lead_assessor", _("考评组长")
    SUPERVISOR = "supervisor", _("质量督导员")
    INVIGILATOR = "invigilator", _("监考员")
    EXPERT = "expert", _("专家")
