"""What the documents name exists, and what an operator can set is documented."""

import re
import shlex
import sys
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.core.management import get_commands, load_command_class

from evaluations.pricing.bound import text_tokens_at_most
from evaluations.pricing.compute import ComputePrice, ComputeUse, compute_microyen
from evaluations.pricing.tokens import TokenCounts, TokenPrice, call_microyen
from evaluations.statistics.interchangeability import fleiss_kappa
from evaluations.statistics.judged import JudgeRecord, corrected_rate
from evaluations.statistics.planning import (
    questions_for_margin,
    questions_needed,
    smallest_margin,
    smallest_visible_difference,
)
from evaluations.statistics.rates import upper_bound, wilson
from governance.content.loader import books
from tco.finance.payback import discounted_payback_years, payback_years
from tco.finance.present_value import modified_rate, net_present_value
from tco.finance.rate_of_return import internal_rate

ROOT = Path(__file__).resolve().parents[2]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "sample_company" / "README.md"])
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
VARIABLE = re.compile(r"SHIRUBE_[A-Z_]+[A-Z]|SHIRUBE_API_KEY_")
FENCE = re.compile(r"^```\w*\n(.*?)^```", re.M | re.S)
CODE_FOLDERS = (
    "accounts",
    "adoption",
    "config",
    "evaluations",
    "governance",
    "handover",
    "reports",
    "tco",
    "scripts",
)
# Where a person meets them; in tests and documents a name alone sets nothing.
DEPLOYMENT_FILES = ("Makefile", "Dockerfile", "docker-compose.yml", ".env.example")

each_document = pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def code_of(text: str) -> list[str]:
    """Lines of code blocks, and what stands between backticks elsewhere."""
    blocks = [line.strip() for block in FENCE.findall(text) for line in block.splitlines()]
    return [*blocks, *re.findall(r"`([^`\n]+)`", FENCE.sub("", text))]


def variables_of_the_code() -> set[str]:
    files = [ROOT / name for name in DEPLOYMENT_FILES]
    for folder in CODE_FOLDERS:
        files += [path for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".sh")]
    return {name for path in files for name in VARIABLE.findall(read(path))}


@each_document
def test_every_make_target_named_exists(path):
    targets = set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.M))
    named = {
        words[words.index("make") + 1]
        for line in code_of(read(path))
        if "make" in (words := [w for w in line.split("#")[0].split() if "=" not in w]) and len(words) > 1
        if words.index("make") + 1 < len(words)
    }
    assert named <= targets


@each_document
def test_every_setting_named_is_read_by_the_code(path):
    known = variables_of_the_code()
    named = {name for name in VARIABLE.findall(read(path)) if not name.startswith("SHIRUBE_API_KEY_")}
    assert named <= known


def test_every_setting_that_the_code_reads_is_in_the_table_of_settings():
    table = read(ROOT / "docs" / "install.md").split("## Settings")[1]
    assert not {name for name in variables_of_the_code() if name not in table}


def management_commands(text: str) -> list[tuple[str, list[str]]]:
    """Each `manage.py name arguments` with its arguments, as a shell would cut them."""
    found = []
    for line in code_of(text):
        _before, called, rest = line.partition("manage.py ")
        rest = rest.split(" #")[0].split("<<")[0]
        if rest.count('"') % 2:  # inside sh -c "…"
            rest = rest[: rest.rindex('"')]
        if called and re.match(r"\w", rest):
            name, *arguments = shlex.split(rest)
            found.append((name, arguments))
    return found


@each_document
def test_every_command_named_is_understood_as_written(path):
    for name, arguments in management_commands(read(path)):
        assert name in get_commands(), f"there is no command {name}"
        if arguments and not get_commands()[name].startswith("django."):
            parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
            parser.parse_args(arguments)


def test_every_command_of_our_own_is_in_the_table_of_commands():
    table = read(ROOT / "docs" / "install.md").split("## Commands")[1]
    own = {name for name, app in get_commands().items() if app in CODE_FOLDERS}
    assert own == set(re.findall(r"^\| `(\w+)", table, re.M))


@each_document
def test_every_path_named_exists(path):
    for named in code_of(read(path)):
        word = named.removeprefix("python ").split(" ")[0]
        if not re.fullmatch(r"\.?[\w-][\w.-]*(?:/[\w.-]*)+", word) or word.startswith(("var/", ".venv/")):
            continue
        is_ours = (ROOT / word.split("/")[0]).exists() or Path(word).suffix in (".py", ".md", ".yaml", ".sh")
        if is_ours:
            near = (ROOT / word, path.parent / word)
            assert any(place.exists() for place in near), f"{word} does not exist"


def anchors_of(path: Path) -> set[str]:
    """Anchors as the usual repository hosts make them from headings."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", read(path)), re.M)
    kept = (re.sub(r"[^\w\- ]", "", heading.strip().lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in kept}


@each_document
def test_every_relative_link_leads_somewhere(path):
    for target in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", read(path))):
        if re.match(r"https?:", target):
            continue
        name, _, anchor = target.partition("#")
        place = (path.parent / name).resolve() if name else path
        assert place.exists(), f"{target} leads nowhere"
        assert not anchor or anchor in anchors_of(place), f"{target}: no such heading"


def test_both_readmes_name_the_same_commands_pictures_and_places():
    def commands(name: str) -> list[str]:
        blocks = FENCE.findall(read(ROOT / name))
        return [re.sub(r'"[^"]*"', '""', line) for block in blocks for line in block.splitlines()]

    def pictures(name: str) -> list[str]:
        return re.findall(r"!\[[^\]]*\]\(([^)]+)\)", read(ROOT / name))

    assert commands("README.md") == commands("README.ja.md")
    assert {"make demo", "make test", "make run"} <= set(commands("README.md"))
    assert pictures("README.md") == pictures("README.ja.md") != []


def test_the_tables_of_calculation_rows_are_current_in_both_languages():
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        write_formulas = import_module("write_formulas")
    finally:
        sys.path.remove(str(ROOT / "scripts"))
    for language, file in write_formulas.FILES.items():
        assert read(file) == write_formulas.rendered(language), "run: python scripts/write_formulas.py"


def test_the_worked_figures_of_the_statistics_are_what_the_functions_give():
    def percent(share: Any, decimals: int = 1) -> str:
        return f"{share * 100:.{decimals}f} %"

    rate: Any = wilson(45, 60)
    none_of_60: Any = upper_bound(0, 60)
    none_of_18: Any = upper_bound(0, 18)
    flows = [-12e6, 3e6, 3.8e6, 4.2e6, 4.2e6, 4.7e6]
    visible = [f"{(smallest_visible_difference(n) or 0) * 100:.1f} points" for n in (50, 60)]
    needed = [f"{questions_needed(difference):,}" for difference in (0.10, 0.05, 0.02)]
    margins = [f"{(smallest_margin(n) or 0) * 100:.1f} points" for n in (50, 68)]
    corrected: Any = corrected_rate(60, 100, JudgeRecord(90, 10, 20, 80))
    list_price = TokenPrice("USD", Decimal(2), Decimal(8), Decimal("0.5"))
    call = call_microyen(list_price, Decimal(150), TokenCounts(3000, 500, 1200))
    own = compute_microyen(ComputePrice(Decimal(300), Decimal(350), Decimal(30)), ComputeUse(12))
    figures = (
        f"{percent(rate.low)} to {percent(rate.high)}",
        f"0 of 60: {percent(none_of_60.high)}; 0 of 18: {percent(none_of_18.high)}",
        f"50 questions: {visible[0]}; 60: {visible[1]}",
        f"10 points: {needed[0]}; 5 points: {needed[1]}; 2 points: {needed[2]}",
        f"50 questions: {margins[0]}; 68: {margins[1]}",
        f"10 points: {questions_for_margin(0.10)}; 5 points: {questions_for_margin(0.05)}",
        f"specificity 0.8: {percent(corrected.estimate)}",
        f"150 yen a dollar: {call / 1e6:.2f} yen",
        f"30 yen a kWh: {own / 1e6:.3f} yen",
        f"点検: at most {text_tokens_at_most('点検')} tokens",
        f"the same: {fleiss_kappa([3, 0, 2, 1], 3):.3f}",
        f"r = 6 %: {net_present_value(0.06, flows):,.0f}",
        f"| {percent(internal_rate(flows).rate, 2)} |",
        f"4 % and 5 %: {percent(modified_rate(flows, 0.04, 0.05), 2)}",
        f"| {payback_years(flows):.2f} |",
        f"6 %: {discounted_payback_years(0.06, flows):.2f}",
    )
    shown = read(ROOT / "docs" / "formulas.md")
    assert [figure for figure in figures if figure not in shown] == []


def glossary_rows() -> list[list[str]]:
    lines = read(ROOT / "docs" / "concepts.md").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in rows if row[0] != "term"]


def test_the_glossary_binds_each_term_to_one_japanese_word_with_a_meaning_in_both_languages():
    rows = glossary_rows()
    assert all(len(row) == 4 and all(row) for row in rows)
    for column in (0, 1):
        words = [row[column] for row in rows]
        assert len(words) == len(set(words))
    japanese = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
    assert all(japanese.search(row[3]) and not japanese.search(row[2]) for row in rows)


def test_the_glossary_of_the_documents_is_that_of_the_pages_and_the_workbook():
    shipped = [(one.name.en, one.name.ja, one.meaning.en, one.meaning.ja) for one in books().glossary.terms]
    assert [tuple(row) for row in glossary_rows()] == shipped
