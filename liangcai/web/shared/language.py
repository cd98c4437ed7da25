from django.views.i18n import set_language

from liangcai.web.shared.access import PUBLIC, audience

switch_language = audience(PUBLIC)(set_language)
