"""Components that every page shares: badges, clocks, definitions, empty states."""

from django import template

register = template.Library()
