"""题库工作站: a computer without any network."""

from liangcai.config.settings.base import *  # noqa: F403
from liangcai.config.settings.base import MIDDLEWARE, site_settings

globals().update(site_settings("vault"))
MIDDLEWARE = [*MIDDLEWARE, "liangcai.web.vault.guard.NetworkGuard"]
