"""LibreOffice calculates every formula anew and must find what the engine found."""

import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reports.workbook.build import build_workbook, results_in
from reports.workbook.row_cells import shown_value
from reports.workbook.words import SHEET_APPRAISAL, SHEET_ASSUMPTIONS, SHEET_COSTS
from tco.assumptions import AssumptionValue, Scenario
from tco.five_year.plan import five_year_plan
from tests.reports.office import convert, formula_texts, shown_values
from tests.reports.sample import sample_lines, sample_report

pytestmark = pytest.mark.office
RELATIVE = 1e-7


def random_lines(seed: int) -> tuple[AssumptionValue, ...]:
    """Assumptions anywhere in what each input accepts, near the sample company's size."""
    draw = random.Random(seed)
    return tuple(random_line(line, draw) for line in sample_lines())


def random_line(line: AssumptionValue, draw: random.Random) -> AssumptionValue:
    spec = five_year_plan().input_by_key[line.key]
    ends = sorted(float(line.mode or 1) * draw.uniform(0.2, 2.5) for _ in range(3))
    if spec.style == "choice":
        ends = [float(draw.randint(int(spec.minimum), int(spec.maximum)))] * 3
    clipped = (min(max(end, spec.minimum), spec.maximum) for end in ends)
    places = 0 if spec.style in ("whole", "choice") else 4
    low, mode, high = (Decimal(str(round(end, places))) for end in clipped)
    return replace(line, low=low, mode=mode, high=high)


def differences(written: Path, recalculated: Path) -> list[str]:
    """Formula cells in which LibreOffice and the engine disagree; an error cell always does."""
    before, after = shown_values(written), shown_values(recalculated)
    formulas = formula_texts(written)
    assert len(formulas) > 800
    return [
        f"{key}: {before.get(key)!r} became {after.get(key)!r} from {text}"
        for key, text in formulas.items()
        if not agree(before.get(key), after.get(key))
    ]


def agree(ours: object, theirs: object) -> bool:
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
        return abs(ours - theirs) <= RELATIVE * max(abs(ours), abs(theirs), 1e-3)
    return ours == theirs


def test_libreoffice_agrees_on_every_formula_of_the_sample_company_and_of_random_inputs(tmp_path):
    reports = {"ja": sample_report("ja"), "en": sample_report("en")}
    reports |= {f"random{seed}": sample_report("ja", random_lines(seed)) for seed in range(4)}
    files = []
    for name, report in reports.items():
        files.append(tmp_path / f"{name}.xlsx")
        build_workbook(report, files[-1])
    (tmp_path / "office").mkdir()
    recalculated = convert(files, "xlsx", tmp_path / "office")
    for written, anew in zip(files, recalculated, strict=True):
        assert differences(written, anew) == [], written.name


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
    assert len(expected) > 150
    assert {key: shown.get(key) for key in expected if not agree(expected[key], shown.get(key))} == {}


def expected_rows(report, scenario):
    """The engine's value for every cell of the two calculation sheets."""
    from reports.workbook.addresses import addresses_of
    from reports.workbook.build import plans_of

    results = results_in(report, scenario)
    addresses = addresses_of(results.model, plans_of(results.model, "en"))
    cells = {}
    for row in results.model.rows:
        for period in results.model.periods if row.shape == "yearly" else (None,):
            sheet, cell = addresses.cell(row.key, period).replace("$", "").rsplit("!", 1)
            assert sheet.strip("'") in (SHEET_COSTS.en, SHEET_APPRAISAL.en)
            cells[sheet.strip("'"), cell] = shown_value(results, row, period, "en")
    return cells
