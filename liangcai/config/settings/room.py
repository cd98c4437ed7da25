"""考场机: one examination place on its own local network."""

from liangcai.config.settings.base import *  # noqa: F403
from liangcai.config.settings.base import site_settings

globals().update(site_settings("room"))
