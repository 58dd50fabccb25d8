"""Every claim of the five reports leads to a page, test, row of content or heading that is really there."""

import ast
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.house.test_docs import FENCE, anchors_of, read
from tests.house.test_every_route import COMPANY_ROUTES

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "requirements.md"
# The claims of each report, numbered from 01.
CLAIMS = {"000": 20, "001": 50, "002": 20, "003": 24, "004": 15}
NOT_YET = 0
MARKET = "governance/content/market_cards.yaml"


@dataclass(frozen=True)
class Claim:
    """One row of the document."""

    id: str
    text: str
    pointers: tuple[str, ...]

    @property
    def figures(self) -> list[str]:
        return re.findall(r"\*\*(.+?)\*\*", self.text)


def claims() -> list[Claim]:
    lines = [line for line in read(DOCUMENT).splitlines() if re.match(r"\| \d{3}-\d\d \|", line)]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [Claim(one, text, tuple(re.findall(r"`([^`]+)`", where))) for one, text, where in rows]


ALL = claims()
each_claim = pytest.mark.parametrize("claim", ALL, ids=lambda claim: claim.id)


def rows_of(node: Any) -> list[dict[str, Any]]:
    """Every mapping of a document that has an id."""
    if isinstance(node, dict):
        own = [node] if "id" in node else []
        return own + [row for value in node.values() for row in rows_of(value)]
    return [row for value in node for row in rows_of(value)] if isinstance(node, list) else []


@cache
def content_of(path: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows_of(yaml.safe_load(read(ROOT / path))):
        found.setdefault(str(row["id"]), []).append(row)
    return found


@cache
def sources_of_tests(path: str) -> dict[str, str]:
    """Name and source of every test of a file."""
    source = read(ROOT / path)
    functions = (node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    return {node.name: ast.get_source_segment(source, node) or "" for node in functions}


@cache
def section_of(path: str, anchor: str) -> str:
    """The text under a heading; empty when there is no such heading."""
    if anchor not in anchors_of(ROOT / path):
        return ""
    parts = re.split(r"^#+ (.+)$", FENCE.sub("", read(ROOT / path)), flags=re.M)
    headings = {
        re.sub(r"[^\w\- ]", "", one.strip().lower()).replace(" ", "-"): n for n, one in enumerate(parts)
    }
    return parts[headings[anchor] + 1]


def target(pointer: str) -> str:
    """What a pointer leads to, as text; empty when it leads nowhere."""
    kind, _, place = pointer.partition(":")
    match kind:
        case "page":
            return place if place in COMPANY_ROUTES else ""
        case "test":
            path, _, name = place.partition("::")
            return sources_of_tests(path).get(name, "")
        case "content":
            path, _, row = place.partition("#")
            found = content_of(path).get(row, [])
            return json.dumps(found, ensure_ascii=False, default=str) if found else ""
        case "doc":
            return section_of(*place.split("#", 1))
    return ""


def test_every_claim_is_there_once_and_in_order():
    expected = [f"{report}-{n:02d}" for report, count in CLAIMS.items() for n in range(1, count + 1)]
    assert [claim.id for claim in ALL] == expected
    assert len(expected) == 129


@each_claim
def test_every_pointer_of_a_claim_leads_somewhere(claim):
    assert [pointer for pointer in claim.pointers if not target(pointer)] == []


def test_every_claim_is_realised():
    assert sum("not yet" in claim.text or not claim.pointers for claim in ALL) <= NOT_YET


def test_a_pointer_to_nothing_is_noticed():
    for pointer in (
        "page:governance:nowhere",
        "test:tests/house/test_requirements.py::test_nothing",
        f"content:{MARKET}#MK-99",
        "doc:docs/costs.md#nothing-here",
        "picture:docs/images/home-ja.png",
    ):
        assert target(pointer) == ""


@each_claim
def test_every_figure_of_a_claim_stands_in_what_it_points_at(claim):
    where = " ".join(target(pointer) for pointer in claim.pointers)
    spelled = {"seven": "7 tests", "5 months": "about 5 months"}
    assert [figure for figure in claim.figures if spelled.get(figure, figure) not in where] == []


def test_shares_and_amounts_of_the_reports_are_marked_as_their_figures():
    for claim in ALL:
        plain = re.sub(r"\*\*.+?\*\*", "", claim.text)
        assert not re.search(r"\d\s?%|USD", plain), claim.id
    assert sum(len(claim.figures) for claim in ALL) >= 18


def test_every_market_card_is_pointed_at_by_the_claims_that_it_holds():
    """With source and date: a card names its reports, and their day or that there is none."""
    book = yaml.safe_load(read(ROOT / MARKET))
    reports = {row["id"]: row for row in book["reports"]}
    held = {card["id"]: card["reports"] for card in book["cards"]}
    for card in book["cards"]:
        assert card["scope"]
        assert "as_of" in card
        for report in card["reports"]:
            assert reports[report[:3]]["author"]
    by_id = {claim.id: claim for claim in ALL}
    missing = [
        (card, one) for card, ids in held.items() for one in ids
        if f"content:{MARKET}#{card}" not in by_id[one].pointers
    ]  # fmt: skip
    assert missing == []
