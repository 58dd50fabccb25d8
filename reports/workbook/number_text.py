"""Numbers as Excel's TEXT function prints them, for the few patterns this workbook uses."""

from decimal import ROUND_HALF_UP, Decimal

from language.text import Text

MILLIONS = Text("#,##0.0;△#,##0.0", "#,##0.0;-#,##0.0")
WHOLE = Text("#,##0;△#,##0", "#,##0;-#,##0")
TENTHS = Text("0.0", "0.0")
PLAIN = Text("0", "0")
PERCENT = Text("0.0%;△0.0%", "0.0%;-0.0%")
_DECIMALS = {
    pattern: places
    for texts, places in ((MILLIONS, 1), (WHOLE, 0), (TENTHS, 1), (PERCENT, 1), (PLAIN, 0))
    for pattern in texts
}


def formatted(number: float, pattern: str) -> str:
    """Print `number` by one of the patterns above; raise KeyError for any other pattern.

    Half is rounded away from zero, and a small negative number that rounds to zero keeps its sign, as in Excel.

    >>> formatted(-1234.56, MILLIONS.ja), formatted(0.3064, PERCENT.en), formatted(2.5, WHOLE.ja)
    ('△1,234.6', '30.6%', '3')
    """
    scaled = Decimal(repr(number)) * (100 if "%" in pattern else 1)
    step = Decimal(1).scaleb(-_DECIMALS[pattern])
    size = abs(scaled).quantize(step, rounding=ROUND_HALF_UP)
    digits = f"{size:,f}" if "," in pattern else f"{size:f}"
    return _sign(scaled < 0, pattern) + digits + ("%" if "%" in pattern else "")


def _sign(negative: bool, pattern: str) -> str:
    if not negative:
        return ""
    return "△" if "△" in pattern else "-"
