"""A plan that gains and loses options and uses, and goes back to what it was."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tco.errors import InvalidInput, PlanChanged
from tco.models import PlanRevision
from tco.plan.shape import Kind, option_row, standard_options
from tco.selectors import assumptions_of, plan_results, values_of
from tco.services import NewPlan, restore_revision, save_assumptions, save_shape

pytestmark = pytest.mark.django_db
START = date(2026, 4, 1)
EDGE = option_row("edge", Kind.EDGE)
TWO_USES = [{"ja": "検索", "en": "Search"}, {"ja": "見積", "en": "Quotation"}]


def with_options(*options) -> NewPlan:
    return NewPlan("文書検索AI", START, options=[*standard_options(), *options])


def with_uses(uses) -> NewPlan:
    return NewPlan("文書検索AI", START, uses=uses)


def modes(plan) -> dict[str, Decimal]:
    return {value.key: value.mode for value in assumptions_of(plan)}


def set_mode(plan, owner, key: str, mode: str) -> None:
    value = next((one for one in assumptions_of(plan) if one.key == key), assumptions_of(plan)[0])
    number = Decimal(mode)
    changed = replace(value, key=key, low=number, mode=number, high=number, distribution="")
    save_assumptions(plan, owner, [changed], "変更", plan.revision)


def test_a_new_option_brings_only_general_values_and_changes_nothing_else(plan, owner):
    before = modes(plan)
    save_shape(plan, owner, with_options(EDGE), "エッジを追加", plan.revision)
    after = modes(plan)
    assert before.items() <= after.items()
    assert after["edge_depreciation_years"] == 4
    assert "edge_server_price_jpy" not in after  # the company's own: stays unknown until entered
    assert [option.key for option in plan.shape.options] == ["api", "cloud", "onprem", "edge"]


def test_an_option_taken_out_leaves_the_plan_but_not_its_history(plan, owner):
    save_shape(plan, owner, with_options(EDGE), "追加", 1)
    set_mode(plan, owner, "edge_server_price_jpy", "350000")
    save_shape(plan, owner, with_options(), "除外", plan.revision)
    assert not plan.assumptions.filter(key__startswith="edge_").exists()
    earlier = {value.key: value.mode for value in values_of(plan.revisions.get(number=3))}
    assert earlier["edge_server_price_jpy"] == 350_000


def test_a_use_keeps_its_inputs_when_the_one_before_it_is_taken_out(plan, owner):
    save_shape(plan, owner, with_uses(TWO_USES), "業務を追加", 1, [1, None])
    set_mode(plan, owner, "use2_users", "77")
    save_shape(plan, owner, with_uses(TWO_USES[1:]), "検索を除外", plan.revision, [2])
    assert modes(plan)["users"] == 77
    assert not plan.assumptions.filter(key__startswith="use2_").exists()


def test_a_restored_revision_calculates_the_same_numbers_as_a_new_one(plan, owner):
    first = plan.revisions.get(number=1)
    npvs = [line.npv_jpy for line in plan_results(plan).headlines]
    set_mode(plan, owner, "users", "999")
    save_shape(plan, owner, NewPlan("文書検索AI", START, years=3, options=[EDGE]), "作り直し", plan.revision)
    restored = restore_revision(plan, owner, 1, plan.revision)
    assert restored.number == plan.revision == 4
    assert [line.npv_jpy for line in plan_results(plan).headlines] == npvs
    assert restored.shape == first.shape
    assert restored.inputs_sha256 == first.inputs_sha256
    assert PlanRevision.objects.filter(plan=plan).count() == 4


def test_restoring_leaves_unused_features_unused(plan, owner):
    entered = set(plan.assumptions.values_list("key", flat=True))
    set_mode(plan, owner, "users", "999")
    restore_revision(plan, owner, 1, 2)
    assert set(plan.assumptions.values_list("key", flat=True)) == entered


def test_a_shape_is_not_saved_over_somebody_elses_revision(plan, owner):
    set_mode(plan, owner, "users", "999")
    with pytest.raises(PlanChanged):
        save_shape(plan, owner, with_options(EDGE), "追加", 1)
    with pytest.raises(PlanChanged):
        restore_revision(plan, owner, 1, 1)
    assert len(plan.shape.options) == 3


@pytest.mark.parametrize(
    "new",
    [
        NewPlan("計画", START, years=8),
        NewPlan("計画", START, fiscal_start_month=13),
        NewPlan("計画", START, options=[]),
        NewPlan("計画", START, options=[EDGE, EDGE]),
        NewPlan("計画", START, options=[{"key": "edge", "kind": "quantum"}]),
        NewPlan("計画", START, options=[option_row("none", Kind.API)]),
        NewPlan("計画", START, uses=[]),
    ],
    ids=["years", "month", "no option", "twice", "kind", "reserved", "no use"],
)
def test_a_shape_that_cannot_be_is_refused_in_words_and_nothing_is_saved(plan, owner, new):
    with pytest.raises(InvalidInput) as caught:
        save_shape(plan, owner, new, "誤り", 1)
    assert caught.value.message.ja.endswith("。")
    plan.refresh_from_db()
    assert (plan.revision, len(plan.shape.options)) == (1, 3)


def test_a_use_put_in_front_moves_the_inputs_of_those_behind_it(plan, owner):
    save_shape(plan, owner, with_uses(TWO_USES), "業務を追加", 1, [1, None])
    users = modes(plan)["users"]
    set_mode(plan, owner, "use2_users", "77")
    three = [{"ja": "翻訳", "en": "Translation"}, *TWO_USES]
    save_shape(plan, owner, with_uses(three), "先頭に追加", plan.revision, [None, 1, 2])
    after = modes(plan)
    assert after["use2_users"] == users
    assert after["use3_users"] == 77
    assert "users" not in after
