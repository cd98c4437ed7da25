"""办事大厅: online; holds no item content."""

from liangcai.config.settings.base import *  # noqa: F403
from liangcai.config.settings.base import site_settings

globals().update(site_settings("hall"))
