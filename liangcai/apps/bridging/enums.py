from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    DIRECT_RECOGNITION = "direct_recognition", _("直接认定")
    CAREER_BRIDGING = "career_bridging", _("发展贯通")


class Target(models.TextChoices):
    TITLE_REVIEW = "title_review", _("职称评审")
    SKILL_EVALUATION = "skill_evaluation", _("技能评价")
    DIRECT_RECOGNITION = "direct_recognition", _("直接认定")


class Authority(models.TextChoices):
    PROVINCE = "province", _("省级")
    CITY_OR_COUNTY = "city_or_county", _("设区市、县（市、区）")


class EvidenceKind(models.TextChoices):
    """001-027 names seven kinds of achievement and leaves the list open."""

    CERTIFICATE = "certificate", _("证书或证明")
    PRIZE = "prize", _("技能竞赛获奖")
    WORKING_METHOD = "working_method", _("行业工法")
    OPERATION_METHOD = "operation_method", _("操作法")
    PROJECT = "project", _("完成项目")
    TECHNICAL_REPORT = "technical_report", _("技术报告")
    EXPERIENCE = "experience", _("经验总结")
    TRADE_STANDARD = "trade_standard", _("行业标准")
    OTHER_ACHIEVEMENT = "other_achievement", _("其他创新性成果")
    RECORDING = "recording", _("文字、录像资料")


class Use(models.TextChoices):
    """What evidence is put forward for."""

    FACT = "fact", _("证明所填事实")
    OPERATION_TEST = "operation_test", _("操作考核参考")
    CONTEST_SELECTION = "contest_selection", _("竞赛选拔参考")
    THEORY_TEST = "theory_test", _("理论考试参考")


class ReviewMethod(models.TextChoices):
    """001-052."""

    THEORY = "theory", _("理论知识考试")
    OPERATION = "operation", _("技能操作考核")
    PERFORMANCE = "performance", _("业绩评审")
    INTERVIEW = "interview", _("面试答辩")
    CONTEST = "contest", _("竞赛选拔")
    OTHER = "other", _("其他")


class Indicator(models.TextChoices):
    """The contributions that a scoring form must cover (001-026); their weights are each committee's."""

    TRANSFER = "transfer", _("科技成果转化应用")
    PROCEDURE = "procedure", _("执行操作规程")
    PROBLEMS = "problems", _("解决生产难题")
    RENEWAL = "renewal", _("参与技术改造革新")
    PROCESS = "process", _("工艺改进")
    TEACHING = "teaching", _("传技带徒")
