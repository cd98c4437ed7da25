"""Official lists: what the documents and the state publish. Loaded from `reference/*.csv`, never typed in."""

from django.db import models


class Region(models.Model):
    """GB/T 2260 division of the province: itself, its cities, its counties."""

    code = models.CharField("代码", max_length=6, primary_key=True)
    name = models.CharField("名称", max_length=40)
    kind = models.CharField("级别", max_length=12)  # province city district county
    parent = models.CharField("上级代码", max_length=6, blank=True)
    source = models.CharField("来源", max_length=200)

    class Meta:
        ordering = ["code"]
        verbose_name = verbose_name_plural = "行政区划"

    def __str__(self) -> str:
        return self.name


class Occupation(models.Model):
    """An occupation of the classification, with the edition its code belongs to (001-104)."""

    code = models.CharField("职业代码", max_length=12, db_index=True)
    name = models.CharField("职业名称", max_length=80)
    printed_name = models.CharField("原文印作", max_length=80, blank=True)
    kind = models.CharField("层次", max_length=12, default="occupation")  # major middle minor group occupation
    edition = models.CharField("大典版本", max_length=20)
    green = models.BooleanField("绿色职业标识", default=False)
    source = models.CharField("来源", max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "edition"], name="one_occupation_a_code")]
        ordering = ["code"]
        verbose_name = verbose_name_plural = "职业"

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Direction(models.Model):
    """An industry in which resources are to be built over five years (S000 annex 1)."""

    number = models.PositiveSmallIntegerField("序号", unique=True)
    industry = models.CharField("国民经济行业类别", max_length=80)
    industry_code = models.CharField("行业代码", max_length=10, blank=True)
    groups = models.JSONField("职业类别", default=list)
    source = models.CharField("来源", max_length=200)

    class Meta:
        ordering = ["number"]
        verbose_name = verbose_name_plural = "建设方向"

    def __str__(self) -> str:
        return self.industry


class SpecialAbilityProject(models.Model):
    """A published special-ability project (S004 annex 1, and later catalogues)."""

    number = models.PositiveSmallIntegerField("序号", unique=True)
    name = models.CharField("项目名称", max_length=80)
    normalised_name = models.CharField("规范名称", max_length=80, db_index=True)
    filing = models.CharField("备案情况", max_length=20)
    source = models.CharField("来源", max_length=200)

    class Meta:
        ordering = ["number"]
        verbose_name = verbose_name_plural = "专项职业能力考核项目"

    def __str__(self) -> str:
        return self.name


class Alias(models.Model):
    """A printed form and what it stands for; the printed form is kept (rules.md appendix F)."""

    kind = models.CharField("种类", max_length=40)
    printed = models.CharField("原文印作", max_length=120)
    corrected = models.CharField("应为", max_length=120)
    defect = models.CharField("勘误编号", max_length=10)
    source = models.CharField("来源", max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "printed"], name="one_reading_a_printed_form")]
        verbose_name = verbose_name_plural = "勘误与别名"

    def __str__(self) -> str:
        return f"{self.printed} → {self.corrected}"


class CalendarYear(models.Model):
    """A year whose official calendar has been entered; a year without a row is not guessed (X-09)."""

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    source = models.CharField("依据", max_length=200)

    class Meta:
        ordering = ["year"]
        verbose_name = verbose_name_plural = "法定日历年份"


class CalendarException(models.Model):
    """A day on which the statutory calendar differs from the plain week."""

    year = models.ForeignKey(CalendarYear, on_delete=models.CASCADE, related_name="exceptions")
    day = models.DateField("日期", unique=True)
    is_working = models.BooleanField("是否工作日")
    name = models.CharField("说明", max_length=40, blank=True)

    class Meta:
        ordering = ["day"]
        verbose_name = verbose_name_plural = "调休与放假"
