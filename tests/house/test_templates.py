"""Templates keep to the strict content policy: no inline style, script or handler anywhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_has_no_inline_code_and_no_foreign_address(path):
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:|hx-on", source, re.I)
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", source)
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?:https?:)?//""", source)
    assert "|safe" not in source or path.name == "_form_field.html"


def test_help_texts_that_are_written_unescaped_come_from_code_alone():
    """The one place that trusts a text: help texts of forms, which no user can write."""
    source = (ROOT / "templates" / "_form_field.html").read_text(encoding="utf-8")
    assert re.findall(r"{{\s*([^}]*\|safe)\s*}}", source) == ["field.help_text|safe"]
