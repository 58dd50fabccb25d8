"""Hands a chart's option to charts.js as inert JSON."""

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
def chart_data(option: dict[str, Any]) -> SafeString:
    """Write an ECharts option so that no text in it can close the element or become markup.

    >>> chart_data({"name": "</script>"})
    '<script type="application/json" class="chart-data">{"name": "\\\\u003C/script\\\\u003E"}</script>'
    """
    text = json.dumps(option, cls=DjangoJSONEncoder, ensure_ascii=False).translate(ESCAPES)
    return format_html(
        '<script type="application/json" class="chart-data">{}</script>',
        mark_safe(text),  # noqa: S308  every character that could end the element is escaped above
    )
