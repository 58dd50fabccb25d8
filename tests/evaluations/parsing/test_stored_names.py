"""Stored files have no ending: the shown name alone says which format is expected."""

import shutil
from pathlib import Path

import pytest

from evaluations.parsing.registry import parse_document

DOCUMENTS = sorted((Path(__file__).resolve().parents[3] / "sample_company" / "documents").iterdir())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.suffix + path.stem[:6])
def test_a_file_stored_under_a_bare_name_is_read_the_same(tmp_path, document):
    stored = tmp_path / "2955793804ab49fe"
    shutil.copy(document, stored)
    assert parse_document(stored, document.name) == parse_document(document, document.name)
