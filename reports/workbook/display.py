"""How amounts and years are shown: one cell each, which every sheet but page 1 follows without being rewritten.

Cells keep yen. A sheet is told once, by a conditional number format, what its amounts and dates look like while the
other choice stands; headings with a unit and the names of fiscal years are formulas over the two cells.
"""

from dataclasses import dataclass

from language.text import Text
from reports.contents import Display
from reports.workbook.live import Live, concat, if_, live, text_of
from reports.workbook.number_text import PLAIN

THOUSANDS, MILLIONS = Text("千円", "kJPY"), Text("百万円", "million JPY")
JAPANESE_YEN_MILLION = Text("百万円・税抜", "million JPY, net of tax")
WESTERN, JAPANESE = Text("西暦", "Western"), Text("和暦", "Japanese era")
UNIT_NAME, ERA_NAME, ERA_ZERO_NAME = "amount_unit", "era", "reiwa_zero"
# Reiwa 1 is 2019.
REIWA_ZERO = 2018
UNIT_MARK = "{unit}"


@dataclass(frozen=True)
class InUnit:
    """A text in which `{unit}` stands for the unit of amounts that the reader has chosen."""

    text: Text


@dataclass(frozen=True)
class Switches:
    """The two cells as formulas refer to them, with what the file opens with."""

    display: Display
    language: str

    @property
    def units(self) -> tuple[str, str]:
        """The choices, the one the file opens with first."""
        both = (THOUSANDS.in_(self.language), MILLIONS.in_(self.language))
        return both if self.display.amounts == "thousands" else (both[1], both[0])

    @property
    def eras(self) -> tuple[str, str]:
        """The choices, the one the file opens with first."""
        both = (WESTERN.in_(self.language), JAPANESE.in_(self.language))
        return both if self.display.era == "western" else (both[1], both[0])

    @property
    def unit(self) -> Live:
        """The unit of amounts."""
        return Live(UNIT_NAME, self.units[0])

    @property
    def is_japanese_era(self) -> Live:
        """Whether years are counted by era."""
        return Live(ERA_NAME, self.eras[0]).equals(JAPANESE.in_(self.language))

    def other_unit(self) -> str:
        """The condition under which amounts look unlike what the file opens with."""
        return f'={UNIT_NAME}="{self.units[1]}"'

    def other_era(self) -> str:
        """The condition under which dates look unlike what the file opens with."""
        return f'={ERA_NAME}="{self.eras[1]}"'

    def in_unit(self, text: InUnit) -> Live:
        """Write a heading whose unit follows the cell."""
        before, _, after = text.text.in_(self.language).partition(UNIT_MARK)
        return concat(*(part for part in (before, self.unit, after) if part != ""))

    def fiscal_year(self, number: Live) -> Live:
        """Name a fiscal year: 2027年度 or 令和9年度."""
        said = {
            "ja": (("", "年度"), ("令和", "年度")),
            "en": (("FY", ""), ("FY Reiwa ", "")),
        }["en" if self.language == "en" else "ja"]
        reiwa = text_of(number - Live(ERA_ZERO_NAME, REIWA_ZERO), PLAIN.in_(self.language))
        western = text_of(number, PLAIN.in_(self.language))
        return if_(self.is_japanese_era, _between(said[1], reiwa), _between(said[0], western))


def _between(around: tuple[str, str], number: Live) -> Live:
    parts = [part for part in (around[0], number, around[1]) if part != ""]
    return concat(*parts) if len(parts) > 1 else live(number)
