"""Subsidies and tax rules beside the size that the company entered last."""

from dataclasses import dataclass
from typing import cast

from accounts.models import Organization
from governance.content.loader import books
from governance.content.programmes import (
    SIZE_WORDS,
    Eligibility,
    Industry,
    Programme,
    Size,
    eligibility,
    limit_of,
    size_class,
)
from governance.models import CompanySize
from language.text import Text


@dataclass(frozen=True)
class ProgrammeLine:
    programme: Programme
    eligibility: Eligibility


def current_size(organization: Organization) -> CompanySize | None:
    """What was entered last about the company's size."""
    found = CompanySize.objects.filter(organization=organization).order_by("-pk").first()
    return cast("CompanySize | None", found)


def size_of(entered: CompanySize | None) -> Size | None:
    if entered is None:
        return None
    return Size(entered.employees, entered.capital_jpy, cast(Industry, entered.industry))


def class_words(entered: CompanySize | None) -> Text | None:
    """The class of the company in words; None while the figures do not decide it."""
    size = size_of(entered)
    found = size_class(books().programmes, size) if size else None
    return SIZE_WORDS[found] if found else None


def limit_certainty(entered: CompanySize | None) -> str:
    """How sure the limit of the company's industry is."""
    size = size_of(entered)
    return limit_of(books().programmes, size).certainty if size else "memory"


def programme_lines(entered: CompanySize | None) -> list[ProgrammeLine]:
    """Every programme with its verdict for this size."""
    book, size = books().programmes, size_of(entered)
    return [ProgrammeLine(one, eligibility(book, one, size)) for one in book.programmes]
