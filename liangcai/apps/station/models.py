"""Dated, editable settings: what the governing texts leave open (rules.md appendix G) is never in code."""

from django.db import models


class Setting(models.Model):
    """A value in force from a day, with who says so. The newest row not after the day applies."""

    name = models.CharField("名称", max_length=80)
    value = models.JSONField("值")
    from_on = models.DateField("起用日期")
    source = models.CharField("依据", max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "from_on"], name="one_value_a_day")]
        ordering = ["name", "-from_on"]
        verbose_name = verbose_name_plural = "设置"

    def __str__(self) -> str:
        return f"{self.name} = {self.value}（{self.from_on}）"
