"""The eighteen sheets of an approval file: what each must say, from the plan, the records, or 未確認."""

import re
import zipfile
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from openpyxl.formula import Tokenizer
from openpyxl.formula.translate import Translator

from reports.contents import Display
from reports.programme import Programme
from reports.workbook.break_even_curve import cost_curve
from reports.workbook.build import build_workbook
from reports.workbook.outcomes import results_in
from reports.workbook.statuses import statuses_of
from reports.workbook.words import (
    SHEET_ASSUMPTIONS,
    SHEET_BENEFITS,
    SHEET_COMPARISON,
    SHEET_EVALUATION,
    SHEET_INVESTMENT,
    SHEET_LIST,
    SHEET_REQUEST,
    SHEET_SENSITIVITY,
    SHEET_SOURCES,
    SHEET_SUMMARY,
    sheet_tco,
)
from tco.assumptions import Scenario
from tests.reports.full import full_report
from tests.reports.sample import sample_lines, sample_model, sample_report

TCO = sheet_tco(5)
DRAWN_HERE = (
    SHEET_SUMMARY,
    SHEET_REQUEST,
    SHEET_BENEFITS,
    TCO,
    SHEET_INVESTMENT,
    SHEET_COMPARISON,
    SHEET_SENSITIVITY,
)
# Numbers that formulas may hold; options are known in the decision rows by 1, 2, 3.
LITERALS = {0, 1, 12, 60, 100, 1000, 3600, 1_000_000} | {2, 3} | {0.5, 0.000001}
LONGEST_LITERAL = 255


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("full") / "full.xlsx"
    build_workbook(full_report("ja"), path)
    return path


@pytest.fixture(scope="module")
def formulas(path):
    return load_workbook(path)


@pytest.fixture(scope="module")
def shown(path):
    """What every cell of every sheet shows before anything calculates."""
    book = load_workbook(path, data_only=True, read_only=True)
    return {sheet.title: [list(line) for line in sheet.iter_rows(values_only=True)] for sheet in book}


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A plan alone: no evaluation, no gate, no programme."""
    path = tmp_path_factory.mktemp("bare") / "bare.xlsx"
    report = replace(sample_report("ja"), evaluation=None, gate=None, risks=())
    build_workbook(report, path)
    book = load_workbook(path, data_only=True, read_only=True)
    return {sheet.title: [list(line) for line in sheet.iter_rows(values_only=True)] for sheet in book}


def words(lines) -> str:
    return "\n".join(str(value) for line in lines for value in line if value is not None)


def line_of(lines, label, nth=0):
    """The numbers and words beside a label in the first column."""
    return [line for line in lines if line[0] == label][nth][1:]


def numbers(line) -> list[float]:
    return [value for value in line if isinstance(value, (int, float))]


# --- the list of sheets


def test_all_eighteen_sheets_are_there_when_there_is_something_to_say(shown):
    listed = [line for line in shown[SHEET_LIST.ja] if isinstance(line[0], int)]
    assert [line[0] for line in listed] == list(range(1, 19))
    assert {line[2] for line in listed} == {"実施"}
    assert {line[1] for line in listed} <= shown.keys()
    order = [title for title in shown if title in {line[1] for line in listed}]
    assert order == [line[1] for line in listed]


def test_a_sheet_without_material_is_not_made_and_the_list_says_what_is_missing(bare):
    listed = [line for line in bare[SHEET_LIST.ja] if isinstance(line[0], int)]
    not_done = [line for line in listed if line[2] == "未実施"]
    assert [line[0] for line in not_done] == [9, 10, 11, 12, 13, 14, 15, 16, 17]
    assert all(len(line[3]) > 8 for line in not_done)
    assert not {line[1] for line in not_done} & bare.keys()


def test_an_empty_programme_is_missing_as_much_as_none():
    report = sample_report("en")
    empty = replace(report, programme=Programme())
    assert statuses_of(report) == statuses_of(empty)


# --- page 1


def test_page_1_holds_what_a_decider_needs(shown):
    page = words(shown[SHEET_SUMMARY.ja])
    for needed in (
        "件名", "目的", "申請金額 初期", "申請金額 年額", "申請金額 5年計", "回収期間（年）", "NPV（税引後）",
        "最悪ケース（慎重シナリオのNPV）", "効果の確度", "リスク（上位3）", "対策", "責任者", "撤退条件",
        "決裁区分", "起案者", "何もしない", "反対意見",
    ):  # fmt: skip
        assert needed in page, needed


def test_page_1_prints_dissent_exit_numbers_and_risks_without_owner(shown):
    page = words(shown[SHEET_SUMMARY.ja])
    decisions = full_report("ja").programme.approvals.decisions
    dissent = [decision.dissent for decision in decisions if decision.dissent]
    assert dissent
    assert dissent[-1][:20] in page
    kill = full_report("ja").programme.schedule.kill_lines[0]
    assert f"{kill.name.ja}: {kill.limit.ja}" in page
    assert "未確認" in [line[13] for line in shown[SHEET_SUMMARY.ja] if len(line) > 13]


def test_page_1_says_not_confirmed_where_nobody_has_said(bare):
    page = words(bare[SHEET_SUMMARY.ja])
    assert "撤退条件がまだ数字で書かれていません" in page
    assert "反対意見: 未確認" in page
    assert "参考値" in page


# --- the request in words


def test_the_request_has_every_section_and_compares_with_doing_nothing(shown):
    titles = [line[0] for line in shown[SHEET_REQUEST.ja][3:] if line[0]]
    assert titles == [
        "件名", "背景", "目的", "実施内容", "期待効果", "費用", "体制", "日程", "代替案", "リスクと対策", "撤退条件",
        "未確認・反対意見", "使用モデル", "添付一覧",
    ]  # fmt: skip
    text = words(shown[SHEET_REQUEST.ja])
    assert "何もしない: 追加費用はなく" in text
    assert "削減時間は能力値であり、現金効果は実現率 25.0% を乗じています" in text
    assert "将来を保証しません" in text
    assert "別紙18 出所・用語・改訂" in text


def test_the_request_judges_a_firm_finding_by_the_lower_bound_of_its_interval(shown, bare):
    (said,) = [line[1] for line in shown[SHEET_REQUEST.ja] if "95%信頼区間の下限で評価" in str(line[1])]
    assert "正味の検索時間 △29.9%（確定、効果の下限 △23.1%）" in said
    assert "下限で評価" not in words(bare[SHEET_REQUEST.ja])


def test_dates_in_sentences_keep_the_calendar_that_the_file_was_made_with(tmp_path):
    report = full_report("ja")
    display = Display("millions", "japanese")
    build_workbook(replace(report, cover=replace(report.cover, display=display)), tmp_path / "era.xlsx")
    sheet = load_workbook(tmp_path / "era.xlsx", data_only=True, read_only=True)[SHEET_REQUEST.ja]
    said = words(sheet.iter_rows(values_only=True))
    assert "G2 PoCの判定: 令和8年12月18日" in said
    assert "2026年" not in said


def test_every_sentence_of_the_request_may_be_edited(formulas):
    cells = [row[1] for row in formulas[SHEET_REQUEST.ja].iter_rows(min_row=4) if row[1].value]
    assert cells
    assert not any(cell.protection.locked for cell in cells)
    assert any(cell.data_type == "f" for cell in cells)


def test_a_request_about_nothing_known_says_so(bare):
    text = words(bare[SHEET_REQUEST.ja])
    assert text.count("未確認") >= 6


# --- benefits and appraisal


def test_capacity_and_cash_are_told_apart_and_the_waterfall_ends_at_the_cash_that_stays(shown):
    sheet = shown[SHEET_BENEFITS.ja]
    capacity = numbers(line_of(sheet, "余力の金額換算（能力値）"))
    cash = numbers(line_of(sheet, "現金効果 合計"))
    assert all(c <= v + 1 for c, v in zip(cash, capacity, strict=True))
    assert cash[-1] == pytest.approx(sum(cash[:-1]))
    sale, left = numbers(line_of(sheet, "売却収入")), numbers(line_of(sheet, "残る現金（5年）"))
    change, _, end = left[:3]
    assert end == pytest.approx(change)
    assert sale[2] == pytest.approx(end)
    best = results_in(full_report("ja"), Scenario.STANDARD)
    assert end == pytest.approx(sum(best.each("api.cash_flow")))


def test_effects_without_a_price_are_listed_and_assumptions_are_indicative(shown, bare):
    text = words(shown[SHEET_BENEFITS.ja])
    assert "限度として示す（金額にしない）" in text
    assert "参考値" in text
    assert "モデル評価が未実施" in words(bare[SHEET_BENEFITS.ja])


@pytest.mark.parametrize("nth", range(3))
def test_cash_flow_is_benefit_less_cost_less_tax_plus_sale_in_every_year(shown, nth):
    sheet = shown[SHEET_INVESTMENT.ja]
    rows = ("現金効果", "費用合計", "税金", "売却収入", "税引後キャッシュフロー")
    lines = [numbers(line_of(sheet, label, nth)) for label in rows]
    assert all(len(line) == 6 for line in lines)
    for benefit, cost, tax, sale, flow in zip(*lines, strict=True):
        assert flow == pytest.approx(benefit - cost - tax + sale, abs=0.5)


def test_the_last_discounted_year_is_the_net_present_value(shown):
    sheet = shown[SHEET_INVESTMENT.ja]
    npv = line_of(sheet, "正味現在価値 NPV（税引後、千円）")
    for nth in range(3):
        assert numbers(line_of(sheet, "累積（割引後）", nth))[-1] == pytest.approx(npv[nth])


def test_the_cost_groups_of_the_page_make_the_total_cost(shown):
    from tco.cost_groups import COST_GROUPS

    sheet = shown[TCO.ja]
    head = next(line for line in sheet if line[0] == "案")
    assert list(head[1:7]) == [group.label.ja for group in COST_GROUPS]
    for option in sample_model().shape.options:
        line = numbers(line_of(sheet, option.label.ja))
        assert sum(line[:6]) == pytest.approx(line[6])
        assert line[6] - line[7] == pytest.approx(line[8])


# --- what moves and breaks the case


def test_the_plan_stands_in_the_middle_of_both_pasted_tables(shown):
    results = results_in(full_report("ja"), Scenario.STANDARD)
    two_way = line_of(shown[SHEET_SENSITIVITY.ja], "×1")
    assert two_way[2] == pytest.approx(results.number("api.npv"))
    curve = cost_curve(sample_model(), sample_lines())
    planned = curve.multiples.index(1.0)
    for option in sample_model().shape.options:
        assert curve.present_cost_jpy[option.key][planned] == pytest.approx(
            results.number(f"{option.key}.tco_pv")
        )
        assert list(curve.present_cost_jpy[option.key]) == sorted(curve.present_cost_jpy[option.key])


def test_the_tornado_shows_eight_and_the_first_break_is_named(shown):
    sheet = shown[SHEET_SENSITIVITY.ja]
    start = next(n for n, line in enumerate(sheet) if line[0] == "要因")
    drivers = [line[0] for line in sheet[start + 1 :]]
    assert len(drivers[: drivers.index(None)]) == 8
    breaks = next(n for n, line in enumerate(sheet) if line[0] == "結論を覆す最初の前提")
    assert sheet[breaks + 2][0] == "実現率"
    assert sheet[breaks + 2][4] == "推奨案のNPVが0を下回る"


def test_regret_is_shown_where_it_was_calculated_and_else_not_done(shown, bare):
    sheet = shown[SHEET_SENSITIVITY.ja]
    assert numbers(line_of(sheet, "米国APIの停止")) == [21.5e6, 3e6, 0, 2e6]
    assert numbers(line_of(sheet, "最大の後悔額")) == [21.5e6, 12.4e6, 19e6, 13.8e6]
    assert "最大の後悔額が最も小さい案: GPUクラウド" in words(sheet)
    assert "未実施: 費用計画の「将来像」で実行すると" in words(bare[SHEET_SENSITIVITY.ja])


def test_quality_is_an_assumption_beside_what_was_measured_of_candidates(shown, bare):
    (measured,) = [line for line in shown[SHEET_COMPARISON.ja] if line[0] == "品質の実測（正答率）"]
    assert measured[1].startswith("参考値: Qwen2.5-Coder-0.5B-Instruct 30%（95%区間 19%〜42%、63問）")
    assert line_of(bare[SHEET_COMPARISON.ja], "品質の実測（正答率）")[0] == "未実施"


def test_options_that_nobody_costed_are_named_beside_doing_nothing(shown):
    text = words(shown[SHEET_COMPARISON.ja])
    assert "費用を計算していない案" in text
    assert "SaaS（パッケージ）、国内API" in text
    assert "オンプレミスGPU、" not in text
    assert line_of(shown[SHEET_COMPARISON.ja], "何もしない", 1)[2] == "現状のまま"


def test_an_unknown_cost_of_an_answer_is_not_in_the_chart(shown, path):
    sheet = shown[SHEET_EVALUATION.ja]
    start = next(n for n, line in enumerate(sheet) if line[0] == "費用と品質")
    lines = {line[0]: line for line in sheet[start + 2 : start + 5]}
    assert lines["SmolLM2-135M-Instruct"][1] == "未確認"
    assert lines["Qwen2.5-Coder-0.5B-Instruct"][7] == 1.39
    with zipfile.ZipFile(path) as package:
        parts = [package.read(name).decode() for name in package.namelist() if "charts/chart" in name]
    scatter = next(part for part in parts if "<c:scatterChart>" in part)
    assert scatter.count("<c:ser>") == 2


# --- words, labels, revisions


def test_assumptions_and_sources_use_the_words_of_the_pages(shown):
    heads = next(line for line in shown[SHEET_ASSUMPTIONS.ja] if line[0] == "No.")
    assert [head for head in heads if head] == [
        "No.", "項目", "単位", "採用値", "下限", "標準", "上限", "良い方向", "出所", "日付", "状態", "入力者", "名前",
    ]  # fmt: skip
    every = "\n".join(words(lines) for title, lines in shown.items() if title != "質問別の結果")
    assert not re.search("低位|高位|最頻", every)


def test_the_revisions_of_the_assumptions_are_listed_with_their_hash(shown):
    text = words(shown[SHEET_SOURCES.ja])
    for line in full_report("ja").programme.revisions:
        assert f"第{line.number}版" in text
        assert line.inputs_sha256 in text


# --- how formulas are written


def test_a_row_of_years_has_one_formula_on_every_sheet(formulas):
    places = ((SHEET_BENEFITS, 6, 13, 3, 8), (TCO, 11, 13, 2, 7), (SHEET_INVESTMENT, 30, 70, 2, 7))
    checked = 0
    for title, first_row, last_row, first, last in places:
        rows = formulas[title.ja].iter_rows(first_row, last_row, first, last)
        for start, *others in rows:
            if start.data_type != "f":
                continue
            for cell in others:
                moved = Translator(start.value, start.coordinate).translate_formula(cell.coordinate)
                assert moved == cell.value, (title.ja, cell.coordinate)
                checked += 1
    assert checked > 150


def test_formulas_hold_no_numbers_of_their_own_and_no_text_that_excel_refuses(formulas):
    for title in DRAWN_HERE:
        for line in formulas[title.ja].iter_rows():
            for cell in line:
                if cell.data_type != "f":
                    continue
                for token in Tokenizer(cell.value).items:
                    if token.type == "OPERAND" and token.subtype == "NUMBER":
                        assert float(token.value) in LITERALS, (title.ja, cell.coordinate, token.value)
                    if token.type == "OPERAND" and token.subtype == "TEXT":
                        assert len(token.value) <= LONGEST_LITERAL
