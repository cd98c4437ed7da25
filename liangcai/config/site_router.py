"""Keeps each site's tables in its own database when one process runs all three."""

from liangcai.config.sites import DJANGO_APPS, SITE_APPS

_COMMON = {name.rsplit(".", 1)[-1] for name in DJANGO_APPS} | {"axes"}


class SiteRouter:
    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        site = "hall" if db == "default" else db
        return app_label in _COMMON or app_label in SITE_APPS[site]
