"""All three sites in one process, each with a database of its own, for `liangcai demo`
(see `liangcai.apps.station.sites.at_site`)."""

from liangcai.config.database_url import database
from liangcai.config.settings.base import *  # noqa: F403
from liangcai.config.settings.base import DATA_ROOT, secret_key
from liangcai.config.sites import installed_apps

SITE = "hall"
SECRET_KEY = secret_key("hall")
INSTALLED_APPS = installed_apps("hall", "vault", "room")
ROOT_URLCONF = "liangcai.config.urls.hall"
DATABASES = {site: database(None, DATA_ROOT / site / "liangcai.sqlite3") for site in ("hall", "vault", "room")}
DATABASES["default"] = DATABASES["hall"]
DATABASE_ROUTERS = ["liangcai.config.site_router.SiteRouter"]
