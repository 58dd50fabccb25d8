"""The first text of an internal usage rule, in paragraphs."""

from dataclasses import dataclass

from content.checking import check_unique
from language.text import Text


@dataclass(frozen=True)
class RuleParagraph:
    id: str
    name: Text
    text: Text


@dataclass(frozen=True)
class UsageRuleBook:
    paragraphs: tuple[RuleParagraph, ...]


def check_usage_rule(book: UsageRuleBook) -> None:
    check_unique((one.id for one in book.paragraphs), "usage_rule.yaml")


def first_text(book: UsageRuleBook, language: str) -> str:
    """The paragraphs as one text to start from, numbered."""
    return "\n\n".join(
        f"{at}. {one.name.in_(language)}\n{one.text.in_(language)}"
        for at, one in enumerate(book.paragraphs, start=1)
    )
