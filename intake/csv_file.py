"""The one writer of CSV files: what leaves here opens in a spreadsheet program and comes back through the same door."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

BOM = "\ufeff"  # without it Excel in Japanese reads UTF-8 as CP932
_PIECE = 64 * 1024  # characters
MEDIA_TYPE = "text/csv; charset=utf-8"
# What a spreadsheet program would read as the beginning of a formula (CWE-1236).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as CSV: UTF-8 with its mark, CRLF, no cell that would run as a formula.

    >>> csv_bytes([["項目", "円"], ["=1+1", "-5"]]).decode()
    "\\ufeff項目,円\\r\\n'=1+1,-5\\r\\n"
    """
    return b"".join(csv_chunks(rows))


def csv_chunks(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Yield the same file in pieces, so that memory does not grow with its rows."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write(BOM)
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])
        if buffer.tell() > _PIECE:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet program takes for a formula; numbers below zero stay numbers.

    >>> guarded("=1+1"), guarded("-0.5"), guarded("-SUM(A1)")
    ("'=1+1", '-0.5', "'-SUM(A1)")
    """
    return f"'{cell}" if cell.lstrip("' ").startswith(FORMULA) and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    r"""A plain decimal number, with an exponent or without.

    >>> _is_number("-1.5e-07"), _is_number("-1+1"), _is_number("-")
    (True, False, False)
    """
    try:
        float(cell)
    except ValueError:
        return False
    # A leading plus belongs to a telephone number rather than to a figure.
    return not cell.startswith("+") and all(character in "0123456789.-+eE" for character in cell)
