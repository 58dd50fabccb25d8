"""An update of the content shows what it changes, moves answers by stable id and loses none."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.reading import build
from content.versions import differences, edition_of
from content.writing import row_of
from governance.content.loader import books
from governance.controls import archived_records, current_records, requirement_lines
from governance.editions import SHIPPED, book_state, frameworks_of, pending_changes
from governance.errors import GovernanceRefused
from governance.models import (
    AdoptedEdition,
    AiSystem,
    ContentReview,
    ControlRecord,
    Readiness,
    TrainingNeed,
)
from governance.services.controls import ControlAnswer, record_control
from governance.services.editions import adopt_update
from governance.services.readiness import ReadinessDraft, save_readiness
from governance.services.training import require_training
from language.text import Text
from tests.governance.later_edition import later_frameworks, ship

DONE = ControlAnswer("applicable", "", "not_started", "品質保証課 林")


def edition(book):
    return edition_of("frameworks", row_of(book))


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_book_comes_back_from_its_stored_document(name):
    shipped = SHIPPED[name]
    stored = json.loads(json.dumps(shipped.document(), ensure_ascii=False))
    assert build(shipped.shape, stored, name) == shipped.book()
    assert edition_of(name, stored) == shipped.edition()


def test_the_differences_of_two_editions_name_each_row_once():
    changes = differences(edition(books().frameworks), edition(later_frameworks()))
    assert [(one.kind, one.key, one.former_key, one.fields) for one in changes] == [
        ("changed", "requirements/METI-C1", "requirements/METI-C1", ("ja", "en")),
        ("renamed", "requirements/OW27-01", "requirements/OW26-01", ()),
        ("added", "requirements/METI-C11", "", ()),
        ("removed", "requirements/AIPA-1", "requirements/AIPA-1", ()),
    ]


rows = st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 2), max_size=6)


def document(held):
    return {"version": "1", "rows": [{"id": key, "ja": str(value)} for key, value in held.items()]}


@given(rows, rows)
def test_every_row_of_either_edition_is_the_same_in_both_or_in_one_change(old, new):
    changes = differences(edition_of("b", document(old)), edition_of("b", document(new)))
    named = [one.key.removeprefix("rows/") for one in changes]
    same = {key for key in old if new.get(key) == old[key]}
    assert len(named) == len(set(named))
    assert set(named) | same == old.keys() | new.keys()
    assert not set(named) & same


@given(rows)
def test_the_order_of_rows_changes_neither_hash_nor_rows(held):
    turned = dict(reversed(held.items()))
    there, back = edition_of("b", document(held)), edition_of("b", document(turned))
    assert there.sha256 == back.sha256
    assert differences(there, back) == ()


@pytest.fixture
def answered(organization, owner):
    """A company that answered one row that an update rewords, one that it renames and one that it takes out."""
    system = AiSystem.objects.create(organization=organization, name="文書検索")
    record_control(organization, None, "METI-C1", DONE, owner)
    record_control(organization, system, "METI-C1", DONE, owner)
    record_control(organization, None, "OW26-01", DONE, owner)
    record_control(organization, None, "AIPA-1", DONE, owner)
    record_control(organization, None, "METI-C2", DONE, owner)
    return organization


def test_the_first_answer_adopts_the_shipped_edition(answered):
    assert AdoptedEdition.objects.get().sha256 == SHIPPED["frameworks"].edition().sha256
    assert pending_changes(book_state(answered, "frameworks")) == ()


def test_until_it_is_adopted_an_update_changes_nothing_that_people_see(answered, monkeypatch):
    ship(monkeypatch, later_frameworks())
    assert book_state(answered, "frameworks").is_behind
    assert frameworks_of(answered) == books().frameworks
    assert all(line.state != "confirm_again" for line in requirement_lines(answered))


def test_adopting_moves_every_answer_by_its_id(answered, owner, monkeypatch):
    ship(monkeypatch, later_frameworks())
    moved = adopt_update(answered, "frameworks", book_state(answered, "frameworks").edition.sha256, owner)
    assert vars(moved) == {"confirm_again": 2, "renamed": 1, "archived": 1}
    lines = {line.requirement.id: line for line in requirement_lines(answered)}
    assert lines["METI-C1"].state == "confirm_again"
    assert lines["METI-C1"].record.owner_name == "品質保証課 林"
    assert lines["OW27-01"].state == "not_started"
    assert lines["METI-C2"].state == "not_started"
    assert lines["METI-C11"].state == "undecided"
    assert {one.requirement_id for one in archived_records(answered)} == {"AIPA-1", "OW26-01"}
    assert ControlRecord.objects.filter(requirement_id="AIPA-1").first().owner_name == "品質保証課 林"


def test_an_answer_confirmed_after_an_update_counts_again(answered, owner, monkeypatch):
    ship(monkeypatch, later_frameworks())
    adopt_update(answered, "frameworks", book_state(answered, "frameworks").edition.sha256, owner)
    record_control(answered, None, "METI-C1", DONE, owner)
    assert current_records(answered, None)["METI-C1"].standing == "current"


def test_an_edition_that_was_not_on_the_screen_is_refused(answered, owner, monkeypatch):
    ship(monkeypatch, later_frameworks())
    with pytest.raises(GovernanceRefused, match="Read the differences again"):
        adopt_update(answered, "frameworks", "0" * 64, owner)
    assert AdoptedEdition.objects.count() == 1
    assert ControlRecord.objects.count() == 5


def test_an_update_of_words_between_rows_only_is_no_update(answered, monkeypatch):
    ship(monkeypatch, replace(books().frameworks, version="2026-12"))
    assert not book_state(answered, "frameworks").is_behind


def test_the_update_page_shows_the_differences_before_anything_moves(answered, owner_client, monkeypatch):
    ship(monkeypatch, later_frameworks())
    page = owner_client.get("/o/kaisha/governance/content/frameworks/").content.decode()
    assert "人を中心に据え、依存の度合いを記録する" in page
    assert "人を中心に据え、過度な依存を避ける" in page
    assert "requirements/AIPA-1" in page
    assert AdoptedEdition.objects.count() == 1
    seen = book_state(answered, "frameworks").edition.sha256
    assert owner_client.post("/o/kaisha/governance/content/frameworks/", {"sha256": seen}).status_code == 302
    assert AdoptedEdition.objects.count() == 2


def test_a_viewer_reads_an_update_and_cannot_adopt_it(answered, viewer_client, monkeypatch):
    ship(monkeypatch, later_frameworks())
    url = "/o/kaisha/governance/content/frameworks/"
    assert viewer_client.get(url).status_code == 200
    assert viewer_client.post(url, {"sha256": "0" * 64}).status_code == 403


def test_a_reworded_row_is_told_from_a_new_one_by_its_id_alone():
    book = books().frameworks
    first = replace(book.requirements[0], name=Text("別の文", "Other words"))
    later = replace(book, requirements=(*book.requirements[1:], first))
    (change,) = differences(edition(book), edition(later))
    assert change.kind == "changed"


@pytest.fixture
def operated(organization, owner):
    """A company with a readiness item, a training need and a role holder under the shipped roles."""
    item = ReadinessDraft(state="open", owner_name="山田")
    save_readiness(organization, "OR-01", item, owner)
    save_readiness(organization, "OR-02", item, owner)
    save_readiness(organization, "OR-03", item, owner)
    require_training(organization, "T-05", ["佐藤"], None, owner)
    return organization


def later_roles():
    """One item reworded, one renamed, one taken out; one track renamed and reworded."""
    book = books().roles
    items = {one.id: one for one in book.operating_readiness}
    first = replace(items["OR-01"], name=Text("別の言い方", "Put otherwise"))
    second = replace(items["OR-02"], id="OR-92", was="OR-02")
    kept = [one for one in book.operating_readiness if one.id not in ("OR-01", "OR-02", "OR-03")]
    tracks = [
        replace(one, id="T-95", was="T-05", hours=one.hours + 1) if one.id == "T-05" else one
        for one in book.training_tracks
    ]
    return replace(
        book, version="2027-02", operating_readiness=(first, second, *kept), training_tracks=tuple(tracks)
    )


def test_rows_of_operation_follow_renamed_ids_and_changed_ones_wait_to_be_read(operated, owner, monkeypatch):
    ship(monkeypatch, later_roles(), "roles")
    seen = book_state(operated, "roles").edition.sha256
    moved = adopt_update(operated, "roles", seen, owner)
    assert vars(moved) == {"confirm_again": 2, "renamed": 2, "archived": 1}
    assert set(Readiness.objects.values_list("item", flat=True)) == {"OR-01", "OR-92", "OR-03"}
    assert TrainingNeed.objects.get().track == "T-95"
    waiting = ContentReview.objects.values_list("row_key", "is_removed", "answers")
    assert list(waiting) == [
        ("operating_readiness/OR-01", False, 1),
        ("training_tracks/T-95", False, 1),
        ("operating_readiness/OR-03", True, 1),
    ]


def test_a_person_settles_a_changed_row_by_name(operated, owner, owner_client, viewer_client, monkeypatch):
    ship(monkeypatch, later_roles(), "roles")
    adopt_update(operated, "roles", book_state(operated, "roles").edition.sha256, owner)
    page = "/o/kaisha/governance/content/roles/"
    assert "別の言い方" in owner_client.get(page).content.decode()
    first = ContentReview.objects.first()
    url = f"/o/kaisha/governance/content/reviews/{first.pk}/"
    assert viewer_client.post(url).status_code == 403
    assert owner_client.post(url).status_code == 302
    assert "別の言い方" not in owner_client.get(page).content.decode()
    first.refresh_from_db()
    assert first.settled_by_name == "owner"


def test_answers_of_another_company_stay_where_they_are(
    operated, owner, other_organization, outsider, monkeypatch
):
    save_readiness(other_organization, "OR-02", ReadinessDraft(state="open", owner_name="鈴木"), outsider)
    ship(monkeypatch, later_roles(), "roles")
    adopt_update(operated, "roles", book_state(operated, "roles").edition.sha256, owner)
    assert Readiness.objects.get(organization=other_organization).item == "OR-02"
    assert book_state(other_organization, "roles").is_behind
