"""One program, three sites: which apps each holds. The policy draws these walls (S002 四(二)):
items live only where no network is."""

EVERYWHERE = ["station", "audit", "accounts", "catalogue"]

SITE_APPS = {
    "hall": [*EVERYWHERE, "notices", "organizations", "resources", "bridging", "exams", "registrations", "results",
             "certificates", "supervision"],
    "vault": [*EVERYWHERE, "custody", "item_bank", "papers", "item_quality"],
    "room": [*EVERYWHERE, "sittings", "marking"],
}  # fmt: skip

DJANGO_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]


def installed_apps(*sites: str) -> list[str]:
    ours = dict.fromkeys(app for site in sites for app in SITE_APPS[site])
    return [*DJANGO_APPS, "django_htmx", "axes", *(f"liangcai.apps.{app}" for app in ours), "liangcai.web.shared"]
