"""Plain statements find, add and return what Django's own do, on every database."""

import pytest
from django.db import transaction

from evaluations.models import Answer, CachedAnswer, Call, Retrieval, Run
from evaluations.services.bulk_rows import add_to_row, read_rows
from tests.evaluations.money.rows import add_call
from tests.evaluations.running.waiting_run import waiting_run


@pytest.fixture
def run(organization, owner, media):
    return waiting_run(organization, owner)


def test_rows_are_those_of_django_in_order_of_their_keys(run):
    own = Answer.objects.filter(run_candidate__run=run).order_by("pk")
    wanted = list(own.values_list("pk", flat=True))
    names = ["id", "item", "state", "attempt", "passage_ids", "cost_basis", "started_at"]
    names = [name for name in names if name in {field.name for field in Answer._meta.concrete_fields}]
    assert wanted
    assert read_rows(Answer, names, {"id": wanted[::-1]}) == list(own.values_list(*names))


def test_times_and_objects_come_back_as_python_has_them(run, organization):
    call = add_call(run, organization, 5, None, document_ids=[3, 1])
    assert read_rows(Call, ["sent_at", "document_ids", "received_at"], {"id": call.pk}) == [
        (call.sent_at, [3, 1], None)
    ]


def test_every_condition_counts(run, organization, other_organization):
    for owner, key in ((organization, "a"), (organization, "b"), (other_organization, "a")):
        CachedAnswer.objects.create(organization=owner, key=key, columns={"text": key})
    wanted = {"organization": organization.pk, "key": {"a", "c"}}
    assert read_rows(CachedAnswer, ["key", "columns"], wanted) == [("a", {"text": "a"})]


def test_a_list_without_values_finds_nothing(run):
    assert read_rows(Retrieval, ["item"], {"run": run.pk, "item": set()}) == []


def test_rows_can_be_locked(run):
    with transaction.atomic():
        assert read_rows(Run, ["id"], {"id": [run.pk]}, locked=True) == [(run.pk,)]


def test_an_amount_is_added_to_one_row_and_no_other(run):
    other = Run.objects.get(pk=run.pk)
    other.pk = None
    other.save()
    assert add_to_row(Run, {"reserved_microyen": 7, "spent_microyen": -2}, {"id": run.pk})
    assert add_to_row(Run, {"reserved_microyen": -3}, {"id": run.pk})
    found = dict(Run.objects.values_list("pk", "reserved_microyen"))
    assert (found[run.pk], found[other.pk]) == (4, 0)
    run.refresh_from_db()
    assert run.spent_microyen == -2


def test_nothing_is_added_where_the_condition_fails_or_no_row_is_there(run):
    at_most = ("reserved_microyen + %s <= 10", [7])
    added = [add_to_row(Run, {"reserved_microyen": 7}, {"id": run.pk}, at_most) for _ in range(2)]
    assert added == [True, False]
    assert not add_to_row(Run, {"reserved_microyen": 7}, {"id": run.pk + 1000})
    run.refresh_from_db()
    assert run.reserved_microyen == 7
