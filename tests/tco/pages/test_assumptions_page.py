"""Assumptions: missing first, unused folded away, old ones marked, wrong ones said at their field."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from tco.models import PriceRow
from tco.pages.assumptions import assumption_groups, assumption_lines
from tco.services import NewPlan, create_plan
from tco.starting import starting_assumptions
from tests.tco.pages.addresses import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty(organization, owner):
    return create_plan(
        organization, owner, NewPlan("新しい計画", date(2027, 4, 1)), starting_assumptions(), "初版"
    )


def typed(plan, **values):
    return {
        "low": "10", "mode": "30", "high": "45", "source": "経営企画部", "source_date": "2026-11-20",
        "status": "assumption", "distribution": "", "revision": plan.revision, **values,
    }  # fmt: skip


def errors_at(page, field):
    found = re.search(rf'id="id_{field}_error"[^>]*>(.*?)</div>\s*</div>', page, re.DOTALL)
    return found[1] if found else ""


def test_an_assumption_is_edited_as_people_type_it(plan, owner_client):
    url = address("assumption_edit", plan, "redeployment_rate")
    assert re.search(
        r'name="mode"[^>]*value="25"|value="25"[^>]*name="mode"', owner_client.get(url).content.decode()
    )
    data = typed(plan, source="<b>経営企画部</b>", distribution="triangular")
    assert owner_client.post(url, data).status_code == 302
    late = owner_client.post(url, {**data, "mode": "20"})
    assert late.status_code == 422
    assert "版2" in late.content.decode()
    row = plan.assumptions.get(key="redeployment_rate")
    assert [float(end) for end in (row.low, row.mode, row.high)] == [0.1, 0.3, 0.45]
    assert row.distribution == "triangular"
    listed = owner_client.get(address("assumption_of_plan", plan)).content.decode()
    assert "&lt;b&gt;経営企画部" in listed
    assert "三角分布" in listed
    assert owner_client.get(address("assumption_edit", plan, "unknown")).status_code == 404


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_source_that_nobody_touches_keeps_both_languages(language, plan, owner_client):
    owner_client.cookies["shirube_language"] = language
    before = next(line.value for line in assumption_lines(plan) if line.spec.key == "redeployment_rate")
    kept = {
        "low": before.low * 100,
        "mode": before.mode * 100,
        "high": before.high * 100,
        "source": before.source.in_(language),
        "source_date": before.source_date,
        "status": before.status.value,
    }
    url = address("assumption_edit", plan, "redeployment_rate")
    assert owner_client.post(url, typed(plan, **kept)).status_code == 302
    plan.refresh_from_db()
    assert plan.revision == 1
    assert owner_client.post(url, typed(plan, **kept | {"low": 0})).status_code == 302
    row = plan.assumptions.get(key="redeployment_rate")
    assert (row.low, row.source, row.source_en) == (0, *before.source)
    plan.refresh_from_db()
    assert plan.revision == 2


TOMORROW = "tomorrow"


@pytest.mark.parametrize(
    ("key", "values", "field"),
    [
        ("redeployment_rate", {"low": "35"}, "low"),
        ("redeployment_rate", {"high": "20"}, "high"),
        ("redeployment_rate", {"high": "101"}, "high"),
        ("redeployment_rate", {"mode": "NaN"}, "mode"),
        ("redeployment_rate", {"mode": "Infinity"}, "mode"),
        ("redeployment_rate", {"mode": ""}, "mode"),
        ("redeployment_rate", {"source": ""}, "source"),
        ("redeployment_rate", {"source_date": TOMORROW}, "source_date"),
        ("redeployment_rate", {"source_date": "1999-12-31"}, "source_date"),
        ("redeployment_rate", {"source_date": "2026-02-30"}, "source_date"),
        ("redeployment_rate", {"status": "sure"}, "status"),
        ("redeployment_rate", {"distribution": "magic"}, "distribution"),
        ("redeployment_rate", {"low": "0", "distribution": "lognormal"}, "distribution"),
        ("users", {"low": "-5", "mode": "-1", "high": "10"}, "mode"),
        ("users", {"low": "1", "mode": "1.5", "high": "2"}, "mode"),
        ("discount_rate", {"low": "0", "mode": "0", "high": "0"}, "mode"),
        ("tokens_in_per_request", {"low": "1", "mode": "1000000000", "high": "1000000000"}, "mode"),
        ("fx_jpy_per_usd", {"low": "0", "mode": "0", "high": "0"}, "mode"),
        ("growth_per_month", {"low": "-100", "mode": "0", "high": "10"}, "low"),
    ],
)
def test_a_wrong_value_is_said_at_its_field_and_nothing_is_saved(key, values, field, plan, owner_client):
    if values.get("source_date") == TOMORROW:
        values = {"source_date": (timezone.localdate() + timedelta(days=1)).isoformat()}
    response = owner_client.post(address("assumption_edit", plan, key), typed(plan, **values))
    page = response.content.decode()
    assert response.status_code == 422
    assert errors_at(page, field).strip()
    assert not re.search(r"\b(nan|inf|infinity)\b", re.sub(r'value="[^"]*"', "", page), re.IGNORECASE)
    plan.refresh_from_db()
    assert plan.revision == 1


def test_what_is_missing_stands_first_with_a_way_to_fill_it_in(empty, owner_client, viewer_client):
    page = owner_client.get(address("assumption_of_plan", empty)).content.decode()
    missing = [line for line in assumption_lines(empty) if line.is_missing]
    assert f"{len(missing)}" in page
    assert page.index(address("assumption_fill", empty, "workload")) < page.index('id="group-workload"')
    group = assumption_groups(empty, assumption_lines(empty))[0]
    marks = [line.is_missing for line in group.used]
    assert marks == sorted(marks, reverse=True)
    reading = viewer_client.get(address("assumption_of_plan", empty)).content.decode()
    assert address("assumption_fill", empty, "workload") not in reading


def test_inputs_that_are_not_used_are_folded_away_with_their_count(plan, owner_client):
    lines = assumption_lines(plan)
    groups = {group.section.key: group for group in assumption_groups(plan, lines)}
    unused = {line.spec.key for line in groups["finance"].unused}
    assert "fx_change_per_year" in unused
    page = owner_client.get(address("assumption_of_plan", plan)).content.decode()
    folded = page[page.index('id="group-finance"') :]
    assert folded.index("<details") < folded.index('id="input-fx_change_per_year"')
    assert f"{len(unused)}" in folded[: folded.index("</summary>")]


@pytest.mark.parametrize(("days", "is_old"), [(180, False), (181, True)])
def test_a_source_is_old_after_half_a_year(days, is_old, plan, owner_client):
    day = timezone.localdate() - timedelta(days=days)
    plan.assumptions.update(source_date=timezone.localdate())
    plan.assumptions.filter(key="users").update(source_date=day)
    stale = [line.spec.key for line in assumption_lines(plan) if line.stale]
    assert stale == (["users"] if is_old else [])
    page = owner_client.get(address("assumption_of_plan", plan, status="stale")).content.decode()
    assert ('id="input-users"' in page) == is_old


def test_a_value_from_the_price_list_is_as_old_as_its_price(plan, organization):
    today = timezone.localdate()
    price = PriceRow.objects.create(
        organization=organization, kind="api_tokens_in", item="モデル", value=3, unit="mtok", currency="USD",
        source="価格表", retrieved_on=today - timedelta(days=100), valid_from=today - timedelta(days=100),
        status="list",
    )  # fmt: skip
    plan.assumptions.update(source_date=today)
    plan.assumptions.filter(key="api_usd_per_mtok_in").update(price_row=price)
    assert [line.spec.key for line in assumption_lines(plan) if line.stale] == ["api_usd_per_mtok_in"]


def test_the_page_shows_one_status_when_asked(plan, owner_client):
    plan.assumptions.filter(key="users").update(status="measured")
    page = owner_client.get(address("assumption_of_plan", plan, status="measured")).content.decode()
    assert 'id="input-users"' in page
    assert 'id="input-wage_jpy_per_hour"' not in page
    everything = owner_client.get(address("assumption_of_plan", plan, status="no-such")).content.decode()
    assert 'id="input-wage_jpy_per_hour"' in everything


def test_a_group_is_filled_in_together_as_one_revision(empty, owner_client):
    url = address("assumption_fill", empty, "workload")
    common = {
        "common-revision": 1,
        "common-source": "部門への聞き取り",
        "common-source_date": "2026-11-01",
        "common-status": "quoted",
    }
    data = common | {
        "users-low": "80", "users-mode": "100", "users-high": "120", "users-source": "人事部",
        "adoption_y1-mode": "20",
    }  # fmt: skip
    assert owner_client.post(url, data).status_code == 302
    empty.refresh_from_db()
    users, adoption = (empty.assumptions.get(key=key) for key in ("users", "adoption_y1"))
    assert (users.low, users.high, users.source, users.status) == (80, 120, "人事部", "quoted")
    assert (float(adoption.low), float(adoption.mode), adoption.source) == (0.2, 0.2, "部門への聞き取り")
    assert empty.revision == 2
    assert not empty.assumptions.filter(key="tasks_per_user_day").exists()
    late = owner_client.post(url, common | {"tasks_per_user_day-mode": "5"})
    assert late.status_code == 422
    assert "版2" in late.content.decode()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"users-mode": "-1"}, "users-mode"),
        ({"users-low": "10"}, "users-mode"),
        ({"users-mode": "10", "users-low": "20"}, "users-low"),
        ({"users-mode": "10"}, "users-source"),
        ({"common-source_date": "2099-01-01"}, "common-source_date"),
    ],
)
def test_a_wrong_row_is_named_and_no_row_is_saved(values, field, empty, owner_client):
    url = address("assumption_fill", empty, "workload")
    common = {
        "common-revision": 1,
        "common-source": "",
        "common-source_date": "2026-11-01",
        "common-status": "assumption",
    }
    response = owner_client.post(
        url, common | {"adoption_y1-mode": "20", "adoption_y1-source": "計画"} | values
    )
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    empty.refresh_from_db()
    assert empty.revision == 1


def test_filling_in_an_unknown_group_is_not_found(empty, owner_client):
    assert owner_client.get(address("assumption_fill", empty, "nothing")).status_code == 404
