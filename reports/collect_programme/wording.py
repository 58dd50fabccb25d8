"""Words of choices and names in both languages: a file is made in one, whatever the language of the page."""

from django.utils.functional import Promise
from django.utils.translation import override

from language.text import Text


def choice_text(label: str | Promise) -> Text:
    """Return a translated label in Japanese and English."""
    said = []
    for language in ("ja", "en"):
        with override(language):
            said.append(str(label))
    return Text(*said)


def named_text(name: str, name_en: str) -> Text:
    """Return a name; an English form is there only where somebody entered one."""
    return Text(name, name_en or name)


def joined(texts: list[Text], ja: str = "、", en: str = "; ") -> Text:
    """Put texts in a row."""
    return Text(ja.join(text.ja for text in texts), en.join(text.en for text in texts))
