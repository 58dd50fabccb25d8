"""Words of the workbook that a board member may ask about, read from `content/glossary.yaml`."""

from functools import cache
from pathlib import Path

import yaml

from language.text import text_of
from reports.contents import Term

_FILE = Path(__file__).parent / "content" / "glossary.yaml"


@cache
def terms() -> tuple[Term, ...]:
    """Return all terms; KeyError when one lacks a language."""
    rows = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["terms"]
    return tuple(Term(text_of(row), text_of(row, "meaning")) for row in rows)
