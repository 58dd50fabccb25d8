"""The five views: the same numbers as the plan and the evaluation, and what is unknown is said."""

from dataclasses import replace
from decimal import Decimal

import pytest

from language.text import Text
from reports.ringi_lint import Commitments, OwnedRisk
from reports.viewpoints import CIRCLES, views_of
from reports.viewpoints.amounts import million_yen
from tco.assumptions import PRODUCT, Scenario, scenario_values
from tco.headlines import best_option, headlines
from tests.reports.sample import sample_report


def said(text: str) -> Text:
    return Text(text, text)


COMMITTED = Commitments(
    process_owner="佐藤 花子",
    risks=(OwnedRisk(said("誤った手順の案内"), "山田 太郎"),),
    exit_conditions=(said("短縮が1件3分未満なら中止"),),
)
REPORT = sample_report()


def texts(view) -> str:
    parts = (view.question, view.answer, view.asks, *view.points, *view.unknowns)
    figures = (text for figure in view.figures for text in (figure.label, figure.value, figure.note))
    return "\n".join(f"{text.ja}\n{text.en}" for text in (*parts, *figures))


def with_input(key: str, value: int):
    """The sample report with one input fixed."""
    fixed = Decimal(value)
    lines = tuple(
        replace(one, low=fixed, mode=fixed, high=fixed) if one.key == key else one
        for one in REPORT.cost.inputs.lines
    )
    return replace(REPORT, cost=replace(REPORT.cost, inputs=replace(REPORT.cost.inputs, lines=lines)))


@pytest.fixture(scope="module")
def views():
    return views_of(REPORT, COMMITTED)


def test_there_is_a_page_for_each_of_the_five_circles_with_six_figures(views):
    assert [circle.title.ja for circle in CIRCLES] == ["現場", "品質", "情シス", "経理", "経営"]
    assert all(len(view.figures) == 6 and view.points for view in views.values())


def test_money_is_that_of_the_plan_in_each_scenario(views):
    cost = REPORT.cost
    for scenario, key in (
        (Scenario.STANDARD, "executives"),
        (Scenario.CAUTIOUS, "executives"),
        (Scenario.STANDARD, "accounting"),
    ):
        results = cost.model.evaluate(scenario_values(cost.model, cost.inputs.lines, scenario))
        option = best_option(
            cost.model.evaluate(scenario_values(cost.model, cost.inputs.lines, Scenario.STANDARD))
        )
        npv = next(line.npv_jpy for line in headlines(results) if line.option == option.key)
        assert million_yen(npv) in [figure.value for figure in views[key].figures]


def test_who_answers_and_when_we_stop_are_printed(views):
    assert "佐藤 花子" in texts(views["quality"]) and "山田 太郎" in texts(views["quality"])
    assert "短縮が1件3分未満なら中止" in texts(views["executives"])


def test_without_an_evaluation_nothing_is_called_zero_and_every_page_says_what_is_unknown():
    bare = views_of(replace(REPORT, evaluation=None, gate=None), Commitments())
    for key in ("shop-floor", "quality", "it", "executives"):
        view = bare[key]
        assert any(figure.is_unknown and figure.value.ja == "未確認" for figure in view.figures)
        assert "評価が未実施" in "".join(one.ja for one in view.unknowns)
    assert "まだ分かりません" in bare["quality"].answer.ja
    assert "撤退条件: 未確認" in texts(bare["executives"])


def test_no_option_worth_it_is_said_on_the_pages_of_money(views):
    lines = tuple(
        replace(line, low=line.low * 0, mode=line.mode * 0, high=line.high * 0)
        if line.key == "redeployment_rate"
        else line
        for line in REPORT.cost.inputs.lines
    )
    cost = replace(REPORT.cost, inputs=replace(REPORT.cost.inputs, lines=lines))
    poor = views_of(replace(REPORT, cost=cost), COMMITTED)
    assert "見送りが最良" in poor["executives"].answer.ja
    assert "投資として成り立ちません" in poor["accounting"].answer.ja
    assert "期間内に回収しない" in texts(poor["accounting"])


def test_minutes_are_written_as_a_person_would(views):
    assert "1件当たり6.5分の短縮" in views["shop-floor"].answer.ja


def test_an_assumption_at_its_default_is_not_known_yet():
    lines = tuple(
        replace(one, entered_by=PRODUCT) if one.key == "minutes_saved_per_task" else one
        for one in REPORT.cost.inputs.lines
    )
    cost = replace(REPORT.cost, inputs=replace(REPORT.cost.inputs, lines=lines))
    view = views_of(replace(REPORT, cost=cost), COMMITTED)["shop-floor"]
    figure = next(one for one in view.figures if one.label.ja == "1件当たり短縮時間")
    assert (figure.value.ja, figure.is_unknown) == ("未確認", True) and "既定値 6.5" in figure.note.ja


def test_small_numbers_keep_their_digits(views):
    staff = next(one for one in views["it"].figures if one.label.ja == "運用要員")
    assert staff.value.ja.startswith("0.15 ") and "（" in staff.value.ja


def test_every_text_is_whole_in_both_languages(views):
    for view in views.values():
        assert "None" not in texts(view) and "{" not in texts(view) and "nan" not in texts(view)


def test_a_policy_that_leaves_on_premises_alone_changes_every_page_alike():
    views = views_of(with_input("data_policy", 0), COMMITTED)
    assert "オンプレミスGPU" in views["it"].answer.ja and "オンプレミスGPU" in views["accounting"].answer.ja
    assert "社外にデータを送らない" in texts(views["it"])
