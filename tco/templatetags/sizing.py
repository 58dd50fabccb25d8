"""Words and figures of sizing studies as they are stored."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template

from catalogue.gpus import gpus
from catalogue.models import models
from language.text import Text
from tco.sizing.chain import ON
from tco.templatetags.money import UNKNOWN, plain, words

register = template.Library()


@register.filter
def pair(stored: list[str]) -> str:
    """A stored pair of texts in the language of the page."""
    return words(Text(*stored))


@register.filter
def entry(mapping: Mapping[str, Any], key: str) -> Any:
    """One entry of a mapping, None where there is none."""
    return mapping.get(key)


@register.filter
def basis_word(basis: str) -> str:
    """On what an answer rests, in words."""
    return words(ON[basis])


@register.filter
def gpu_name(key: str) -> str:
    """The name of a card; its key where the catalogue does not have it any more."""
    return gpus()[key].name if key in gpus() else key


@register.filter
def model_name(key: str) -> str:
    """The name of a model; its key where the catalogue does not have it any more."""
    return models()[key].name if key in models() else key


@register.filter
def milliseconds(seconds: float | None) -> str:
    """Seconds as milliseconds.

    >>> milliseconds(0.01234)
    '12.3'
    """
    return UNKNOWN if seconds is None else plain(round(seconds * 1e3, 2))


@register.filter
def signed_share(value: float) -> str:
    """A deviation as per cent with its sign.

    >>> signed_share(-0.0123)
    '−1.2%'
    """
    return f"{'−' if value < 0 else '+'}{abs(value) * 100:.1f}%"


@register.filter
def number(value: Decimal) -> str:
    """A value of an input without needless zeros."""
    return plain(float(value))
