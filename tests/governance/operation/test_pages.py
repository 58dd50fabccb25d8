"""The pages of operation: members read, editors write, outsiders find nothing, refusals keep the input."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from governance.models import (
    AiSystem,
    Attendance,
    Drill,
    FailSafe,
    Incident,
    PlantedTaking,
    RaciChange,
    Readiness,
    RoleHolder,
    SystemOperation,
    TrainingNeed,
)
from governance.operation_urls import urlpatterns
from tests.belongings import PLAIN
from tests.governance.operation.belongings import around_operation

pytestmark = pytest.mark.django_db
ROUTES = {str(route.name): re.findall(r"<\w+:(\w+)>", str(route.pattern)) for route in urlpatterns}
ONLY_POST = {
    "role_vacate",
    "fail_safe_drop",
    "need_drop",
    "planted_item_remove",
    "incident_step",
    "incident_state",
}
READ = {
    "risk_list", "risk_starters", "risk_detail", "role_list", "raci", "responsibility", "system_operation",
    "readiness_list", "training_list", "planted_list", "planted_detail", "planted_take", "incident_list",
    "incident_detail", "drill_list",
}  # fmt: skip


@pytest.fixture
def system(organization):
    return AiSystem.objects.create(organization=organization, name="技術文書検索")


@pytest.fixture
def own(system, owner):
    return around_operation(system, owner)


@pytest.fixture
def foreign(other_organization, owner):
    theirs = AiSystem.objects.create(organization=other_organization, name="他社")
    return around_operation(theirs, None, "他社")


def address(name, ids=(), **also):
    known = {**PLAIN, **dict(ids), **also}
    return reverse(
        f"governance:{name}", kwargs={"organization": "kaisha", **{key: known[key] for key in ROUTES[name]}}
    )


def ask(client, name, ids):
    return client.post(address(name, ids)) if name in ONLY_POST else client.get(address(name, ids))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_owner_reaches_every_page(language, owner_client, own):
    owner_client.cookies["shirube_language"] = language
    for name in ROUTES.keys() - ONLY_POST:
        assert ask(owner_client, name, own).status_code == 200, name
    for name in ONLY_POST:
        assert ask(owner_client, name, own).status_code == 302, name


def test_a_member_reads_what_is_to_read_and_changes_nothing(viewer_client, own):
    for name in ROUTES:
        assert ask(viewer_client, name, own).status_code == (200 if name in READ else 403), name


def test_an_outsider_finds_nothing(outsider_client, own):
    for name in ROUTES:
        response = ask(outsider_client, name, own)
        assert response.status_code == 404, name
        assert "極秘" not in response.content.decode()


def test_an_owner_does_not_reach_another_company_through_his_own(owner_client, organization, own, foreign):
    for name, parts in ROUTES.items():
        if set(parts) & foreign.keys():
            assert ask(owner_client, name, foreign).status_code == 404, name
    assert owner_client.get(address("risk_list") + f"?system={foreign['system']}").status_code == 404


def test_a_person_is_assigned_and_the_matrix_shows_the_name(owner_client, organization):
    assert owner_client.post(address("role_edit"), {"person_name": ""}).status_code == 422
    owner_client.post(address("role_edit"), {"person_name": "鈴木 一郎", "deputy_name": "高橋"})
    assert RoleHolder.objects.get().role == "R-SVC"
    page = owner_client.get(address("raci")).content.decode()
    assert "鈴木 一郎" in page and page.count("<tr>") == 20


def test_a_second_a_is_refused_on_the_page_with_the_input_kept(owner_client, organization):
    response = owner_client.post(address("raci_edit"), {"R-SPONSOR": "A", "R-OWNER": "RA"})
    assert response.status_code == 422 and "Aは1行に1人だけです" in response.content.decode()
    assert not RaciChange.objects.exists()
    owner_client.post(address("raci_edit"), {"R-OWNER": "RA"})
    assert RaciChange.objects.get().letters == {"R-OWNER": "RA"}


def test_the_kill_switch_names_person_and_place(owner_client, own, system):
    data = {"deployment_mode": "own_weights", "stop_person": "職長 高橋", "stop_place": "第2工場"}
    owner_client.post(address("operation_edit", own), data)
    page = owner_client.get(address("system_operation", own)).content.decode()
    assert "職長 高橋" in page and "第2工場" in page
    assert SystemOperation.objects.get().deployment_mode == "own_weights"
    owner_client.post(address("fail_safe_drop", own))
    assert not FailSafe.objects.exists()


def test_contradictory_dates_of_an_item_are_refused_on_the_page(owner_client, organization):
    data = {
        "state": "done",
        "owner_name": "鈴木",
        "started_on": "2026-09-10",
        "done_on": "2026-09-01",
        "evidence": "手順書",
    }
    response = owner_client.post(address("readiness_edit"), data)
    assert response.status_code == 422 and "完了日が開始日より前です" in response.content.decode()
    assert not Readiness.objects.exists()
    owner_client.post(address("readiness_edit"), {**data, "done_on": "2026-09-20"})
    assert owner_client.get(address("readiness_list")).context["summary"].must_open == 13


def test_people_and_sessions_are_typed_in_line_by_line(owner_client, organization):
    owner_client.post(address("need_create"), {"track": "T-05", "people": "佐藤 花子\nA-102\n"})
    assert TrainingNeed.objects.count() == 2
    data = {
        "track": "T-05",
        "held_on": "2026-10-01",
        "hours": "4",
        "completed": "佐藤 花子, 85",
        "not_completed": "A-102",
    }
    bad = owner_client.post(address("session_create"), {**data, "completed": "佐藤, 満点"})
    assert bad.status_code == 422 and not Attendance.objects.exists()
    assert owner_client.post(address("session_create"), data).status_code == 302
    assert list(Attendance.objects.values_list("person", "completed", "score_percent")) == [
        ("A-102", False, None),
        ("佐藤 花子", True, 85.0),
    ]
    assert owner_client.get(address("training_list")).context["completion"] == 0.5


def test_a_reviewer_takes_the_test_and_never_sees_the_errors(viewer_client, owner_client, own):
    shown = viewer_client.get(address("planted_detail", own)).content.decode()
    assert "<del>" not in shown
    taken = address("planted_take", own)
    item = own["planted_item"]
    assert viewer_client.post(taken, {}).status_code == 422
    assert viewer_client.post(taken, {f"says_{item}": "yes"}).status_code == 302
    assert PlantedTaking.objects.get().found == 1
    again = viewer_client.post(taken, {f"says_{item}": "yes"})
    assert again.status_code == 422
    assert "<del>" in owner_client.get(address("planted_detail", own)).content.decode()
    owner_client.post(
        address("planted_type_in", own),
        {"person": "高橋", "taken_on": "2026-10-01", "found": 0, "planted": 1},
    )
    page = owner_client.get(address("planted_list") + f"?system={own['system']}")
    assert len(page.context["months"]) == 2 and "chart-data" in page.content.decode()


def test_an_incident_is_led_from_report_to_closing_on_its_pages(owner_client, organization, system):
    now = timezone.localtime().replace(second=0, microsecond=0)
    noticed = now - timedelta(hours=3)
    data = {
        "title": "機密の入力",
        "severity": "SEV2",
        "reported_by": "利用者",
        "noticed_at": f"{noticed:%Y-%m-%dT%H:%M}",
    }
    late = owner_client.post(
        address("incident_create"), {**data, "noticed_at": f"{now + timedelta(days=1):%Y-%m-%dT%H:%M}"}
    )
    assert late.status_code == 422 and not Incident.objects.exists()
    owner_client.post(address("incident_create"), {**data, "playbook": "PB-02"})
    ids = {"incident": Incident.objects.get().pk}
    assert owner_client.get(address("incident_detail", ids)).context["line"].first_action.is_late
    entry = {
        "kind": "action",
        "at": f"{noticed + timedelta(minutes=90):%Y-%m-%dT%H:%M}",
        "text": "送信先を確認",
    }
    assert owner_client.post(address("incident_entry", ids), entry).status_code == 302
    owner_client.post(address("incident_step", ids), {"at": f"{now:%Y-%m-%dT%H:%M}"})
    owner_client.post(address("incident_step", ids), {"at": "いつか"})
    owner_client.post(address("incident_state", ids), {"state": "closed"})
    assert Incident.objects.get().state == "open"
    owner_client.post(
        address("incident_lesson", ids), {"cause": "区分の誤り", "lesson": "教育", "item": "OR-03"}
    )
    owner_client.post(address("incident_state", ids), {"state": "closed"})
    incident = Incident.objects.get()
    assert incident.state == "closed"
    assert [one.kind for one in incident.entries.order_by("pk")] == [
        "noticed",
        "action",
        "step",
        "lesson",
        "state",
    ]
    owner_client.cookies["shirube_language"] = "en"
    shown = owner_client.get(address("incident_detail", ids)).content.decode()
    assert "Check destination, training use and retention" in shown and "Settled" in shown
    page = owner_client.get(address("incident_list"))
    assert page.context["lines"][0].first_action.is_late


def test_a_drill_is_recorded_and_a_failed_one_says_why(owner_client, organization):
    data = {"held_on": date(2026, 10, 1), "participants": "早番", "passed": "no"}
    assert owner_client.post(address("drill_create"), data).status_code == 422
    owner_client.post(address("drill_create"), {**data, "findings": "紙がない", "minutes_to_switch": 25})
    assert (Drill.objects.get().passed, Drill.objects.get().minutes_to_switch) == (False, 25)
    assert "紙がない" in owner_client.get(address("drill_list")).content.decode()
