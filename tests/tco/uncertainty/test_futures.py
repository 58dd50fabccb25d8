"""Worlds, what they do to a plan, and what an option would be regretted for."""

from datetime import date

import pytest
import yaml

from tco.errors import InvalidAssumptions
from tco.plan.model import plan_model
from tco.plan.shape import Kind, option_row, plan_shape, standard_uses
from tco.uncertainty.draws import Draws
from tco.uncertainty.futures import Supplier, apply_world, moves_in
from tco.uncertainty.futures_book import FILE, load_futures, merged, shipped_futures
from tco.uncertainty.ranges import Range
from tco.uncertainty.stress import stress_test
from tests.tco.uncertainty.plan_ranges import plan, plan_ranges

BOOK = shipped_futures()
US = {"api": Supplier("us"), "cloud": Supplier("jp_eu"), "onprem": Supplier("cn")}


def three(found: Range):
    return (found.low, found.mode, found.high)


def in_world(key, has_price_war=False, suppliers=US):
    return apply_world(plan(), plan_ranges(), BOOK.world(key, has_price_war=has_price_war), BOOK, suppliers)


def test_three_worlds_a_price_war_and_todays_prices_are_shipped_in_both_languages():
    assert [one.kind for one in BOOK.futures] == ["baseline", "world", "world", "world", "overlay"]
    assert len(BOOK.worlds()) == 8
    for one in BOOK.futures:
        assert one.label.ja != one.label.en
        assert (len(one.indicators), len(one.hedges)) == ((0, 0) if one.kind == "baseline" else (4, 4))
    for parameter in BOOK.parameters:
        assert parameter.meaning.ja.endswith("。")
        assert parameter.meaning.en.endswith(".")


def test_prices_of_a_fragmented_world_reach_the_inputs_of_each_option():
    found = in_world("SC-1")
    assert three(found["api_price_change_per_year"]) == pytest.approx((-0.2, -0.1, 0.1))
    assert three(found["cloud_price_change_per_year"]) == pytest.approx((-0.05, 0.05, 0.25))
    assert three(found["onprem_price_change_per_year"]) == pytest.approx((0.0, 0.1, 0.35))
    assert three(found["onprem_lead_time_months"]) == (3, 6, 12)
    assert three(found["tariff_change_per_year"]) == pytest.approx((0, 0.03, 0.1))


def test_three_years_become_one_year_or_one_month():
    found = in_world("SC-2")
    assert (1 + found["fx_change_per_year"].mode) ** 3 == pytest.approx(1.1)
    assert (1 + found["growth_per_month"].mode) ** 36 == pytest.approx(2.2)
    assert (1 - found["api_cutoff_probability"].mode) ** 3 == pytest.approx(1 - 0.02)
    assert (1 - found["cloud_cutoff_probability"].high) ** 3 == pytest.approx(1 - 0.3)
    assert (1 - found["onprem_cutoff_probability"].low) ** 3 == pytest.approx(1 - 0.15)


def test_an_unknown_origin_takes_the_largest_chance_of_a_loss():
    unknown = in_world("SC-1", suppliers=None)
    assert unknown["api_cutoff_probability"] == in_world("SC-1")["onprem_cutoff_probability"]


def test_audits_cost_more_and_served_models_live_as_long_as_the_world_lets_them():
    before, after = plan_ranges(), in_world("SC-1")
    assert three(after["governance_jpy_per_year"]) == pytest.approx((500e3 * 1.3, 800e3 * 1.7, 1.5e6 * 2.5))
    assert three(after["api_model_life_months"]) == (8, 14, 24)
    assert after["onprem_model_life_months"] == before["onprem_model_life_months"]


def test_light_apis_and_domestic_ones_have_prices_of_their_own():
    options = [option_row("api", Kind.API), option_row("inland", Kind.DOMESTIC)]
    model = plan_model(plan_shape(3, date(2027, 4, 1), 4, options, standard_uses()))
    ranges = {spec.key: Range(100, 200, 300) for spec in model.inputs}
    world = BOOK.world("SC-2", has_price_war=False)
    found = apply_world(model, ranges, world, BOOK, {"api": Supplier("us", is_light=True)})
    assert found["api_price_change_per_year"].mode == pytest.approx(0.7 - 1)
    assert found["inland_price_change_per_year"].mode == pytest.approx(0.9 - 1)
    assert found["inland_jpy_per_mtok_in"].mode == pytest.approx(200 * 1.4 / 1.3)


def test_what_no_parameter_touches_stays_as_entered():
    before, after = plan_ranges(), in_world("SC-3")
    moved = {move.key for move in moves_in(plan(), before, BOOK.world("SC-3", has_price_war=False), BOOK, US)}
    assert all(after[key] == before[key] for key in before.keys() - moved)
    assert {"users", "api_ops_fte", "fx_jpy_per_usd"} <= before.keys() - moved


def test_every_world_leaves_a_plan_that_can_be_calculated():
    for world in BOOK.worlds():
        ranges = apply_world(plan(), plan_ranges(), world, BOOK)
        for end in ("low", "mode", "high"):
            plan().evaluate({key: getattr(one, end) for key, one in ranges.items()}).number("api.npv")


def test_a_price_war_never_raises_a_price_and_never_lowers_a_risk():
    for key in ("SC-0", "SC-1", "SC-2", "SC-3"):
        calm, war = in_world(key), in_world(key, has_price_war=True)
        for name in ("api", "cloud", "onprem"):
            assert war[f"{name}_price_change_per_year"].mode <= calm[f"{name}_price_change_per_year"].mode
            assert war[f"{name}_cutoff_probability"].high >= calm[f"{name}_cutoff_probability"].high
        assert war["fx_change_per_year"] == calm["fx_change_per_year"]


def test_laying_one_range_over_another_keeps_it_rising():
    assert merged("lower", (0.5, 1.0, 1.1), (0.7, 0.8, 2.0)) == (0.5, 0.8, 1.1)
    assert merged("higher", (0.5, 1.0, 1.1), (0.7, 0.8, 2.0)) == (0.7, 1.0, 2.0)


def test_regret_is_what_the_best_choice_of_a_world_brings_more():
    found = stress_test(plan(), plan_ranges(), BOOK, Draws(1, 100), US)
    assert len(found.worlds) == 8
    for outcome in found.worlds:
        there = {one.option: one for one in outcome.options}
        assert there[outcome.best].regret_jpy == 0
        assert there["none"].mean_npv_jpy == 0
        best = there[outcome.best].mean_npv_jpy
        for one in outcome.options:
            assert one.regret_jpy == pytest.approx(best - one.mean_npv_jpy)
            assert one.regret_jpy <= found.worst_regret_jpy[one.option]
    assert found.worst_regret_jpy[found.least_regret] == min(found.worst_regret_jpy.values())


def test_an_option_that_the_policy_forbids_is_never_the_best_choice():
    ranges = plan_ranges() | {"data_policy": Range(0, 0, 0)}
    found = stress_test(plan(), ranges, BOOK, Draws(1, 50), US)
    assert {outcome.best for outcome in found.worlds} <= {"onprem", "none"}
    assert found.least_regret in {"onprem", "none"}


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("scenarios", 1, "assumption"), False),
        (("scenarios", 1, "effects", "p_fx"), [1.2, 1.0, 0.9]),
        (("scenarios", 1, "effects", "p_fx"), [1.0, 1.0]),
        (("scenarios", 4, "kind"), "world"),
        (("parameters", 0, "overlay"), "both"),
        (("parameters", 0, "id"), "p_other"),
        (("schema",), "futures/2"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused_in_words(tmp_path, place, value):
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    inner = content
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    path = tmp_path / "futures.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(InvalidAssumptions, match="cannot be read"):
        load_futures(path)
