"""Every address of a pilot: owner, viewer, consultant, member of another company, nobody."""

import re

import pytest
from django.urls import reverse

from adoption.models import KpiInstance, Observation
from adoption.urls import urlpatterns
from tests.adoption.companies import add_use_case
from tests.adoption.pilots.belongings import around_pilot
from tests.conftest import signed_in

READING = (
    "kpi_library",
    "pilot_detail",
    "pilot_plan_text",
    "pilot_reading_list",
    "pilot_deviations",
    "pilot_import_detail",
    "pilot_template",
)
EDITING = (
    "pilot_kpi_choose",
    "pilot_kpi_edit",
    "pilot_plan_edit",
    "pilot_task_add",
    "pilot_value_add",
    "pilot_task_correct",
    "pilot_value_correct",
    "pilot_import",
    "pilot_elsewhere",
)
POSTING = ("pilot_kpi_remove", "pilot_plan_freeze", "pilot_plan_new_version", "pilot_import_take")
ADMINISTERING = ("pilot_token_list", "pilot_token_revoke")
ALL = (*READING, *EDITING, *POSTING, *ADMINISTERING)
# Pages of a pilot that are tested beside what they show.
ELSEWHERE = {"pilot_effect", "pilot_power", "kpi_watch"}


@pytest.fixture
def numbers(use_case, owner):
    return {"use_case": use_case.pk, "version": 1, **around_pilot(use_case, owner)}


def address(name, numbers):
    route = next(str(one.pattern) for one in urlpatterns if one.name == name)
    asked = re.findall(r"<\w+:(\w+)>", route)
    return reverse(
        f"adoption:{name}", kwargs={"organization": "kaisha", **{one: numbers[one] for one in asked}}
    )


def ask(client, name, numbers):
    send = client.post if name in POSTING or name == "pilot_token_revoke" else client.get
    return send(address(name, numbers))


def test_every_address_of_a_pilot_is_tested():
    names = {one.name for one in urlpatterns if one.name.startswith(("pilot_", "kpi_"))}
    assert names - ELSEWHERE == set(ALL)


def test_an_owner_sees_every_page(owner_client, numbers):
    for name in (*READING, *EDITING, "pilot_token_list"):
        expected = 302 if name == "pilot_plan_edit" else 200  # frozen: back to the pilot with a sentence
        assert ask(owner_client, name, numbers).status_code == expected, name


def test_a_viewer_reads_and_changes_nothing(viewer_client, numbers):
    for name in READING:
        assert ask(viewer_client, name, numbers).status_code == 200, name
    for name in (*EDITING, *POSTING, *ADMINISTERING):
        assert ask(viewer_client, name, numbers).status_code == 403, name
    log = viewer_client.post(address("pilot_deviations", numbers), {"kind": "change"})
    assert log.status_code == 403
    assert KpiInstance.objects.count() == 2


def test_a_consultant_measures_and_issues_no_token(consultant, numbers):
    client = signed_in(consultant)
    assert ask(client, "pilot_task_add", numbers).status_code == 200
    assert ask(client, "pilot_token_list", numbers).status_code == 403


def test_a_member_of_another_company_finds_nothing(outsider_client, numbers):
    for name in ALL:
        assert ask(outsider_client, name, numbers).status_code == 404, name


def test_nobody_gets_in_without_signing_in(anonymous_client, numbers):
    for name in ALL:
        assert ask(anonymous_client, name, numbers)["Location"].startswith("/accounts/login/"), name


def test_rows_of_another_company_are_not_reached_through_ones_own(
    owner_client, organization, other_organization, outsider
):
    foreign = add_use_case(other_organization)
    numbers = {"use_case": foreign.pk, "version": 1, **around_pilot(foreign, outsider)}
    for name in ALL:
        if name not in ("kpi_library", "pilot_token_list"):
            assert ask(owner_client, name, numbers).status_code == 404, name
    assert Observation.objects.count() == 1
