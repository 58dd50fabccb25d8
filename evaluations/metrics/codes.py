"""Part numbers, error codes and standards: strings in which every character counts."""

import re
from dataclasses import dataclass, field

from evaluations.metrics.units import unit_pattern

_CODE = re.compile(r"(?<![A-Za-z0-9./-])[A-Z0-9]+(?:[-/][A-Z0-9]+)*(?![A-Za-z0-9]|[-/.][A-Za-z0-9])")
_STANDARD = re.compile(
    r"(?<![A-Za-z0-9])(?:JIS|ISO|IEC|IATF|DIN|ANSI|ASTM|EN)(?:[ /][A-Z]{1,4}){0,3}[ -]?[A-Z]?[ -]?\d+(?:[-:]\d+)*"
)
_AMOUNT = re.compile(rf"(?:AC|DC)?\d+(?:-\d+)?\s?(?:{unit_pattern()})")
_DIGITS_ONLY = re.compile(r"\d+(?:[-/]\d+)*")


@dataclass(frozen=True)
class Code:
    """A code and its shape (runs of letters A and digits 9), by which two codes are of one kind."""

    text: str
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)

    @property
    def shape(self) -> str:
        """Return the pattern of the code: E-0421 is A-9999, so E-0412 could be mistaken for it."""
        return re.sub(r"\d", "9", re.sub(r"[A-Z]", "A", self.text))


def codes(text: str) -> list[Code]:
    """Return the codes of a unified text: capitals and digits, joined by - or /, with at least one digit.

    A number with its unit (20W, 10-20MPa), a bare number and a short range of numbers are no codes;
    the spaces of a standard's name are dropped.

    >>> [code.text for code in codes("エラー E-0421 は ISO 9001、20W、6204-2RS")]
    ['E-0421', 'ISO9001', '6204-2RS']
    """
    standards = [Code(re.sub(r"\s", "", m.group()), *m.span()) for m in _STANDARD.finditer(text)]
    text = _STANDARD.sub(lambda match: " " * len(match.group()), text)
    plain = [Code(m.group(), *m.span()) for m in _CODE.finditer(text) if _is_code(m, text)]
    return sorted(standards + plain, key=lambda one: one.start)


def _is_code(match: re.Match[str], text: str) -> bool:
    code = match.group()
    if not any(letter.isdigit() for letter in code):
        return False
    amount = _AMOUNT.match(text, match.start())
    if amount and amount.end() >= match.end():
        return False
    return not _DIGITS_ONLY.fullmatch(code) or _is_digit_code(code)


def _is_digit_code(code: str) -> bool:
    """Tell 03-1234-5678 and 12-0345 from the number 12 and the range 10-20."""
    groups = re.split(r"[-/]", code)
    return len(groups) > 2 or (len(groups) == 2 and any(group.startswith("0") for group in groups))
