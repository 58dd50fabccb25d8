"""Numbers inside JSON that are keys of rows get the new keys; planted numbers prove it for every place."""

import pytest

from handover.ids_inside import EACH, KEYS, NO_ROW, PLACES, translated

OLD, NEW, STRANGE = 7, 70_007, 8


def planted(path: tuple[str, ...], value, extra):
    """A JSON value with a number at the end of a path, and something beside it that must stay."""
    if not path:
        return value
    inner = planted(path[1:], value, extra)
    return [inner] if path[0] == EACH else {path[0]: inner, "beside": OLD, **extra}


def cases():
    for column, places in PLACES.items():
        for place in places:
            extra = {"kind": "compute"} if place.model == "evaluations.ComputeRate" else {}
            yield pytest.param(column, place, extra, id=f"{column} {place.model}")


@pytest.mark.parametrize(("column", "place", "extra"), [*cases()])
def test_a_planted_id_is_translated_and_everything_else_stays(column, place, extra):
    ids = {place.model: {OLD: NEW}}
    assert translated(column, planted(place.path, OLD, extra), ids) == planted(place.path, NEW, extra)


@pytest.mark.parametrize(("column", "place", "extra"), [*cases()])
@pytest.mark.parametrize("odd", [STRANGE, "7", True, [], {}, 7.0], ids=repr)
def test_what_names_no_row_of_the_bundle_is_emptied(column, place, extra, odd):
    ids = {place.model: {OLD: NEW, 1: NEW}}
    assert translated(column, planted(place.path, odd, extra), ids) == planted(
        place.path, place.unknown, extra
    )
    assert place.unknown in (None, NO_ROW)


@pytest.mark.parametrize("column", [*PLACES, *KEYS])
@pytest.mark.parametrize("value", ["", "own:", "own:x", "own:7x", "AI-7"])
def test_a_text_that_is_no_key_stays(column, value):
    if column in KEYS:
        assert translated(column, value, {KEYS[column][1]: {OLD: NEW}}) == value


def test_a_key_in_a_text_is_translated():
    for column, (beginning, model) in KEYS.items():
        assert translated(column, f"{beginning}{OLD}", {model: {OLD: NEW}}) == f"{beginning}{NEW}"
        assert translated(column, f"{beginning}{STRANGE}", {model: {OLD: NEW}}) == f"{beginning}{NO_ROW}"


def test_in_the_company_that_arrived_every_id_leads_to_its_own_rows(db, world, copy):
    """The same numbers as planted by the product itself: passages of answers, prices of revisions, candidates."""
    there, here = world.organization.runs.order_by("pk").first(), copy.runs.order_by("pk").first()
    for old, new in zip(there.retrievals.order_by("pk"), here.retrievals.order_by("pk"), strict=True):
        texts = [
            list(run.documents.get().passages.filter(pk__in=ids).values_list("text", flat=True))
            for run, ids in ((there, old.passage_ids), (here, new.passage_ids))
        ]
        assert texts[0] == texts[1] != []
        assert set(old.passage_ids).isdisjoint(new.passage_ids)
    for place in here.run_candidates.all():
        assert place.snapshot.get("candidate_id", place.candidate_id) == place.candidate_id
