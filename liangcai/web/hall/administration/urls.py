from django.urls import path

from liangcai.web.hall.administration.views import accounts, calendar, ledger

urlpatterns = [
    path("ledger/", ledger.ledger, name="administration_ledger"),
    path("accounts/", accounts.accounts, name="administration_accounts"),
    path("accounts/<uuid:public_id>/", accounts.account, name="administration_account"),
    path("calendar/", calendar.calendar, name="administration_calendar"),
    path("calendar/<int:year>/", calendar.year, name="administration_calendar_year"),
]
