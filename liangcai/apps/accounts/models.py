"""Accounts: a person at a screen, with one role and one jurisdiction."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models

from liangcai.apps.accounts.enums import CENTRES, Role


class User(AbstractUser):
    """`region_code` is the GB/T 2260 code of the jurisdiction (320000 the province, 320500 a city,
    320581 a county); candidates and experts have none unless they are registered somewhere."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    display_name = models.CharField("姓名", max_length=80)
    region_code = models.CharField("辖区代码", max_length=6, blank=True)
    REQUIRED_FIELDS = ["role", "display_name"]

    class Meta:
        verbose_name = verbose_name_plural = "账号"

    def __str__(self) -> str:
        return f"{self.display_name}（{self.get_role_display()}）"

    @property
    def is_centre(self) -> bool:
        return self.role in CENTRES

    @property
    def region_prefix(self) -> str:
        """Codes below the jurisdiction start with this: 32, 3205 or 320581."""
        return region_prefix(self.region_code)


def region_prefix(code: str) -> str:
    return code[:2] if code[2:] == "0000" else code[:4] if code[4:] == "00" else code
