"""Every text that people read exists in Japanese, and templates hold none outside the catalogue."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
PO = ROOT / "locale" / "ja" / "LC_MESSAGES" / "django.po"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SOURCES = (
    "accounts",
    "adoption",
    "config",
    "evaluations",
    "governance",
    "handover",
    "reports",
    "tco",
    "templates",
)
JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
# Names and signs that are the same in both languages.
SAME_EVERYWHERE = {
    "doctype", "html", "McNemar", "nDCG", "MRR", "SHA", "Apache", "MIT", "NPV", "IRR", "TCO", "KPI",
    "Qwen", "Coder", "Instruct", "SmolLM", "multilingual", "small", "Excel", "GPU", "gpt", "CSV", "XLSX", "PDF", "ID",
}  # fmt: skip


@pytest.fixture(scope="module")
def extracted(tmp_path_factory) -> Catalog:
    """What the sources ask to be translated, found by Django's own extraction in a copy of them."""
    if shutil.which("xgettext") is None:
        pytest.fail("xgettext is missing: run scripts/system-packages.sh, or install gettext by hand")
    copy = tmp_path_factory.mktemp("sources")
    for folder in SOURCES:
        kept = shutil.ignore_patterns("migrations", "__pycache__", "*.yaml")
        shutil.copytree(ROOT / folder, copy / folder, ignore=kept)
    (copy / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "-l", "ja", "--no-location", "-v", "0"]
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return catalog_of(copy / "locale" / "ja" / "LC_MESSAGES" / "django.po")


@pytest.fixture(scope="module")
def japanese() -> Catalog:
    return catalog_of(PO)


def catalog_of(path: Path) -> Catalog:
    # Extraction writes two empty plural forms, and Japanese has one.
    text = path.read_text(encoding="utf-8").replace('msgstr[1] ""\n', "")
    return read_po(text.splitlines(keepends=True), locale="ja")


def texts(catalog: Catalog) -> dict[tuple[str | None, str], object]:
    return {
        (message.context, message.id[0] if isinstance(message.id, tuple) else message.id): message
        for message in catalog
        if message.id
    }


def written(message):
    return message.string[0] if isinstance(message.string, tuple) else message.string


def test_every_text_has_a_japanese_translation(extracted, japanese):
    known = texts(japanese)
    missing = [key for key in texts(extracted) if key not in known or not written(known[key])]
    assert len(texts(extracted)) > 300
    assert missing == []


def test_no_translation_is_a_guess_or_left_over(extracted, japanese):
    wanted = texts(extracted)
    assert [key for key in texts(japanese) if key not in wanted] == []
    assert [message.id for message in japanese if message.id and message.fuzzy] == []


def test_a_translation_keeps_every_value_of_its_text(japanese):
    for key, message in texts(japanese).items():
        # An article needs no number in English when there is one; Japanese always writes it.
        source = message.id[-1] if isinstance(message.id, tuple) else message.id
        assert sorted(PLACEHOLDER.findall(source)) == sorted(PLACEHOLDER.findall(written(message))), key


def test_what_is_japanese_reads_as_japanese(japanese):
    """A translation equal to its source, or in half-width kana, is one that nobody made."""
    same = {"Anthropic", "API", "KPI", "NPV", "IRR", "SaaS"}
    unmade = [
        key for key, message in texts(japanese).items() if written(message) == key[1] and key[1] not in same
    ]
    assert unmade == []
    assert not [
        key for key, message in texts(japanese).items() if re.search("[\uff61-\uff9f]", written(message))
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_holds_no_text_outside_the_catalogue(path):
    source = path.read_text(encoding="utf-8")
    assert not JAPANESE.search(source)
    shown = re.sub(
        r"{%\s*blocktrans(?:late)?.*?{%\s*endblocktrans(?:late)?\s*%}|{%.*?%}|{{.*?}}|{#.*?#}",
        " ",
        source,
        flags=re.S,
    )
    attributes = re.findall(r'\b(?:alt|title|placeholder|aria-label|data-label)="([^"]*)"', shown)
    # What stands in code is for machines: it is the same in every language.
    visible = re.sub(r"<!--.*?-->|<(code|pre)\b.*?</\1>|<[^>]*>|&\w+;", " ", shown, flags=re.S)
    words = {word for text in [visible, *attributes] for word in re.findall(r"[A-Za-z]{2,}", text)}
    assert words <= SAME_EVERYWHERE, words - SAME_EVERYWHERE
