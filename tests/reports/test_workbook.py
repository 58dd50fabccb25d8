"""What the file itself must be: finished numbers, one first page, safe text, and honest words."""

import re
import zipfile
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.formula import Tokenizer
from openpyxl.formula.translate import Translator

from reports.contents import ItemResult, ManagementReport, Marked
from reports.workbook.build import build_workbook
from reports.workbook.cell_text import CUT_MARK, LIMIT_UTF16
from reports.workbook.words import (
    SHEET_ANSWERS,
    SHEET_APPRAISAL,
    SHEET_ASSUMPTIONS,
    SHEET_CHECKS,
    SHEET_COMPARISON,
    SHEET_COSTS,
    SHEET_EVALUATION,
    SHEET_GATE,
    SHEET_INVESTMENT,
    SHEET_LIST,
    SHEET_MONTHS,
    SHEET_SENSITIVITY,
    SHEET_SUMMARY,
    sheet_tco,
)
from tco.errors import MissingInputs
from tco.plan.model import plan_model
from tco.plan.shape import plan_shape, standard_options, standard_uses
from tests.reports.full import full_report
from tests.reports.large_plan import large_report
from tests.reports.office import convert, formula_texts, page_count, page_text, shown_on, shown_values
from tests.reports.sample import STARTS_ON, in_order, sample_lines, sample_model, sample_report

ALLOWED = {
    "IF", "AND", "CHOOSE", "MIN", "MAX", "SUM", "ABS", "ROUND", "ROUNDUP", "ROUNDDOWN", "NPV", "IRR", "MIRR",
    "ISNUMBER", "IFERROR", "NA", "INDEX", "MATCH", "TEXT", "SUMPRODUCT", "COUNTIF", "SUMIF", "COLUMNS", "MOD",
    "EXP",
}  # fmt: skip
JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
HOSTILE = (
    '=HYPERLINK("http://evil.example","x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "a\x07b\x00c",
    "https://evil.example/",
    "_x0041_",
    "</t></si><si>",
)


@pytest.fixture(scope="module", params=["ja", "en"])
def language(request):
    return request.param


@pytest.fixture(scope="module")
def written(language, tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / f"{language}.xlsx"
    build_workbook(sample_report(language), path)
    return path


def summary_of(report: ManagementReport, folder: Path) -> str:
    """All text of page 1 as a viewer shows it."""
    path = folder / "summary.xlsx"
    build_workbook(report, path)
    return "\n".join(shown_on(path, SHEET_SUMMARY.in_(report.cover.language)))


def test_every_formula_shows_a_value_before_anything_calculates(written):
    shown = shown_values(written)
    formulas = formula_texts(written)
    assert len(formulas) > 9000
    assert [key for key in formulas if shown.get(key) in (None, "")] == []
    assert [key for key in formulas if str(shown[key]).startswith("#")] == []


def test_only_functions_that_excel_2010_sheets_and_libreoffice_share_are_used(written):
    used = set()
    for text in formula_texts(written).values():
        tokens = Tokenizer(text).items
        used |= {
            token.value.rstrip("(") for token in tokens if token.type == "FUNC" and token.subtype == "OPEN"
        }
    assert used <= ALLOWED
    assert {"INDEX", "SUMIF", "IRR"} <= used


def test_no_kind_of_option_needs_another_function_or_comes_near_the_longest_formula(tmp_path):
    path = tmp_path / "large.xlsx"
    build_workbook(large_report("en"), path)
    texts = formula_texts(path).values()
    assert {name for text in texts for name in re.findall(r"([A-Z]+)\(", text)} <= ALLOWED
    assert max(map(len, texts)) < 8_192 / 2


def test_every_name_points_to_a_cell_of_an_existing_sheet(written):
    book = load_workbook(written)
    assert len(book.defined_names) >= 2 * len(sample_model().inputs)
    for name, defined in book.defined_names.items():
        ((sheet, place),) = defined.destinations
        assert book[sheet][place], name


def test_every_input_is_found_by_name_with_its_source_and_date(written):
    book = load_workbook(written)
    for line in sample_lines():
        for prefix, columns in (("in", "E"), ("src", "I"), ("date", "J")):
            (place,) = book.defined_names[f"{prefix}_{line.key}"].destinations
            assert place[1].startswith(f"${columns}$")
        sheet, cell = next(iter(book.defined_names[f"src_{line.key}"].destinations))
        assert book[sheet][cell.replace("$", "")].value in line.source


def test_a_row_has_the_same_formula_in_every_year_and_month(written, language):
    book = load_workbook(written)
    checked = 0
    places = ((SHEET_COSTS, 6, 10), (SHEET_APPRAISAL, 6, 10), (SHEET_MONTHS, 5, 64))
    for title, first_column, last_column in places:
        rows = book[title.in_(language)].iter_rows(min_row=4, min_col=first_column, max_col=last_column)
        for first, *others in rows:
            if first.data_type != "f":
                continue
            for cell in (others[0], others[-1]) if len(others) > 10 else others:
                moved = Translator(first.value, first.coordinate).translate_formula(cell.coordinate)
                assert moved == cell.value, cell.coordinate
                checked += 1
    assert checked > 500


def test_a_plan_of_any_size_keeps_page_1_and_names_its_years(tmp_path):
    shown = summary_of(large_report("ja"), tmp_path)
    assert "7年TCO" in shown
    assert "5年" not in shown
    assert "他の1案は「代替案比較」シート" in shown
    book = load_workbook(tmp_path / "summary.xlsx", data_only=True)
    comparison = [row[0].value for row in book[SHEET_COMPARISON.ja].iter_rows(min_row=5, max_row=13)]
    assert comparison[-1] == "何もしない"
    assert len(set(comparison)) == 9
    heads = [cell.value for cell in book[SHEET_COSTS.ja][3]]
    assert heads[4:] == ["初期", *(f"{year}年度" for year in range(2026, 2034))]
    months = [cell.value for cell in book[SHEET_MONTHS.ja][4]]
    assert months[4:6] == [datetime(2027, 6, 1), datetime(2027, 7, 1)]
    assert months[-1] == datetime(2034, 5, 1)


def test_page_1_says_so_when_the_policy_allows_no_option(tmp_path):
    rows = [row for row in sample_lines() if row.key != "data_policy"]
    policy = next(row for row in sample_lines() if row.key == "data_policy")
    closed = replace(policy, low=Decimal(0), mode=Decimal(0), high=Decimal(0))
    report = sample_report("ja", (*rows, closed))
    model = plan_model(plan_shape(5, STARTS_ON, 4, standard_options()[:2], standard_uses()))
    lines = in_order(model, {line.key: line for line in report.cost.inputs.lines})
    cost = replace(report.cost, model=model, inputs=replace(report.cost.inputs, lines=lines))
    shown = summary_of(replace(report, cost=cost), tmp_path)
    assert "方針に合う案がありません" in shown


def test_no_macro_link_array_or_theme_font_is_in_the_package(written, language):
    with zipfile.ZipFile(written) as package:
        parts = {name: package.read(name).decode("utf-8", "replace") for name in package.namelist()}
    assert not [name for name in parts if re.search("vba|externalLink|embedding|activeX|connections", name)]
    everything = "".join(text for name, text in parts.items() if name.startswith("xl/worksheets"))
    assert 't="array"' not in everything
    assert "<hyperlink" not in everything
    assert "<scheme" not in parts["xl/styles.xml"]
    assert "ＭＳ" not in parts["xl/theme/theme1.xml"]
    assert {"ja": "游ゴシック", "en": "Yu Gothic"}[language] in parts["xl/theme/theme1.xml"]


def test_charts_carry_their_data_and_a_description(written):
    with zipfile.ZipFile(written) as package:
        charts = [
            package.read(n).decode() for n in package.namelist() if re.match(r"xl/charts/chart\d+\.xml", n)
        ]
        drawings = [package.read(n).decode() for n in package.namelist() if "drawings/drawing" in n]
    assert len(charts) == 10
    assert all("<c:numCache>" in chart and "<c:strCache>" in chart for chart in charts)
    assert sum(drawing.count("descr=") for drawing in drawings) == 10


def test_the_file_stays_under_two_megabytes(written):
    assert written.stat().st_size < 2_000_000


def test_equal_reports_give_equal_files(tmp_path):
    for name in ("a", "b"):
        build_workbook(sample_report(), tmp_path / f"{name}.xlsx")
    first, second = (shown_values(tmp_path / f"{name}.xlsx") for name in ("a", "b"))
    assert first == second


def test_the_english_file_has_no_japanese_but_names(tmp_path):
    path = tmp_path / "en.xlsx"
    report = sample_report("en")
    build_workbook(report, path)
    titles = (
        SHEET_ASSUMPTIONS, SHEET_COSTS, SHEET_APPRAISAL, SHEET_COMPARISON, SHEET_SENSITIVITY, SHEET_MONTHS,
        SHEET_CHECKS, SHEET_LIST, SHEET_INVESTMENT, sheet_tco(5),
    )  # fmt: skip
    sheets = {title.en for title in titles}
    shown = [str(value) for (sheet, _), value in shown_values(path).items() if sheet in sheets]
    for candidate in report.evaluation.summary.candidates:
        shown = [value.replace(candidate.name, "") for value in shown]
    assert [value for value in shown if JAPANESE.search(value)] == []


# --- text from users, documents and models


def hostile_report(language) -> ManagementReport:
    report = sample_report(language)
    assert report.evaluation
    answers = tuple(Marked(c.name, HOSTILE[0], False) for c in report.evaluation.summary.candidates)
    items = tuple(ItemResult(f"H{n}", text, text, "normal", text, answers) for n, text in enumerate(HOSTILE))
    cover = replace(report.cover, organization=HOSTILE[0], use_case=HOSTILE[1], title=HOSTILE[2])
    evaluation = replace(report.evaluation, items=items)
    return replace(report, cover=cover, evaluation=evaluation)


def test_hostile_text_stays_text(tmp_path, language):
    path = tmp_path / "hostile.xlsx"
    build_workbook(hostile_report(language), path)
    sheet = load_workbook(path)[SHEET_ANSWERS.in_(language)]
    for row, text in enumerate(HOSTILE, start=5):
        cell = sheet.cell(row, 2)
        assert (cell.data_type, cell.value) == ("s", text.replace("\x07", "").replace("\x00", ""))
        assert cell.hyperlink is None
        assert sheet.cell(row, 6).data_type == "s"
        if text[0] in "=+-@":
            assert cell.quotePrefix
    title = load_workbook(path)[SHEET_SUMMARY.in_(language)]["A1"]
    assert (title.data_type, title.value) == ("s", "+1+1")
    assert not [f for f in formula_texts(path).values() if f.startswith(("=HYPERLINK", "=@", "=+1"))]


def test_a_text_longer_than_a_cell_is_cut_and_says_so(tmp_path, language):
    report = sample_report(language)
    assert report.evaluation
    item = replace(report.evaluation.items[0], question="長" * 40_000)
    path = tmp_path / "long.xlsx"
    build_workbook(replace(report, evaluation=replace(report.evaluation, items=(item,))), path)
    value = load_workbook(path)[SHEET_ANSWERS.in_(language)]["B5"].value
    assert len(value) == LIMIT_UTF16
    assert value.endswith(CUT_MARK.in_(language))


# --- page 1


@pytest.mark.office
def test_the_summary_is_exactly_one_page_even_with_long_texts(tmp_path):
    reports = {"ja": full_report("ja"), "en": sample_report("en")}
    long_cover = replace(reports["ja"].cover, title="生成AIの活用" * 12, organization="長い名前の会社" * 10)
    reports["long"] = replace(reports["ja"], cover=long_cover)
    reports["large"] = large_report("ja")
    files = [tmp_path / f"{name}.xlsx" for name in reports]
    for path, report in zip(files, reports.values(), strict=True):
        build_workbook(report, path)
    (tmp_path / "pdf").mkdir()
    for pdf, report in zip(convert(files, "pdf", tmp_path / "pdf"), reports.values(), strict=True):
        language = report.cover.language
        total = page_count(pdf)
        first, second = page_text(pdf, 0), page_text(pdf, 1)
        footer = f"1 / {total}" if language == "ja" else f"Page 1 of {total}"
        assert footer in first
        assert {"ja": "起案者", "en": "Proposer"}[language] in first
        assert SHEET_LIST.in_(language) in second


def test_page_1_does_not_advise_to_invest_when_the_best_npv_is_negative(tmp_path):
    lines = tuple(
        replace(line, low=Decimal(0), mode=Decimal("0.01"), high=Decimal("0.02"))
        if line.key == "redeployment_rate"
        else line
        for line in sample_lines()
    )
    shown = summary_of(sample_report("ja", lines), tmp_path)
    assert "推奨: 投資しない（何もしない）" in shown
    assert "NPVは△" in shown


def test_page_1_says_unproven_while_the_sample_is_short(tmp_path):
    shown = summary_of(sample_report("ja", n_items=63), tmp_path)
    assert "試算上の推奨（未実証）" in shown
    assert "モデル評価\n参考値" in shown
    assert "小型モデル" in shown


def test_page_1_always_shows_the_cautious_scenario_and_doing_nothing(tmp_path):
    shown = summary_of(sample_report("ja"), tmp_path)
    assert re.search(r"慎重 △\d", shown)
    assert "何もしない" in shown
    assert "（最新）" in shown


def test_page_1_drops_the_reservations_once_everything_is_proven(tmp_path):
    report = sample_report("ja", n_items=120)
    assert report.gate
    criteria = tuple(replace(c, status="met") for c in report.gate.criteria)
    proven = replace(report, gate=replace(report.gate, criteria=criteria, recommendation="go"))
    shown = summary_of(proven, tmp_path)
    assert "未実証" not in shown
    assert "推奨: 「" in shown


def test_parts_that_were_not_done_are_named_and_have_no_sheet(tmp_path):
    report = replace(sample_report("ja"), evaluation=None, gate=None, risks=())
    shown = summary_of(report, tmp_path)
    assert "モデル評価が未実施" in shown
    assert "判定が未実施" in shown
    titles = load_workbook(tmp_path / "summary.xlsx").sheetnames
    assert {SHEET_EVALUATION.ja, SHEET_ANSWERS.ja, SHEET_GATE.ja}.isdisjoint(titles)


def test_unknown_is_printed_as_unknown_and_never_as_zero(tmp_path):
    path = tmp_path / "unknown.xlsx"
    build_workbook(sample_report("ja"), path)
    sheet = load_workbook(path)[SHEET_EVALUATION.ja]
    row = next(r for r in sheet.iter_rows(min_row=7) if r[0].value == "SmolLM2-135M-Instruct")
    assert row[10].value == "未確認"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_settings_that_a_candidate_was_asked_without_stand_under_its_speed(tmp_path, language):
    path, report = tmp_path / "without.xlsx", sample_report(language)
    part = report.evaluation
    assert part is not None
    first, *others = part.summary.candidates
    summary = replace(part.summary, candidates=(replace(first, left_out=("seed",)), *others))
    build_workbook(replace(report, evaluation=replace(part, summary=summary)), path)
    said = {"ja": "付けずに質問しました: シード", "en": "that it does not take: seed"}[language]
    (line,) = [text for text in shown_on(path, getattr(SHEET_EVALUATION, language)) if said in text]
    assert line.startswith(f"{first.name}: ")


# --- putting the file in place


def test_a_report_that_cannot_be_calculated_leaves_the_old_file_alone(tmp_path):
    path = tmp_path / "report.xlsx"
    path.write_bytes(b"the old file")
    missing = sample_lines()[1:]
    assert missing[0].key != sample_model().inputs[0].key
    with pytest.raises(MissingInputs):
        build_workbook(sample_report("ja", missing), path)
    assert path.read_bytes() == b"the old file"
    assert [p.name for p in tmp_path.iterdir()] == ["report.xlsx"]
