"""Starting a plan and changing its options, uses and years."""

import re
from datetime import date

import pytest
from django.urls import reverse

from tco.models import CostPlan
from tco.plan.shape import Kind
from tco.selectors import plan_results
from tests.tco.pages.addresses import address

pytestmark = pytest.mark.django_db
STANDARD = [
    ("api", "api", "API利用"),
    ("cloud", "cloud", "GPUクラウド"),
    ("onprem", "onprem", "オンプレミスGPU"),
]


def typed(options=STANDARD, uses=(("対象業務", ""),), **values):
    """The page's fields: options as (code, kind, name), uses as (name, number before)."""
    data = {"name": "展開計画", "starts_on": "2027-04", "years": "5", "fiscal_start_month": "4", **values}
    for part, rows in (("options", options), ("uses", uses)):
        data |= {f"{part}-TOTAL_FORMS": len(rows), f"{part}-INITIAL_FORMS": 0}
    for number, (key, kind, name) in enumerate(options):
        data |= {f"options-{number}-key": key, f"options-{number}-kind": kind, f"options-{number}-ja": name}
    for number, (name, was) in enumerate(uses):
        data |= {f"uses-{number}-ja": name, f"uses-{number}-was": was}
    return data


def saved(**values):
    return typed(**values) | {"save": "1"}


@pytest.fixture
def start(organization):
    return reverse("tco:plan_create", args=[organization.slug])


def test_starting_a_plan_leads_to_its_assumptions(start, owner_client, viewer_client, outsider_client):
    assert viewer_client.get(start).status_code == 403
    assert outsider_client.get(start).status_code == 404
    assert owner_client.get(start).status_code == 200
    response = owner_client.post(start, saved(starts_on="2027-10", years="3"))
    plan = CostPlan.objects.get()
    assert response["Location"] == address("assumption_of_plan", plan)
    assert (plan.starts_on, plan.years, plan.shape.fiscal_offset) == (date(2027, 10, 1), 3, 6)
    assert plan.revision == 1


def test_a_plan_may_have_every_kind_of_option_and_several_uses(start, owner_client):
    options = [(kind.value, kind.value, f"案{number}") for number, kind in enumerate(Kind)]
    response = owner_client.post(start, saved(options=options, uses=(("検索", ""), ("要約", ""))))
    assert response.status_code == 302
    shape = CostPlan.objects.get().shape
    assert [option.kind for option in shape.options] == list(Kind)
    assert len(shape.uses) == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"starts_on": "2019-12"}, "starts_on"),
        ({"starts_on": "2101-01"}, "starts_on"),
        ({"starts_on": "来年"}, "starts_on"),
        ({"years": "0"}, "years"),
        ({"years": "8"}, "years"),
        ({"years": "-1"}, "years"),
        ({"fiscal_start_month": "13"}, "fiscal_start_month"),
        ({"name": ""}, "name"),
        ({"options": [("API", "api", "案")]}, "options-0-key"),
        ({"options": [("none", "api", "案")]}, "options-0-key"),
        ({"options": [("api", "magic", "案")]}, "options-0-kind"),
        ({"options": [("api", "api", "案"), ("api", "cloud", "別案")]}, "options-1-key"),
        ({"options": [("api", "api", "案"), ("cloud", "cloud", "案")]}, "options-1-ja"),
        ({"uses": (("", ""),)}, "uses-0-ja"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(start, values, field, owner_client):
    response = owner_client.post(start, saved(**values))
    page = response.content.decode()
    assert response.status_code == 422
    assert re.search(rf'class="field-error" id="id_{field}_error"', page)
    assert not CostPlan.objects.exists()


@pytest.mark.parametrize("rows", [{"options": []}, {"uses": ()}])
def test_a_plan_without_options_or_uses_is_refused(start, rows, owner_client):
    response = owner_client.post(start, saved(**rows))
    assert response.status_code == 422
    assert not CostPlan.objects.exists()


def test_more_options_than_a_plan_holds_are_refused(start, owner_client):
    many = [(f"api{number}", "api", f"案{number}") for number in range(20)]
    assert owner_client.post(start, saved(options=many)).status_code == 422
    assert not CostPlan.objects.exists()


def test_adding_a_row_keeps_what_was_typed_and_saves_nothing(start, owner_client):
    data = typed(name="途中の名前") | {"add_option": "1", "new_kind": "api"}
    page = owner_client.post(start, data).content.decode()
    assert 'value="途中の名前"' in page
    assert 'name="options-3-key" value="api2"' in page
    assert "field-error" not in page
    page = owner_client.post(start, typed() | {"add_use": "1"}).content.decode()
    assert 'name="uses-1-ja"' in page
    assert not CostPlan.objects.exists()


def test_an_added_option_waits_for_its_inputs_and_the_others_keep_theirs(plan, owner_client):
    before = {row.key: row.mode for row in plan.assumptions.all()}
    options = [*STANDARD, ("edge", "edge", "エッジPC")]
    data = saved(options=options, uses=(("対象業務", "1"),), starts_on="2026-04", revision=plan.revision)
    response = owner_client.post(address("plan_shape", plan), data, follow=True)
    plan.refresh_from_db()
    assert {row.key: row.mode for row in plan.assumptions.all()}.items() >= before.items()
    assert [option["key"] for option in plan.options] == ["api", "cloud", "onprem", "edge"]
    assert (plan.revision, plan.revisions.count()) == (2, 2)
    page = response.content.decode()
    assert address("assumption_fill", plan, "edge") in page


def test_a_removed_option_takes_its_inputs_with_it_but_not_out_of_the_history(plan, owner_client):
    data = saved(uses=(("対象業務", "1"),), starts_on="2026-04", revision=plan.revision) | {
        "options-2-remove": "on"
    }
    api = plan_results(plan).headline("api").npv_jpy
    assert owner_client.post(address("plan_shape", plan), data).status_code == 302
    plan.refresh_from_db()
    assert not plan.assumptions.filter(key__startswith="onprem_").exists()
    assert any(row["key"].startswith("onprem_") for row in plan.revisions.get(number=1).values)
    assert plan_results(plan).headline("api").npv_jpy == api
    back = owner_client.post(address("plan_restore", plan, 1), {"revision": plan.revision})
    assert back.status_code == 302
    plan.refresh_from_db()
    assert plan.assumptions.filter(key__startswith="onprem_").exists()
    assert plan.revision == 3


def test_a_use_keeps_its_inputs_when_the_one_before_it_goes(plan, owner_client):
    url = address("plan_shape", plan)
    two = saved(uses=(("検索", "1"), ("要約", "")), starts_on="2026-04", revision=1)
    owner_client.post(url, two)
    second = {
        "use2_users-mode": "30", "use2_tasks_per_user_day-mode": "2", "use2_retry_share-mode": "10",
        "common-revision": 2, "common-source": "聞き取り",
        "common-source_date": "2026-11-01", "common-status": "assumption",
    }  # fmt: skip
    assert owner_client.post(address("assumption_fill", plan, "workload"), second).status_code == 302
    assert plan.assumptions.get(key="use2_users").mode == 30
    plan.refresh_from_db()
    one = saved(uses=(("検索", "1"), ("要約", "2")), starts_on="2026-04", revision=plan.revision)
    assert owner_client.post(url, one | {"uses-0-remove": "on"}).status_code == 302
    plan.refresh_from_db()
    assert plan.uses == [{"ja": "要約", "en": "要約"}]
    assert plan.assumptions.get(key="users").mode == 30
    assert plan.assumptions.get(key="tasks_per_user_day").mode == 2
    assert not plan.assumptions.filter(key__startswith="use2_").exists()


def test_more_years_ask_for_their_adoption_and_fewer_leave_it_out(plan, owner_client):
    url = address("plan_shape", plan)
    data = saved(uses=(("対象業務", "1"),), starts_on="2026-04", revision=1)
    response = owner_client.post(url, data | {"years": "7"}, follow=True)
    assert "利用率(7年目)" in response.content.decode()
    owner_client.post(url, data | {"years": "2", "revision": 2})
    plan.refresh_from_db()
    assert plan.years == 2
    assert not plan.assumptions.filter(key="adoption_y3").exists()
    assert len(plan_results(plan).year_labels) == 3


def test_a_change_on_top_of_somebody_elses_is_refused(plan, owner_client):
    url = address("plan_shape", plan)
    data = saved(uses=(("対象業務", "1"),), starts_on="2026-04", revision=1)
    owner_client.post(url, data | {"years": "4"})
    late = owner_client.post(url, data | {"years": "3"})
    assert late.status_code == 422
    assert "版2" in late.content.decode()
    plan.refresh_from_db()
    assert plan.years == 4
