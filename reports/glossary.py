"""Words of the workbook that a board member may ask about: the marked terms of the one glossary."""

from functools import cache

from governance.content.loader import books
from reports.contents import Term


@cache
def terms() -> tuple[Term, ...]:
    """Return the terms for the workbook, in the order of the glossary."""
    return tuple(Term(one.name, one.meaning) for one in books().glossary.terms if one.in_workbook)
