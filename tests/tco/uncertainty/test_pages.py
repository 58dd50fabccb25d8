"""Pages of what is uncertain: tornado, break-even, simulation, correlations, futures."""

import json
import re
from typing import Any

import pytest
from django.urls import reverse

from tco.models import CostPlan, Simulation
from tco.services import NewPlan, create_plan, save_assumptions
from tco.simulations import run_simulation
from tco.states import SimulationKind, SimulationStatus
from tco.uncertainty.draws import Correlation
from tests.conftest import signed_in
from tests.tco.uncertainty.conftest import assumption

pytestmark = pytest.mark.django_db
PAGES = ("tornado", "break_even", "simulation_list", "futures", "correlation_edit")


def address(name, plan: CostPlan, *more, organization=None):
    return reverse(f"tco:{name}", args=[organization or plan.organization.slug, plan.pk, *more])


def page(client, url, **asked) -> str:
    response = client.get(url, asked)
    assert response.status_code == 200
    text = response.content.decode()
    assert not re.search(r"\b(nan|inf|infinity|none)\b", re.sub(r"<[^>]*>", " ", text), re.IGNORECASE)
    return text


def charts(text: str) -> list[dict[str, Any]]:
    return [json.loads(one) for one in re.findall(r'class="chart-data">(.*?)</script>', text, re.DOTALL)]


@pytest.fixture
def finished(asked):
    """A simulation and a stress test, both done."""
    rows = asked(), asked(SimulationKind.FUTURES, 100)
    for row in rows:
        run_simulation(row.pk)
    return [Simulation.objects.get(pk=row.pk) for row in rows]


@pytest.fixture
def empty_plan(organization, owner):
    from datetime import date

    return create_plan(organization, owner, NewPlan("空の計画", date(2027, 4, 1)), [], "初版")


@pytest.mark.parametrize("name", PAGES)
def test_a_member_sees_the_page_an_outsider_gets_404_and_a_stranger_signs_in(
    name, ranged_plan, owner_client, outsider_client, anonymous_client
):
    url = address(name, ranged_plan)
    assert ranged_plan.name in page(owner_client, url)
    assert outsider_client.get(url).status_code == 404
    assert anonymous_client.get(url).status_code == 302


@pytest.mark.parametrize("name", PAGES)
def test_another_companys_plan_is_not_found_under_ones_own(
    name, ranged_plan, other_organization, outsider_client
):
    assert (
        outsider_client.get(address(name, ranged_plan, organization=other_organization.slug)).status_code
        == 404
    )


@pytest.mark.parametrize("name", ["simulation_detail", "futures_state"])
def test_another_companys_simulation_is_not_found_under_ones_own_plan(
    name, finished, other_organization, outsider, outsider_client
):
    from datetime import date

    own = create_plan(other_organization, outsider, NewPlan("他社の計画", date(2027, 4, 1)), [], "")
    for row in finished:
        assert outsider_client.get(address(name, own, row.pk)).status_code == 404


def test_a_viewer_reads_but_starts_and_changes_nothing(ranged_plan, viewer_client, finished):
    for name in ("tornado", "break_even", "simulation_list", "futures"):
        assert '<form method="post"' not in page(viewer_client, address(name, ranged_plan)).split("<main")[1]
    count = Simulation.objects.count()
    for name in ("simulation_list", "futures"):
        assert viewer_client.post(address(name, ranged_plan), {"draws": 10_000, "seed": 9}).status_code == 403
    assert viewer_client.get(address("correlation_edit", ranged_plan)).status_code == 403
    assert Simulation.objects.count() == count


@pytest.mark.parametrize("name", ["tornado", "break_even", "simulation_list", "futures"])
def test_missing_values_are_said_with_the_way_to_enter_them(name, empty_plan, owner_client):
    text = page(owner_client, address(name, empty_plan))
    assert address("assumption_of_plan", empty_plan) in text.split("</nav>")[-1]
    assert "値がない" in text or "値のない" in text or "入力されていない" in text


def test_asking_with_missing_values_stores_nothing(empty_plan, owner_client):
    response = owner_client.post(address("simulation_list", empty_plan), {"draws": 10_000, "seed": 1})
    assert response.status_code == 422
    owner_client.post(address("futures", empty_plan))
    assert not Simulation.objects.exists()


def test_the_tornado_shows_twelve_bars_each_with_its_values_and_a_link(ranged_plan, owner_client):
    text = page(owner_client, address("tornado", ranged_plan), option="onprem")
    chart = charts(text)[0]
    assert len(chart["yAxis"]["data"]) == 12
    table = text.split("<tbody>")[1].split("</tbody>")[0]
    assert table.count("<tr>") == 12
    keys = re.findall(r"/assumptions/([a-z_0-9]+)/", table)
    assert len(set(keys)) == 12
    widths = [
        max(abs(a), abs(b), abs(a - b))
        for a, b in zip(*(one["data"] for one in chart["series"]), strict=True)
    ]
    assert widths == sorted(widths, reverse=True)


def test_the_tornado_moves_to_the_entered_ends_when_asked(ranged_plan, owner_client):
    url = address("tornado", ranged_plan)
    text = page(owner_client, url, option="api", target="tco_pv", ends="low_high")
    line = next(one for one in text.split("<tr>") if "/assumptions/api_ops_fte/" in one)
    assert "0.1 人年" in line
    assert "0.3 人年" in line


@pytest.mark.parametrize("asked", [{"option": "none"}, {"option": "'"}, {"target": "irr"}, {"ends": "all"}])
def test_an_address_that_asks_for_nothing_known_gets_the_usual_tornado(asked, ranged_plan, owner_client):
    assert len(charts(page(owner_client, address("tornado", ranged_plan), **asked))) == 1


def test_a_plan_without_ranges_says_so_in_the_tornado(organization, owner, owner_client, ranged_plan):
    from datetime import date

    from tests.tco.uncertainty.plan_ranges import VALUES

    fixed = [assumption(key, one[1] if isinstance(one, tuple) else one) for key, one in VALUES.items()]
    plan = create_plan(organization, owner, NewPlan("幅なし", date(2027, 4, 1)), fixed, "初版")
    text = page(owner_client, address("tornado", plan))
    assert not charts(text)
    assert "No assumption with a range" in text or "幅のある前提" in text


def test_the_surface_has_21_by_21_cells_and_its_line_separates_gain_from_loss(ranged_plan, owner_client):
    asked = {"option": "onprem", "x": "redeployment_rate", "y": "minutes_saved_per_task", "width": "4"}
    text = page(owner_client, address("break_even", ranged_plan), other="", **asked)
    table = text.split('class="table table-heat"')[1]
    assert len(re.findall(r'class="num heat-[pn0]', table)) == 441
    assert "heat-p4" in table or "heat-n4" in table
    chart = charts(text)[0]
    assert any(point[0] is None for point in chart["series"][0]["data"])


def test_two_options_costs_are_compared(ranged_plan, owner_client):
    asked = {"option": "onprem", "other": "api", "x": "users", "y": "fx_jpy_per_usd"}
    text = page(owner_client, address("break_even", ranged_plan), **asked)
    assert len(re.findall(r'class="num heat-[pn0]', text)) == 441


@pytest.mark.parametrize(
    "asked",
    [
        {"x": "users", "y": "users"},
        {"option": "api", "other": "api"},
        {"x": "no_such_input"},
        {"option": "nobody"},
        {"width": "1e9"},
    ],
)
def test_a_surface_that_makes_no_sense_is_said_at_its_field(asked, ranged_plan, owner_client):
    text = page(owner_client, address("break_even", ranged_plan), **asked)
    assert "field-error" in text or "is-invalid" in text
    assert "table-heat" not in text


def test_asking_leads_to_the_simulation_and_its_progress(ranged_plan, owner_client, sent):
    asked = {"draws": 10_000, "seed": 7, "future": "SC-2", "overlay": "on"}
    response = owner_client.post(address("simulation_list", ranged_plan), asked)
    row = Simulation.objects.get()
    assert response["Location"] == address("simulation_detail", ranged_plan, row.pk)
    assert (row.seed, row.future, row.overlay, row.draws) == (7, "SC-2", True, 10_000)
    assert "hx-get" in page(owner_client, response["Location"])
    part = owner_client.get(response["Location"], headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "<progress" in part.content.decode()
    Simulation.objects.update(
        status=SimulationStatus.FAILED, error_ja="止まりました。", error_en="It stopped."
    )
    part = owner_client.get(response["Location"], headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Refresh"]) == (286, "true")
    assert "止まりました。" in page(owner_client, response["Location"])


@pytest.mark.parametrize(
    "wrong",
    [{"draws": 7}, {"seed": -1}, {"seed": 2**40}, {"future": "SC-9"}, {"future": "SC-4"}, {"overlay": "on"}],
)
def test_a_wrong_choice_is_said_at_its_field_and_nothing_starts(wrong, ranged_plan, owner_client):
    asked = {"draws": 10_000, "seed": 1, **wrong}
    assert owner_client.post(address("simulation_list", ranged_plan), asked).status_code == 422
    assert not Simulation.objects.exists()


def test_the_result_says_its_chances_its_seed_and_that_ranges_are_assumptions(
    ranged_plan, owner_client, finished
):
    text = page(owner_client, address("simulation_list", ranged_plan))
    assert len(charts(text)) == 2
    assert "P95" in text
    found = finished[0].results
    assert f"{found['chance_nothing'] * 100:,.1f}%" in text
    for one in found["options"]:
        assert f"{one['chance_best'] * 100:,.1f}%" in text
    # An option that never pays back has no number in its place.
    never = [one for one in found["options"] if one["payback"]["p50"] is None]
    assert not never or "回収せず" in text


def test_a_result_of_earlier_assumptions_says_so(ranged_plan, owner, owner_client, finished):
    words = ("前提が変わりました", "have changed")
    for name in ("simulation_list", "futures"):
        assert not any(one in page(owner_client, address(name, ranged_plan)) for one in words)
    save_assumptions(ranged_plan, owner, [assumption("users", (900, 1000, 1100))], "増員", 1)
    for name in ("simulation_list", "futures"):
        assert any(one in page(owner_client, address(name, ranged_plan)) for one in words)


def test_the_stress_test_marks_the_worst_of_every_choice_and_names_the_least(
    ranged_plan, owner_client, finished
):
    text = page(owner_client, address("futures", ranged_plan))
    found = finished[1].results
    rows = text.split('aria-labelledby="regret-title"')[2].split("</tbody>")[0]
    assert rows.split("<tbody>")[1].count("<tr>") == 8
    assert rows.count("heat-n3") >= sum(one > 0 for one in found["worst_regret_jpy"].values())


def test_every_move_of_a_world_is_an_assumption_with_three_values(ranged_plan, owner_client):
    text = page(owner_client, address("futures", ranged_plan), world="SC-1", overlay="1")
    rows = text.split('class="table table-sticky table-figures table-moves"')[1].split("</table>")[0]
    lines = rows.split("<tbody>")[1].split("</tr>")[:-1]
    assert len(lines) > 8
    for line in lines:
        assert line.count(" / ") == 4
        assert "state-warn" in line


def test_an_unknown_origin_is_said_and_a_known_one_changes_the_chance(ranged_plan, owner_client):
    url = address("futures", ranged_plan)
    unknown = page(owner_client, url, world="SC-1")
    assert "不明" in unknown
    revision = ranged_plan.revisions.get()
    revision.shape["options"] = [{**one, "origin": "us"} for one in revision.shape["options"]]
    revision.save()
    known = page(owner_client, url, world="SC-1")
    assert "不明" not in known.split("origin-title")[1].split("</dl>")[0]
    assert (
        unknown.split("table-moves")[1].split("</table>")[0]
        != known.split("table-moves")[1].split("</table>")[0]
    )


def posted(plan, rows):
    found = {"revision": plan.revision, "pairs-TOTAL_FORMS": len(rows), "pairs-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        found |= {
            f"pairs-{number}-{name}": value
            for name, value in zip(("left", "right", "value"), row, strict=True)
        }
    return found


def test_the_usual_pairs_are_offered_and_saved_as_a_revision(ranged_plan, owner_client):
    url = address("correlation_edit", ranged_plan)
    assert page(owner_client, url).count("row-of-pairs") == 2
    assert page(owner_client, url, usual="1").count("row-of-pairs") == 6
    rows = [("tokens_in_per_request", "tokens_out_per_request", "0.5"), ("", "", "")]
    assert owner_client.post(url, posted(ranged_plan, rows)).status_code == 302
    ranged_plan.refresh_from_db()
    assert ranged_plan.revision == 2
    assert ranged_plan.correlations == [
        vars(Correlation("tokens_in_per_request", "tokens_out_per_request", 0.5))
    ]
    assert page(owner_client, url).count("row-of-pairs") == 3


TOKENS = ("tokens_in_per_request", "tokens_out_per_request")


@pytest.mark.parametrize(
    "rows",
    [
        [(*TOKENS, "1.2")],
        [(*TOKENS, "nan")],
        [("users", "users", "0.5")],
        [("users", "", "0.5")],
        [("users", "no_such", "0.5")],
        [(*TOKENS, "0.5"), (*TOKENS[::-1], "0.4")],
        [(*TOKENS, "0.9"), ("users", TOKENS[0], "0.9"), ("users", TOKENS[1], "-0.9")],
    ],
)
def test_pairs_that_cannot_be_are_refused_in_words(rows, ranged_plan, owner_client):
    response = owner_client.post(address("correlation_edit", ranged_plan), posted(ranged_plan, rows))
    assert response.status_code == 422
    assert "is-invalid" in response.content.decode() or "notice-error" in response.content.decode()
    ranged_plan.refresh_from_db()
    assert ranged_plan.correlations == []


def test_pairs_saved_by_somebody_else_meanwhile_are_not_overwritten(ranged_plan, owner, owner_client):
    form = posted(ranged_plan, [(*TOKENS, "0.5")])
    save_assumptions(ranged_plan, owner, [assumption("users", (900, 1000, 1100))], "増員", 1)
    response = owner_client.post(address("correlation_edit", ranged_plan), form)
    assert response.status_code == 422
    ranged_plan.refresh_from_db()
    assert ranged_plan.correlations == []


@pytest.mark.parametrize("name", ["tornado", "break_even", "simulation_list", "futures"])
def test_the_pages_speak_english_too(name, ranged_plan, owner, finished):
    client = signed_in(owner)
    client.cookies["shirube_language"] = "en"
    text = page(client, address(name, ranged_plan)).split("<main")[1]
    assert "Sensitivity" in text
