from django.db import models
from django.utils.translation import gettext_lazy as _


class StandardKind(models.TextChoices):
    NATIONAL = "national", _("国家职业技能标准")
    INDUSTRY = "industry", _("行业评价规范")
    ENTERPRISE = "enterprise", _("企业评价规范")
    SPECIAL_ABILITY = "special_ability", _("专项职业能力考核规范")


class ResourceState(models.TextChoices):
    IN_FORCE = "in_force", _("有效")
    SUSPENDED = "suspended", _("暂停适用")
    LAPSED = "lapsed", _("自行废止")
    TO_BE_REVISED = "to_be_revised", _("待修订")
    RETIRED = "retired", _("停用")


class Target(models.TextChoices):
    STANDARD = "standard", _("评价标准（规范）")
    BANK = "bank", _("评价题库")


class DevelopmentMode(models.TextChoices):
    SOCIAL = "social", _("社会协办")
    OWN = "own", _("自主开发")
    PURCHASE = "purchase", _("政府购买")
