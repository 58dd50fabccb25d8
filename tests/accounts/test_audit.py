"""The audit trail names what was changed, removed or reordered."""

import pytest
from django.db import transaction

from accounts.audit import first_broken_entry, record
from accounts.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def trail(organization, owner):
    return [record(organization, owner, "thing.done", f"thing {n}", number=n) for n in range(1, 6)]


def test_entries_of_an_organisation_are_numbered_and_chained(trail):
    assert [entry.sequence for entry in trail] == [1, 2, 3, 4, 5]
    assert trail[1].previous_hash == trail[0].entry_hash


def test_an_untouched_trail_is_whole(organization, trail):
    assert first_broken_entry(organization) is None


def test_chains_of_two_organisations_are_apart(organization, other_organization, trail):
    assert record(other_organization, None, "thing.done", "other").sequence == 1


@pytest.mark.parametrize(
    "change",
    [
        {"actor_name": "somebody else"},
        {"detail": {"number": 99}},
        {"action": "thing.undone"},
        {"target": "x"},
    ],
)
def test_a_changed_entry_is_named(organization, trail, change):
    AuditEntry.objects.filter(sequence=3).update(**change)
    assert first_broken_entry(organization) == trail[2]


def test_a_removed_entry_is_noticed_at_the_one_after_it(organization, trail):
    AuditEntry.objects.filter(sequence=2).delete()
    assert first_broken_entry(organization) == trail[2]


def test_two_swapped_entries_are_noticed(organization, trail):
    with transaction.atomic():
        AuditEntry.objects.filter(sequence=2).update(sequence=100)
        AuditEntry.objects.filter(sequence=3).update(sequence=2)
        AuditEntry.objects.filter(sequence=100).update(sequence=3)
    assert first_broken_entry(organization) is not None


def test_an_entry_of_the_system_has_a_name_too(organization):
    assert record(organization, None, "run.finished", "run").actor_name == "system"
