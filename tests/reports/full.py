"""The sample report with everything an approval file can hold: the programme, a stress test, exit conditions."""

from dataclasses import replace

from language.text import Language, Text
from reports.contents import ManagementReport, RegretLine, StressPart
from tests.reports.programme.sample import sample_programme
from tests.reports.sample import sample_model, sample_report

MILLION = 1_000_000.0


def full_report(language: Language = "ja") -> ManagementReport:
    """All eighteen sheets."""
    return replace(sample_report(language), programme=sample_programme(), stress=sample_stress())


def sample_stress() -> StressPart:
    """Two worlds: in each another option would be regretted."""
    keys = [option.key for option in sample_model().shape.all_options]
    today = {"api": 0.0, "cloud": 12.4 * MILLION, "onprem": 19.0 * MILLION, "none": 13.8 * MILLION}
    broken = {"api": 21.5 * MILLION, "cloud": 3.0 * MILLION, "onprem": 0.0, "none": 2.0 * MILLION}
    lines = (
        RegretLine(Text("いまの価格のまま", "Today's prices"), today, "api"),
        RegretLine(Text("米国APIの停止", "US APIs are lost"), broken, "onprem"),
    )
    worst = {key: max(today[key], broken[key]) for key in keys}
    return StressPart(lines, worst, "cloud", 3)
