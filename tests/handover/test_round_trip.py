"""What arrives is what was sent: every row, every date, every file and every hash; only keys are new."""

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import models

from accounts.audit import first_broken_entry
from accounts.models import User
from adoption.selectors import gate_review, gate_reviews
from handover.ids_inside import KEYS, PLACES
from handover.proofs import checked_hashes
from handover.scope import carried_models, columns_of, rows_of
from handover.settling import settled_columns
from tco.selectors import plan_results
from tests.handover.company import DECIDED
from tests.handover.conftest import THEIRS, brought

pytestmark = pytest.mark.django_db


def values_of(model, row) -> dict[str, Any]:
    """The columns of a row that are no keys of others and do not stay behind."""
    settled = settled_columns(model)
    return {
        column.name: column.value_from_object(row)
        for column in columns_of(model)
        if column.remote_field is None
        and not isinstance(column, models.FileField)
        and column.name not in settled
        and f"{model._meta.label}.{column.name}" not in {*PLACES, *KEYS}
    }


@pytest.mark.parametrize("model", carried_models(), ids=lambda model: model._meta.label)
def test_every_row_arrives_as_it_was_with_keys_that_lead_to_the_same_rows(model, world, copy):
    before, after = (list(rows_of(model, one)) for one in (world.organization, copy))
    assert len(before) == len(after) > 0
    for old, new in zip(before, after, strict=True):
        assert old.pk != new.pk
        assert values_of(model, old) == values_of(model, new)
        for column in columns_of(model):
            if column.remote_field is None or column.name in settled_columns(model):
                continue
            there, here = getattr(old, column.name), getattr(new, column.name)
            assert (there is None) == (here is None)
            if there is not None:
                assert there.pk != here.pk
                assert place_of(there, world.organization) == place_of(here, copy)


def place_of(row, organization):
    """A person by name; any other row by its place among those of its kind."""
    if isinstance(row, User):
        return row.name
    return list(rows_of(type(row), organization).values_list("pk", flat=True)).index(row.pk)


def test_the_hashes_are_those_of_the_other_server_and_follow_from_the_rows_that_arrived(world, copy):
    before, after = (
        sorted((one.name, one.stored) for one in checked_hashes(organization))
        for organization in (world.organization, copy)
    )
    assert before == after
    assert len({name for name, _ in after}) == 8
    assert all(one.fits for one in checked_hashes(copy))


def test_a_decision_is_bound_to_the_same_state_and_stays_true(world, copy):
    old, new = world.organization.use_cases.get(), copy.use_cases.get()
    assert [one.snapshot_sha256 for one in gate_reviews(old)] == [
        one.snapshot_sha256 for one in gate_reviews(new)
    ]
    here = gate_review(new, DECIDED)
    assert here.decisions[0].snapshot_sha256 == old.decisions.first().snapshot_sha256
    assert not gate_review(old, DECIDED).decisions[0].is_stale
    assert not here.decisions[0].is_stale


def test_the_costs_are_the_same_numbers(world, copy):
    there, here = (plan_results(one.cost_plans.get()) for one in (world.organization, copy))
    assert there.headlines == here.headlines
    assert there.inputs_sha256 == here.inputs_sha256


def test_files_lie_in_a_place_of_their_own_with_the_same_content(world, copy):
    for old, new in zip(world.organization.documents.all(), copy.documents.all(), strict=True):
        assert Path(old.file.path).read_bytes() == Path(new.file.path).read_bytes()
        assert old.file.name != new.file.name
    report = copy.reports.get()
    assert (
        Path(report.file.path).read_bytes() == Path(world.organization.reports.get().file.path).read_bytes()
    )
    assert Path(report.pdf.path).with_name("print-1-1.png").read_bytes() == b"PNG"


def test_nothing_of_another_company_is_in_the_file(world):
    """Every other company's word is looked for in every part, as text and as it stands in JSON."""
    with zipfile.ZipFile(world.bundle) as archive:
        content = b"\n".join(archive.read(name) for name in archive.namelist())
    words = (THEIRS, world.other.name, world.other.slug, "outsider")
    assert "甲社の極秘".encode() in content
    for word in words:
        assert word.encode() not in content and ascii(word)[1:-1].encode() not in content


def test_no_secret_and_no_account_is_in_the_file(world, copy):
    with zipfile.ZipFile(world.bundle) as archive:
        rows = b"\n".join(archive.read(name) for name in archive.namelist() if name != "audit.jsonl")
    assert world.owner.email.encode() not in rows and world.owner.password.encode() not in rows
    request = world.organization.model_uses.first().requests.first()
    assert request.token_sha256.encode() not in rows
    assert copy.model_uses.first().requests.first().revoked_at is not None


def test_people_arrive_by_name_and_cannot_sign_in_or_be_taken_for_somebody_here(world, copy):
    decided_by = copy.use_cases.get().decisions.first().decided_by
    assert decided_by.pk != world.owner.pk
    assert (decided_by.name, decided_by.is_active) == (world.owner.name, False)
    assert decided_by.email.endswith(".invalid") and not decided_by.has_usable_password()
    assert not decided_by.memberships.exists()


def test_the_importer_owns_the_new_company_and_nobody_else_is_in_it(world, copy):
    assert [(one.user, one.role) for one in copy.memberships.all()] == [(world.owner, "owner")]
    assert first_broken_entry(copy) is None
    assert copy.audit_entries.get().action == "handover.received"
    assert not copy.sending_rules.exists() and not copy.reading_tokens.exists()
    assert not copy.watches.filter(is_active=True).exists()


def test_a_second_import_is_a_second_company_with_another_short_name(world, copy):
    again = brought(world.bundle, world.owner)
    assert (copy.slug, again.slug) == ("kaisha-2", "kaisha-3")
    assert again.use_cases.get().pk != copy.use_cases.get().pk


def test_a_copy_of_a_copy_has_the_same_hashes(world, copy, tmp_path):
    from handover.writing import write_bundle

    manifest = write_bundle(copy, "", tmp_path / "again.zip", lambda _: None)
    third = brought(tmp_path / "again.zip", world.owner)
    assert manifest.rows == world.manifest.rows
    assert sorted(v for one in manifest.hashes.values() for v in one.values()) == sorted(
        v for one in world.manifest.hashes.values() for v in one.values()
    )
    assert third.slug == "kaisha-2-2"


def test_dates_are_those_of_the_event_not_of_the_import(world, copy):
    there, here = (one.use_cases.get() for one in (world.organization, copy))
    assert isinstance(here.created_at, datetime) and there.created_at == here.created_at
    assert isinstance(here.observations.first().on, date)
    assert User.objects.filter(email__endswith=f"kaisha-2-{copy.pk}.invalid").exists()
