"""A book of governance that names something unknown, groups nothing or bears no date is refused with its place."""

import shutil
from dataclasses import replace

import pytest

from content.errors import ContentRefused
from governance.content.checking import check_frameworks, check_watch
from governance.content.library import Topic, WatchDate
from governance.content.loader import FOLDER, books, load_books
from language.text import Text

BOOK = books().frameworks
FIRST = BOOK.requirements[0]
NOTHING = Text("空", "empty")


def frameworks(**changed):
    return replace(BOOK, requirements=(replace(FIRST, **changed), *BOOK.requirements[1:]))


def topics(*rows):
    return replace(BOOK, topics=(*BOOK.topics, *rows))


@pytest.mark.parametrize(
    ("book", "sentence"),
    [
        (frameworks(framework="GDPR"), "METI-C1.*unknown reference GDPR"),
        (frameworks(gate="G9"), "METI-C1.*unknown reference G9"),
        (frameworks(id="METI-C2"), "duplicate id METI-C2"),
        (frameworks(was="METI-C2"), "former id METI-C2 is still in use"),
        (topics(Topic("T-X", NOTHING, ("METI-C1", "METI-C99"))), "T-X.*unknown reference METI-C99"),
        (topics(Topic("T-X", NOTHING, ("METI-C1", "METI-C2"))), "T-X.*only one framework"),
        (replace(BOOK, topics=BOOK.topics[1:]), "it is in no topic"),
    ],
)
def test_a_framework_that_does_not_hold_together_is_refused(book, sentence):
    with pytest.raises(ContentRefused, match=sentence):
        check_frameworks(book)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"sources": ()}, "RW-01.*it has no source"),
        ({"dates": (WatchDate("2026-02-30", NOTHING),)}, "RW-01.*not a date: 2026-02-30"),
        ({"id": "RW-02"}, "duplicate id RW-02"),
    ],
)
def test_a_watched_row_without_source_or_date_is_refused(changed, sentence):
    book = books().watch
    with pytest.raises(ContentRefused, match=sentence):
        check_watch(replace(book, items=(replace(book.items[0], **changed), *book.items[1:])))


def test_every_requirement_says_gate_evidence_and_whether_its_number_was_checked():
    assert len(BOOK.requirements) == 108
    assert all(one.evidence.ja and one.gate and one.ref for one in BOOK.requirements)
    assert {one.framework for one in BOOK.requirements if one.verify} >= {"METI", "EUAI", "AIPA"}


def test_every_risk_of_owasp_bears_its_number_of_2026_and_of_2025():
    refs = [one.ref for one in BOOK.requirements if one.framework == "OWASP"]
    assert len(refs) == 10
    assert all(":2026 (LLM" in ref and ":2025)" in ref for ref in refs)


def test_a_folder_with_an_unknown_key_is_refused_with_file_and_row(tmp_path):
    folder = tmp_path / "content"
    shutil.copytree(FOLDER, folder)
    path = folder / "regwatch.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("  area: JP\n", "  area: JP\n  colour: red\n", 1)
    )
    with pytest.raises(ContentRefused, match=r"regwatch.yaml.*RW-01.*unknown keys: colour"):
        load_books(folder)
