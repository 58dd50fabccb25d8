"""Excel formula text of a row. Only functions that Excel 2010, Google Sheets and LibreOffice share are used:

IF AND CHOOSE MIN MAX SUM SUMIF SUMPRODUCT INDEX COLUMNS MOD EXP ROUND ROUNDUP ROUNDDOWN IRR MIRR ISNUMBER IFERROR NA;
none is volatile, none is an array formula.
"""

from tco.model.expression import AddressBook, Period
from tco.model.rows import Row

__all__ = ["AddressBook", "formula"]


def formula(row: Row, period: Period, book: AddressBook, language: str = "ja") -> str:
    """Return the formula of a row in a period (None for scalar rows), beginning with "=".

    A row that may have no value shows its own words then, so that no error reaches the reader.
    """
    text = row.expression.text(book, period)
    if row.undefined is None:
        return f"={text}"
    words = row.undefined.in_(language).replace('"', '""')
    return f'=IFERROR({text},"{words}")'
