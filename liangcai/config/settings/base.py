"""What all sites share. A site's own settings say which apps, which addresses, which database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from liangcai.config.database_url import database
from liangcai.config.sites import installed_apps

BASE_DIR = Path(__file__).resolve().parents[3]
POLICY_ROOT = BASE_DIR / "policy"
REFERENCE_ROOT = BASE_DIR / "reference"
DATA_ROOT = Path(os.environ.get("LIANGCAI_DATA", "data")).resolve()

DEBUG = False
ALLOWED_HOSTS = os.environ.get("LIANGCAI_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
DEMONSTRATION = os.environ.get("LIANGCAI_DEMO") == "1"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "liangcai.web.shared.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "liangcai.web.shared.middleware.IdleMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "liangcai.web.shared.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "liangcai" / "web"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "liangcai.web.shared.context.page",
            ],
            "builtins": ["liangcai.web.shared.templatetags.components", "django.templatetags.i18n"],
        },
    },
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "liangcai.apps.accounts.passwords.ThreeClassesValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "liangcai.web.shared.accounts.locked_out"
AXES_VERBOSE = False
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "liangcai" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "static/"
STATICFILES_DIRS = [("vendor", BASE_DIR / "static-built" / "vendor")]
STATIC_ROOT = BASE_DIR / "static-built" / "root"
STORAGES = {
    "default": {"BACKEND": "liangcai.apps.station.storage.StationStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'self'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "liangcai.web.shared.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

EMAIL_HOST = os.environ.get("LIANGCAI_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = int(os.environ.get("LIANGCAI_SMTP_PORT", "25"))
DEFAULT_FROM_EMAIL = "noreply@liangcai.invalid"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}


def secret_key(site: str) -> str:
    """Made on first start, kept beside the site's database, readable by its owner only."""
    file = DATA_ROOT / site / "keys" / "django.key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_urlsafe(50))
    return file.read_text()


def site_settings(site: str) -> dict:
    """The settings that differ from site to site."""
    return {
        "SITE": site,
        "SECRET_KEY": secret_key(site),
        "INSTALLED_APPS": installed_apps(site),
        "ROOT_URLCONF": f"liangcai.config.urls.{site}",
        "DATABASES": {"default": database(os.environ.get("DATABASE_URL"), DATA_ROOT / site / "liangcai.sqlite3")},
        "SESSION_COOKIE_NAME": f"liangcai_{site}",
        "CSRF_COOKIE_NAME": f"liangcai_{site}_csrf",
        "LANGUAGE_COOKIE_NAME": f"liangcai_{site}_language",
    }
