"""A text of the books in the language of the page."""

from django.utils.translation import get_language

from language.text import Text


def said(text: Text) -> str:
    return text.in_(get_language() or "ja")
