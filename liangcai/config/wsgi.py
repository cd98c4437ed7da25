"""The WSGI entry; the site is chosen by DJANGO_SETTINGS_MODULE."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liangcai.config.settings.hall")
application = get_wsgi_application()
