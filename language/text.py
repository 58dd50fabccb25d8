"""One text in the two languages of the product."""

from typing import Literal, NamedTuple

Language = Literal["ja", "en"]


class Text(NamedTuple):
    """The same statement in Japanese and English; neither may be empty."""

    ja: str
    en: str

    def in_(self, language: str) -> str:
        """Return the English text for any `en*` code, else the Japanese one.

        >>> Text("費用", "Cost").in_("en-gb")
        'Cost'
        """
        return self.en if language.lower().startswith("en") else self.ja

    def filled(self, **values: object) -> "Text":
        """Put the same values into both texts, by name."""
        return Text(self.ja.format(**values), self.en.format(**values))


def text_of(row: dict[str, object], key: str = "") -> Text:
    """Read `ja`/`en` (or `<key>_ja`/`<key>_en`) of a content row; raise KeyError when one is missing."""
    prefix = f"{key}_" if key else ""
    return Text(str(row[f"{prefix}ja"]), str(row[f"{prefix}en"]))
