"""Files come in by one door and tables go out by one writer: nobody opens another one."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "accounts",
    "adoption",
    "catalogue",
    "config",
    "content",
    "evaluations",
    "governance",
    "handover",
    "reports",
    "tco",
)
# Documents are parsed in a process of their own; the workbook's reader comes after the door's checks.
READERS = ("evaluations/parsing/", "reports/roundtrip/reading.py")


def calls(path: Path) -> set[str]:
    """The names that a module calls, such as csv.writer; only modules that speak of tables are parsed."""
    text = path.read_text(encoding="utf-8")
    if "csv" not in text and "load_workbook" not in text:
        return set()
    tree = ast.parse(text)
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


def modules() -> list[str]:
    found = (path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
    return sorted(str(path.relative_to(ROOT)) for path in found)


@pytest.mark.parametrize("forbidden", ["csv.writer", "csv.DictWriter"])
def test_every_csv_leaves_by_the_one_writer(forbidden):
    assert [module for module in modules() if forbidden in calls(ROOT / module)] == []


@pytest.mark.parametrize("forbidden", ["load_workbook", "openpyxl.load_workbook"])
def test_every_spreadsheet_comes_in_by_the_one_door(forbidden):
    found = [module for module in modules() if forbidden in calls(ROOT / module)]
    assert [module for module in found if not module.startswith(READERS)] == []


def test_the_walk_sees_what_it_looks_for():
    assert "csv.writer" in calls(ROOT / "intake/csv_file.py")
    assert "load_workbook" in calls(ROOT / "intake/grid.py")
