"""How often something may be asked: the screens and the API count together."""

from liangcai.apps.station.rate_limit import TooManyRequests, count_or_refuse

__all__ = ["TooManyRequests", "count_or_refuse"]
