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


class ApiToken(models.Model):
    """A secret with which a program acts as its account through the API: reading, within the account's
    jurisdiction. Only its SHA-256 is kept; the secret itself is shown once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField("用途", max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    issued_at = models.DateTimeField("签发时间")
    expires_on = models.DateField("有效期止")
    revoked_at = models.DateTimeField("吊销时间", null=True, blank=True)

    class Meta:
        ordering = ["-issued_at", "-id"]
        verbose_name = verbose_name_plural = "接口凭据"

    def __str__(self) -> str:
        return self.name
