"""题库工作站: a computer without any network."""

from liangcai.config.settings.base import *  # noqa: F403
from liangcai.config.settings.base import MIDDLEWARE, site_settings

globals().update(site_settings("vault"))
MIDDLEWARE = [*MIDDLEWARE, "liangcai.web.vault.guard.NetworkGuard"]
FILES_FROM_DISC_ONLY = True  # S002 四(二): see docs/decisions/0020
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]  # nothing in clear in a temp folder
FILE_UPLOAD_MAX_MEMORY_SIZE = 300_000_000
