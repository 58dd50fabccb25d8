"""Evidence is found by its words, and counted as shown only when the model could read it."""

import pytest

from evaluations.running.prompt import Source
from evaluations.services.relevance import EvidenceFinder, squeezed
from tests.evaluations.finished_run import add_document

pytestmark = pytest.mark.django_db
QUOTED = [{"document": "保全要領書.pdf", "locator": "p.2", "quote": "許容温度は80℃以下"}]
PLACED = [{"document": "保全要領書.pdf", "locator": "p.1", "quote": ""}]


@pytest.fixture
def passages(organization, media):
    return list(add_document(organization).passages.all())


def test_a_quote_is_found_in_spite_of_width_and_white_space(passages):
    assert squeezed("許容温度は ８０ ℃ 以下") == "許容温度は80°C以下"
    assert EvidenceFinder(passages).passage_ids(QUOTED) == {passages[1].pk}


def test_a_place_without_a_quote_is_found_by_its_label(passages):
    assert EvidenceFinder(passages).passage_ids(PLACED) == {passages[0].pk}


def test_evidence_of_another_document_is_not_found(passages):
    elsewhere = [{**QUOTED[0], "document": "別の資料.pdf"}]
    assert EvidenceFinder(passages).passage_ids(elsewhere) == set()


def test_a_cut_passage_shows_its_evidence_only_while_the_quote_is_in_it(passages):
    finder, text = EvidenceFinder(passages), passages[1].text
    assert finder.is_shown(QUOTED, [Source(passages[1].pk, "", text)])
    assert not finder.is_shown(QUOTED, [Source(passages[1].pk, "", text[:20])])
    assert finder.is_shown(PLACED, [Source(passages[0].pk, "", "始業点検")])
    assert not finder.is_shown(PLACED, [])
