"""What was chosen for a line of an edited workbook, so that a page shown again keeps it."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def chosen(choices: Mapping[str, str], key: str) -> str:
    """The choice made for a line; empty before any was made."""
    return choices.get(key, "")
