"""What the layout needs on every page."""

from django.conf import settings
from django.http import HttpRequest

from liangcai.apps.station.sites import current_site


def page(request: HttpRequest) -> dict[str, object]:
    return {"site": current_site(), "demonstration": settings.DEMONSTRATION}
