"""The rules of a request for approval: what approvers send back is refused before it goes out."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.text import Text
from reports.ringi_lint import Commitments, OwnedRisk, findings_of, has_number, is_vague, marked_for_reference
from tco.assumptions import NEUTRAL_SOURCE, PRODUCT
from tests.reports.sample import in_order, known_lines, sample_cost, sample_model, sample_report


def said(text: str) -> Text:
    return Text(text, text)


GOOD_PURPOSE = "設計者が加工手順書を探す時間を、1件12分から5分に減らす"
KEPT = Commitments(
    process_owner="佐藤 花子",
    risks=(OwnedRisk(said("誤った手順の案内"), "山田 太郎"),),
    exit_conditions=(said("3か月後の短縮時間が1件3分未満なら中止"),),
)


def report_with(purpose: str = GOOD_PURPOSE, **zeros: str):
    """The sample report with a purpose, and inputs at zero: entered with the given source, or "" for the default."""
    report = sample_report()
    lines = known_lines()
    for key, source in zeros.items():
        lines[key] = replace(
            lines[key],
            low=Decimal(0),
            mode=Decimal(0),
            high=Decimal(0),
            source=Text(source, source) if source else NEUTRAL_SOURCE,
            source_date=date(2026, 11, 1),
            entered_by="佐藤" if source else PRODUCT,
        )
    cost = sample_cost(in_order(sample_model(), lines))
    return replace(report, cover=replace(report.cover, purpose=purpose), cost=cost)


def rules(*args, **zeros) -> list[str]:
    purpose = args[0] if args else GOOD_PURPOSE
    return [finding.rule for finding in findings_of(report_with(purpose, **zeros), KEPT)]


def test_a_report_that_keeps_every_rule_may_go_out():
    assert rules() == []


@pytest.mark.parametrize(
    "purpose", ["", "  ", "業務効率化", "生成AIの活用によるDX推進を図る", "Improve business efficiency"]
)
def test_a_purpose_that_fits_any_project_is_refused(purpose):
    assert rules(purpose)[:2] == ["purpose", "number"]


def test_a_purpose_without_a_number_is_refused_unless_an_effect_has_a_target():
    purpose = "設計者が加工手順書を探す時間を短くする"
    assert rules(purpose) == ["number"]
    aimed = replace(KEPT, effects=("検索時間 5 分/件",))
    assert findings_of(report_with(purpose), aimed) == ()


@pytest.mark.parametrize("key", ["review_minutes_per_request"])
def test_review_labour_at_its_default_of_zero_is_hidden_cost_and_at_a_stated_zero_is_not(key):
    (finding,) = findings_of(report_with(**{key: ""}), KEPT)
    assert (finding.rule, finding.place, finding.key) == ("review", "assumption", key)
    assert "0円のまま" in finding.message.ja
    assert rules(**{key: "試行で確認不要と品質保証部が判断"}) == []


def test_training_is_hidden_only_when_neither_the_first_nor_the_yearly_cost_is_stated():
    assert rules(training_initial_jpy="") == []
    assert rules(training_initial_jpy="", training_jpy_per_year="") == ["training"]
    assert rules(training_initial_jpy="", training_jpy_per_year="既存の社内研修で行う") == []


def test_nobody_to_run_the_proposed_option_is_hidden_cost():
    model = sample_model()
    zeros = {f"{option.key}_ops_fte": "" for option in model.shape.options}
    findings = findings_of(report_with(**zeros), KEPT)
    assert [finding.rule for finding in findings] == ["running"]
    assert findings[0].key in zeros


def test_a_risk_without_an_owner_is_named():
    report = report_with()
    nobody = replace(KEPT, risks=(), process_owner=" ")
    assert [one.place for one in findings_of(report, nobody)] == ["use_case"]
    unowned = replace(KEPT, risks=(OwnedRisk(said("誤った手順の案内"), ""), OwnedRisk(said("停止"), "鈴木")))
    (finding,) = findings_of(report, unowned)
    assert (finding.rule, finding.place) == ("risk_owner", "risk")
    assert "誤った手順の案内" in finding.message.ja


@pytest.mark.parametrize(
    ("conditions", "word"),
    [((), "撤退条件がありません"), ((said("効果が出なければやめる"),), "数字がありません")],
)
def test_an_exit_condition_needs_a_number(conditions, word):
    (finding,) = findings_of(report_with(), replace(KEPT, exit_conditions=conditions))
    assert finding.rule == "exit" and word in finding.message.ja


def test_every_broken_rule_is_listed_at_once():
    found = findings_of(
        report_with(
            "効率化", review_minutes_per_request="", training_initial_jpy="", training_jpy_per_year=""
        ),
        Commitments(),
    )
    assert [one.rule for one in found] == ["purpose", "number", "review", "training", "risk_owner", "exit"]
    for finding in found:
        assert finding.message.ja.endswith("。") or finding.message.ja.endswith(")。")
        assert finding.message.en and "{" not in "".join(finding.message)


@given(st.text(max_size=60))
def test_adding_a_sentence_never_makes_a_purpose_vaguer(text):
    concrete = "設計者が加工手順書を探す時間を減らす"
    assert not is_vague(concrete + text)
    assert has_number(f"{text} 5")


def test_a_workbook_for_reference_says_so_in_its_title_and_in_every_header():
    cover = marked_for_reference(sample_report().cover)
    assert cover.title.startswith("【参考資料】")
    assert cover.classification == Text("社外秘・参考資料", "Confidential · for reference")
