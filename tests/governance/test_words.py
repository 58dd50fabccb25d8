"""Market cards, glossary and phrases: dated, sourced, searchable; an error of a report is shown as one."""

from dataclasses import replace

import pytest
from django.urls import reverse

from content.errors import ContentRefused
from governance.content.loader import books
from governance.content.words import check_glossary, check_market, found_cards
from reports.glossary import terms
from tests.evaluations.finished_run import add_finished_run

MARKET = "/o/kaisha/governance/market/"


def test_every_card_has_a_source_a_scope_and_a_date_or_says_that_there_is_none(owner_client, organization):
    reports = {one.id for one in books().market.reports}
    cards = books().market.cards
    assert len(cards) >= 30
    assert all({row[:3] for row in card.reports} <= reports and card.scope.ja for card in cards)
    page = owner_client.get(MARKET, {"q": "MK-06"}).content.decode()
    assert "著者の記載なし" in page


def test_the_wrong_citation_of_a_report_is_shown_with_the_right_authors(owner_client, organization):
    page = owner_client.get(MARKET, {"q": "2311.01550"}).content.decode()
    assert "Vipra・Korinek" in page
    assert "J.K. Lee" in page


def test_a_future_date_of_a_report_is_named_as_its_slip():
    (card,) = found_cards(books().market, ["2028/11/28"])
    assert card.correction is not None
    assert next(one for one in books().market.reports if one.id == "002").published == ""


def test_a_search_finds_full_and_half_width_in_either_language():
    wide, narrow = found_cards(books().market, ["ＧＰＵ"]), found_cards(books().market, ["gpu"])
    assert wide == narrow
    assert found_cards(books().market, ["no such words anywhere"]) == []
    assert {card.id for card in found_cards(books().market, ["H100"])} == {"MK-02"}


def test_every_saved_search_finds_cards_and_content_without_hits_is_refused():
    book = books().market
    assert all(found_cards(book, one.words) for one in book.searches)
    with pytest.raises(ContentRefused, match="it finds no card"):
        check_market(replace(book, searches=(replace(book.searches[0], words=("zzz",)),)))
    with pytest.raises(ContentRefused, match="unknown reference 999"):
        check_market(replace(book, cards=(replace(book.cards[0], reports=("999-01",)),)))


def test_contradicting_cards_name_each_other():
    cards = {one.id: one for one in books().market.cards}
    pairs = [(one.id, other) for one in cards.values() for other in one.against]
    assert pairs
    assert all(one in cards[other].against for one, other in pairs)


def test_one_glossary_feeds_the_page_and_the_workbook(owner_client, organization):
    shipped = books().glossary.terms
    page = owner_client.get("/o/kaisha/governance/glossary/").content.decode()
    assert all(f'id="{one.id}"' in page for one in shipped)
    assert {term.word for term in terms()} == {one.name for one in shipped if one.in_workbook}
    with pytest.raises(ContentRefused, match="duplicate id"):
        check_glossary(replace(books().glossary, terms=(shipped[0], shipped[0])))


def test_the_words_of_the_reports_are_in_the_glossary(owner_client, organization):
    page = owner_client.get("/o/kaisha/governance/glossary/", {"q": "ロックイン"})
    assert page.context["count"] == 0
    english = {one.name.en.lower() for one in books().glossary.terms}
    assert {"open weights", "frontier model", "gpu export control", "ecosystem", "lock-in", "core values",
            "pluralism", "governance", "commodity", "distillation"} <= english  # fmt: skip


def test_the_three_phrases_for_meetings_are_there_with_the_wording_bank(owner_client, organization):
    page = owner_client.get("/o/kaisha/governance/phrases/").content.decode()
    assert "まず小さなPoC" in page
    assert "早い段階で一緒に設計" in page
    assert "標準への対応とオープンな資源" in page
    assert "削減時間は能力値であり" in page


@pytest.mark.parametrize("path", ["market/", "glossary/", "phrases/"])
def test_members_read_and_an_outsider_finds_nothing(viewer_client, outsider_client, organization, path):
    assert viewer_client.get(f"/o/kaisha/governance/{path}").status_code == 200
    assert outsider_client.get(f"/o/kaisha/governance/{path}").status_code == 404


def test_public_benchmarks_stand_beside_own_measurements_and_apart_from_them(
    owner_client, organization, owner
):
    run = add_finished_run(organization, owner)
    result = owner_client.get(reverse("evaluations:run_detail", args=["kaisha", run.pk])).content.decode()
    assert f"{MARKET}?q=benchmark" in result
    found = {card.id for card in found_cards(books().market, ["benchmark"])}
    assert {"MK-11", "MK-12", "MK-13"} <= found
    assert "GPQA" not in result
