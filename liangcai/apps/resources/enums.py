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


class ProjectKind(models.TextChoices):
    INDUSTRY_NORM = "industry_norm", _("行业评价规范")
    ENTERPRISE_NORM = "enterprise_norm", _("企业评价规范")
    ITEM_BANK = "item_bank", _("评价题库")
    SPECIAL_ABILITY = "special_ability", _("专项职业能力考核规范和卷库")


class ProjectAction(models.TextChoices):
    DEVELOP = "develop", _("开发")
    REVISE = "revise", _("修订")


class Verdict(models.TextChoices):
    PASS = "pass", _("通过")
    REVISE = "revise", _("修改后再审")
    FAIL = "fail", _("不通过")


NORM_KINDS = (ProjectKind.INDUSTRY_NORM, ProjectKind.ENTERPRISE_NORM)
SECRET_KINDS = (ProjectKind.ITEM_BANK, ProjectKind.SPECIAL_ABILITY)  # 002-036: pledges before any work
STANDARD_KIND_OF = {
    ProjectKind.INDUSTRY_NORM: StandardKind.INDUSTRY,
    ProjectKind.ENTERPRISE_NORM: StandardKind.ENTERPRISE,
    ProjectKind.SPECIAL_ABILITY: StandardKind.SPECIAL_ABILITY,
}
TARGET_OF = {
    ProjectKind.INDUSTRY_NORM: Target.STANDARD,
    ProjectKind.ENTERPRISE_NORM: Target.STANDARD,
    ProjectKind.SPECIAL_ABILITY: Target.STANDARD,
    ProjectKind.ITEM_BANK: Target.BANK,
}
