"""The pack holds definitions and numbers, and not one word that somebody of the company typed."""

import hashlib
import io
import zipfile

import pytest
import yaml

from adoption.content.loader import library
from adoption.services.pilots_kpis import KpiDraft, choose_kpi
from adoption.services.shareable_pack import shareable_pack
from adoption.services.use_cases import UseCaseDraft, create_use_case
from tests.adoption.pilots.planned import choose, frozen

pytestmark = pytest.mark.django_db
PLANTED = "極秘ネジ締め工程"


@pytest.fixture
def use_case(organization, owner):
    """A use case whose every text has a planted word in it, with a frozen plan."""
    draft = UseCaseDraft(PLANTED, f"Secret {PLANTED}", f"{PLANTED}の説明", f"{PLANTED}課 佐藤", "UC-08")
    made = create_use_case(organization, draft, owner)
    choose(made, owner)
    own = KpiDraft("secondary", 3, PLANTED, 2, name=PLANTED, name_en=PLANTED, unit=PLANTED, formula="value")
    choose_kpi(made, "", own, owner)
    frozen(
        made,
        owner,
        kill_text=PLANTED,
        expected_source=PLANTED,
        arms=PLANTED,
        measured_by=PLANTED,
        exclusions=PLANTED,
    )
    return made


def files(organization) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(shareable_pack(organization))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_no_word_of_the_company_is_in_the_pack(organization, owner, use_case):
    organization.name = organization.name_en = PLANTED
    organization.save()
    for name, data in files(organization).items():
        for word in (PLANTED, "極秘", "Secret", "佐藤", owner.email, organization.slug):
            assert word not in data.decode(), (name, word)


def test_numbers_and_library_kpis_of_the_frozen_plan_are_in_it_and_own_kpis_are_only_counted(
    organization, use_case
):
    plan = yaml.safe_load(files(organization)["measurement.yaml"])["plans"][0]
    assert plan["design"] == "paired_log"
    assert plan["min_effect"] == 0.2
    assert plan["n_planned"] == 23
    assert {one["id"] for one in plan["kpis"]} == {"K-D-01", "K-D-07"}
    assert plan["own_kpis"] == 1
    assert "baseline_from" not in plan


def test_every_definition_is_in_it_in_both_languages(organization):
    found = files(organization)
    kpis = yaml.safe_load(found["kpis.yaml"])["kpis"]
    assert [one["id"] for one in kpis] == [one.id for one in library().kpis.kpis]
    assert all(one["name"]["ja"] and one["name"]["en"] for one in kpis)
    assert yaml.safe_load(found["evaluation.yaml"])["measures"]


def test_a_plan_that_is_not_frozen_stays_inside(organization, owner):
    choose(create_use_case(organization, UseCaseDraft("案"), owner), owner)
    assert yaml.safe_load(files(organization)["measurement.yaml"])["plans"] == []


def test_the_same_plans_give_the_same_bytes_and_the_sums_are_right(organization, use_case):
    assert shareable_pack(organization) == shareable_pack(organization)
    found = files(organization)
    for line in found["SHA256SUMS"].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(found[name]).hexdigest() == digest
