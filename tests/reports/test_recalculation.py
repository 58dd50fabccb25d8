"""LibreOffice calculates every formula anew and must find what the engine found."""

import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reports.contents import Display, ManagementReport
from reports.workbook.addresses import addresses_of
from reports.workbook.build import build_workbook
from reports.workbook.outcomes import results_in
from reports.workbook.row_cells import RowCells
from reports.workbook.sheet_plans import plans_of
from reports.workbook.words import SHEET_APPRAISAL, SHEET_ASSUMPTIONS, SHEET_COSTS, SHEET_MONTHS
from tco.assumptions import AssumptionValue, Scenario
from tco.headlines import plan_of
from tco.model.rows import InputSpec
from tco.plan.model import PlanModel
from tests.reports.full import full_report
from tests.reports.large_plan import large_lines, large_model, large_report
from tests.reports.office import convert, formula_texts, shown_values
from tests.reports.sample import sample_lines, sample_model, sample_report

pytestmark = pytest.mark.office
# The second is what is left of a yen where two sums of millions cancel.
RELATIVE, ABSOLUTE = 1e-7, 1e-8


def random_lines(
    seed: int, model: PlanModel, lines: tuple[AssumptionValue, ...]
) -> tuple[AssumptionValue, ...]:
    """Assumptions anywhere in what each input accepts, near the size of the given ones."""
    draw = random.Random(seed)
    return tuple(random_line(model.input_by_key[line.key], line, draw) for line in lines)


def random_line(spec: InputSpec, line: AssumptionValue, draw: random.Random) -> AssumptionValue:
    ends = sorted(float(line.mode or spec.step) * draw.uniform(0.2, 2.5) for _ in range(3))
    if spec.style == "choice":
        ends = [float(draw.randint(int(spec.minimum), int(spec.maximum)))] * 3
    clipped = sorted(min(max(end, spec.minimum), spec.maximum) for end in ends)
    places = 0 if spec.style in ("whole", "choice") else 4
    low, mode, high = (Decimal(str(round(end, places))) for end in clipped)
    return replace(line, low=low, mode=mode, high=high)


def differences(written: Path, recalculated: Path) -> list[str]:
    """Formula cells in which LibreOffice and the engine disagree; an error cell always does."""
    before, after = shown_values(written), shown_values(recalculated)
    formulas = formula_texts(written)
    assert len(formulas) > 9000
    return [
        f"{key}: {before.get(key)!r} became {after.get(key)!r} from {text}"
        for key, text in formulas.items()
        if not agree(before.get(key), after.get(key))
    ]


def agree(ours: object, theirs: object) -> bool:
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
        return abs(ours - theirs) <= max(RELATIVE * max(abs(ours), abs(theirs)), ABSOLUTE)
    return ours == theirs


def random_sample(seed: int) -> ManagementReport:
    return sample_report("ja", random_lines(seed, sample_model(), sample_lines()))


def random_large(seed: int) -> ManagementReport:
    return large_report("ja", random_lines(seed, large_model(), large_lines()))


def compare(reports: dict[str, ManagementReport], folder: Path) -> None:
    """Write, recalculate and compare every cell."""
    files = []
    for name, report in reports.items():
        files.append(folder / f"{name}.xlsx")
        build_workbook(report, files[-1])
    (folder / "office").mkdir()
    for written, anew in zip(files, convert(files, "xlsx", folder / "office"), strict=True):
        assert differences(written, anew) == [], written.name


def test_libreoffice_agrees_on_every_formula_of_the_sample_company_and_of_random_inputs(tmp_path):
    reports = {"ja": sample_report("ja"), "en": full_report("en")}
    compare(reports | {f"random{seed}": random_sample(seed) for seed in range(4)}, tmp_path)


def test_libreoffice_agrees_on_all_kinds_of_option_over_seven_years_from_another_month(tmp_path):
    carried = {"loss_relief": "1", "cash_timing": "1", "adoption_path": "1", "onprem_lead_time_months": "3"}
    reports = {"large": large_report("en"), "carried": large_report("ja", large_lines(carried))}
    compare(reports | {f"random{seed}": random_large(seed) for seed in range(2)}, tmp_path)


def test_switching_units_and_eras_in_the_file_gives_the_file_that_was_made_so(tmp_path):
    report = full_report("ja")
    switched = Display("millions", "japanese")
    build_workbook(report, tmp_path / "plain.xlsx")
    build_workbook(replace(report, cover=replace(report.cover, display=switched)), tmp_path / "made.xlsx")
    book = load_workbook(tmp_path / "plain.xlsx")
    sheet = book[SHEET_ASSUMPTIONS.ja]
    sheet["D8"], sheet["D9"] = "百万円", "和暦"
    book.save(tmp_path / "typed.xlsx")
    (tmp_path / "office").mkdir()
    (anew,) = convert([tmp_path / "typed.xlsx"], "xlsx", tmp_path / "office")
    before, after = shown_values(tmp_path / "made.xlsx"), shown_values(anew)
    formulas = formula_texts(tmp_path / "plain.xlsx")
    assert {key: after.get(key) for key in formulas if not agree(before.get(key), after.get(key))} == {}
    heads = {str(before[key]) for key in formulas if "年度" in str(before[key])}
    assert {"令和9年度", "令和13年度"} <= heads
    assert "5年間の費用の内訳（百万円）" in {before[key] for key in formulas}


def test_amounts_and_dates_look_different_while_the_other_choice_stands(tmp_path):
    path = tmp_path / "plain.xlsx"
    build_workbook(sample_report("ja"), path)
    book = load_workbook(path)
    found = {
        (rule.formula[0], rule.dxf.numFmt.formatCode)
        for sheet in (book[SHEET_COSTS.ja], book[SHEET_MONTHS.ja], book[SHEET_ASSUMPTIONS.ja])
        for ranges in sheet.conditional_formatting
        for rule in ranges.rules
        if rule.dxf.numFmt
    }
    assert {formula for formula, _ in found} == {'amount_unit="百万円"', 'era="和暦"'}
    assert any(code.startswith("#,##0.0,,;") for _, code in found)
    assert any("ggge" in code for _, code in found)
    assert any(code.endswith("]ge.m") for _, code in found)


@pytest.mark.parametrize("scenario", [Scenario.OPTIMISTIC, Scenario.CAUTIOUS])
def test_choosing_another_scenario_in_the_file_gives_the_engines_numbers(tmp_path, scenario):
    report = sample_report("en")
    path = tmp_path / "scenario.xlsx"
    build_workbook(report, path)
    book = load_workbook(path)
    book[SHEET_ASSUMPTIONS.en]["D4"] = {"optimistic": "Optimistic", "cautious": "Cautious"}[scenario]
    changed = tmp_path / "changed.xlsx"
    book.save(changed)
    (tmp_path / "office").mkdir()
    (anew,) = convert([changed], "xlsx", tmp_path / "office")
    shown = shown_values(anew)
    expected = expected_rows(report, scenario)
    assert len(expected) > 9000
    assert {key: shown.get(key) for key in expected if not agree(expected[key], shown.get(key))} == {}


def expected_rows(report, scenario):
    """The engine's value for every cell of the calculation sheets."""
    results = results_in(report, scenario)
    model = plan_of(results)
    cells = RowCells(addresses_of(model, plans_of(model, "en").all), results, "en")
    expected = {}
    for row in model.rows:
        for period, value in enumerate(cells.values(row.key)):
            sheet, cell = cells.addresses.cell(row.key, period).replace("$", "").rsplit("!", 1)
            assert sheet.strip("'") in (SHEET_COSTS.en, SHEET_APPRAISAL.en, SHEET_MONTHS.en)
            expected[sheet.strip("'"), cell] = value
    return expected
