"""Every look in the workbook, as small named pieces that are combined: `styles.of("cell", "input", "percent")`."""

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from language.text import Text
from reports.contents import Display
from reports.workbook.theme import FONT

NAVY, BLUE, ORANGE, GREEN, GOLD, GREY, RED = (
    "#1F3864",
    "#2F5597",
    "#C55A11",
    "#548235",
    "#C9A13B",
    "#7F7F7F",
    "#C00000",
)
PALE_BLUE, PALE_HEAD, PALE_YELLOW, PALE_AMBER, PALE_GREEN, PALE_GREY, PALE_RED, RULE = (
    "#E9F0F8",
    "#D9E2F1",
    "#FFF9DB",
    "#FFF0CC",
    "#E3F0DA",
    "#F0F0F0",
    "#FBE3DC",
    "#B8C2D0",
)
INPUT_BLUE = "#0000FF"


def _amount(number: str, zero: str = '"–"') -> Text:
    return Text(f'{number};[Red]"△"{number};{zero}', f"{number};[Red]-{number};{zero}")


# A comma at the end of a format divides by 1,000: cells hold yen, the reader sees 千円 or 百万円.
_FORMATS = {
    "thousands": _amount("#,##0,"),
    "millions": _amount("#,##0.0,,"),
    "millions_axis": Text('#,##0,,;"△"#,##0,,;0', "#,##0,,;-#,##0,,;0"),
    "unit_yen": _amount("#,##0.0"),
    "whole_number": _amount("#,##0"),
    "hundredths": _amount("#,##0.00"),
    "price": Text("#,##0.00##", "#,##0.00##"),
    "count": Text("#,##0", "#,##0"),
    "whole": Text("#,##0", "#,##0"),
    "tenths": Text("#,##0.0", "#,##0.0"),
    "thousandths": _amount("#,##0.000"),
    "millionths": _amount("#,##0.000000"),
    "percent": _amount("0.0%", "0.0%"),
    "signed_percent": Text('+0.0%;"△"0.0%;0.0%', "+0.0%;-0.0%;0.0%"),
    "date": Text("yyyy/mm/dd", "yyyy-mm-dd"),
    "western_date": Text("yyyy/mm/dd", "yyyy-mm-dd"),
    "month": Text("yyyy-mm", "yyyy-mm"),
    "western_month": Text("yyyy-mm", "yyyy-mm"),
    "era_month": Text("[$-411]ge.m", "[$-411]ge.m"),
    "era_date": Text('[$-411]ggge"年"m"月"d"日"', "[$-411]ge.m.d"),
}

_GAP = {"left": 5, "left_color": "#FFFFFF", "right": 5, "right_color": "#FFFFFF"}

_PIECES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14, "font_color": NAVY},
    "banner": {"bold": True, "font_size": 15, "font_color": "#FFFFFF", "bg_color": NAVY, "indent": 1},
    "banner_right": {
        "font_size": 9,
        "font_color": "#FFFFFF",
        "bg_color": NAVY,
        "align": "right",
        "indent": 1,
    },
    "note": {"font_size": 9, "font_color": "#595959"},
    "warning_note": {"font_size": 9, "bold": True, "font_color": RED},
    "verdict": {"bold": True, "font_size": 12, "font_color": NAVY, "bg_color": PALE_AMBER, "indent": 1},
    "verdict_small": {"font_size": 9, "font_color": NAVY, "bg_color": PALE_AMBER, "indent": 1},
    "head": {
        "bold": True,
        "font_size": 9,
        "bg_color": PALE_HEAD,
        "align": "center",
        "border": 1,
        "border_color": RULE,
    },
    "section": {"bold": True, "font_size": 10, "font_color": "#FFFFFF", "bg_color": BLUE, "indent": 1},
    "cell": {"font_size": 9.5, "bottom": 1, "bottom_color": RULE},
    "box": {"font_size": 9.5, "border": 1, "border_color": RULE},
    "small": {"font_size": 8.5},
    "tiny": {"font_size": 8},
    "wrap": {"text_wrap": True, "valign": "top"},
    "middle": {"text_wrap": True, "valign": "vcenter"},
    "center": {"align": "center"},
    "right": {"align": "right"},
    "left": {"align": "left"},
    "indent": {"indent": 1},
    "shrink": {"shrink": True},
    "bold": {"bold": True},
    "total": {"bold": True, "top": 1, "top_color": NAVY, "bg_color": PALE_BLUE},
    "subtotal": {"bold": True, "bg_color": PALE_GREY},
    "input": {
        "font_color": INPUT_BLUE,
        "bg_color": PALE_YELLOW,
        "border": 1,
        "border_color": RULE,
        "locked": False,
    },
    "kpi_label": _GAP | {"font_size": 9, "bg_color": PALE_BLUE, "align": "center", "font_color": "#404040"},
    "kpi": _GAP
    | {"font_size": 17, "bold": True, "bg_color": PALE_BLUE, "align": "center", "font_color": NAVY},
    "kpi_unit": _GAP | {"font_size": 8.5, "bg_color": PALE_BLUE, "align": "center", "font_color": "#595959"},
    "good": {"bg_color": PALE_GREEN, "font_color": "#375623", "bold": True},
    "bad": {"bg_color": PALE_RED, "font_color": RED, "bold": True},
    "unknown": {"bg_color": PALE_AMBER, "font_color": "#7F4F00", "bold": True},
    "plain_bold": {"bold": True},
    "quiet": {"font_color": GREY},
    "muted": {"bg_color": PALE_GREY, "font_color": GREY},
    "stamp": {
        "bold": True,
        "font_size": 11,
        "font_color": RED,
        "align": "center",
        "border": 2,
        "border_color": RED,
    },
    "editable": {"locked": False},
    "head_left": {"bg_color": PALE_HEAD, "valign": "top", "text_wrap": True},
    "quoted": {"quote_prefix": True},
    "worst": {"bg_color": "#F2B5A5", "font_color": "#8A0000", "bold": True},
    "bar": {"bg_color": BLUE, "font_color": "#FFFFFF", "font_size": 8},
    "bar_done": {"bg_color": GREY, "font_color": "#FFFFFF", "font_size": 8},
    "milestone": {"font_color": NAVY, "bold": True, "font_size": 10},
}


class Styles:
    """Formats of one workbook, made on first use: the same combination is one entry in styles.xml."""

    def __init__(self, workbook: Workbook, language: str, display: Display | None = None) -> None:
        self._workbook = workbook
        self._language = language
        self.display = display or Display()
        self._made: dict[tuple[str, ...], Format] = {}

    def of(self, *pieces: str) -> Format:
        """Return the format that combines `pieces` left to right; a piece may also be a number format by name."""
        if pieces not in self._made:
            self._made[pieces] = self._workbook.add_format(self._properties(pieces))
        return self._made[pieces]

    def accent(self, piece: str) -> Format:
        """Return a format for conditional formatting: colours and weight only, no font name or size."""
        if ("accent", piece) not in self._made:
            self._made["accent", piece] = self._workbook.add_format(dict(_PIECES[piece]))
        return self._made["accent", piece]

    def numbers_as(self, name: str) -> Format:
        """Return a format for conditional formatting that changes nothing but how numbers are written."""
        if ("numbers", name) not in self._made:
            self._made["numbers", name] = self._workbook.add_format({"num_format": self.pattern(name)})
        return self._made["numbers", name]

    def pattern(self, name: str) -> str:
        """Return the number format of that name in the workbook's language (charts need the text itself)."""
        return _FORMATS[name].in_(self._language)

    def _properties(self, pieces: tuple[str, ...]) -> dict[str, Any]:
        # font_scheme None: otherwise Excel may show the theme's font instead of the named one.
        merged: dict[str, Any] = {
            "font_name": FONT.in_(self._language),
            "font_size": 10,
            "font_scheme": None,
            "valign": "vcenter",
        }
        for piece in pieces:
            merged |= self._piece(piece)
        return merged

    def _piece(self, name: str) -> dict[str, Any]:
        if name == "amount":
            name = self.display.amounts
        if name in ("date", "month") and self.display.era == "japanese":
            name = f"era_{name}"
        if name in _FORMATS:
            return {"num_format": self.pattern(name)}
        if name.startswith("format:"):
            return {"num_format": name.removeprefix("format:")}
        return _PIECES[name]
