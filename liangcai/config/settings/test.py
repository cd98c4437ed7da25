"""All apps in one database, so that one test run covers every site; `DATABASE_URL` chooses PostgreSQL."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "LIANGCAI_DATA" not in os.environ:
    os.environ["LIANGCAI_DATA"] = tempfile.mkdtemp(prefix="liangcai-test-")
    atexit.register(shutil.rmtree, os.environ["LIANGCAI_DATA"], ignore_errors=True)

from liangcai.config.database_url import database  # noqa: E402
from liangcai.config.settings.base import *  # noqa: E402, F403
from liangcai.config.settings.base import DATA_ROOT, secret_key  # noqa: E402
from liangcai.config.sites import installed_apps  # noqa: E402

SITE = "hall"
SECRET_KEY = secret_key("hall")
INSTALLED_APPS = installed_apps("hall", "vault", "room")
ROOT_URLCONF = "liangcai.config.urls.hall"
DATABASES = {"default": database(os.environ.get("DATABASE_URL"), Path(DATA_ROOT) / "test.sqlite3")}
if not os.environ.get("DATABASE_URL"):
    DATABASES["default"]["TEST"] = {"NAME": str(Path(DATA_ROOT) / "test-run.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "liangcai.apps.station.storage.StationStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
