"""The tables of docs/pilots.md, in both languages, are what the code computes."""

import re
from pathlib import Path

import pytest

from adoption.experiments import sample_size
from adoption.experiments.analyses import METHODS
from adoption.experiments.kpi_values import benefit, capacity_hours

DOCS = Path(__file__).resolve().parents[3] / "docs"
each_language = pytest.mark.parametrize("path", ["pilots.md", "ja/pilots.md"])


def text(path: str) -> str:
    return (DOCS / path).read_text(encoding="utf-8")


@each_language
def test_the_table_of_pairs(path):
    rows = re.findall(r"^\| sd_log ([\d.]+)[,、] ?rho ([\d.]+) \| ([\d |]+) \|$", text(path), re.M)
    assert len(rows) == 4
    for sd_log, rho, counts in rows:
        computed = [
            sample_size.paired_time(one, float(sd_log), float(rho)) for one in (0.1, 0.15, 0.2, 0.3, 0.4)
        ]
        assert [int(one) for one in counts.split("|")] == computed


@each_language
def test_every_method_is_described(path):
    assert set(re.findall(r"^\| `(\w+)` \|", text(path), re.M)) == set(METHODS)


@each_language
def test_the_worked_figures(path):
    words = text(path)
    assert [sample_size.independent_time(0.2, sd) for sd in (0.4, 0.6, 0.8)] == [52, 115, 203]
    assert sample_size.two_rates(0.10, 0.05) == 424
    assert (sample_size.severe_items(0.05), sample_size.severe_items(0.05, 1)) == (59, 93)
    assert sample_size.cluster_factor(20, 0.05) == pytest.approx(1.95)
    found = benefit(capacity_hours(40, 15, 2_880, 0.75), 4_500, 0.5)
    assert (found.capacity_hours, found.capacity_jpy, found.cash_jpy) == (900, 4_050_000, 2_025_000)
    for figure in ("52", "115", "203", "424", "59", "93", "1.95", "900", "4,500"):
        assert figure in words
