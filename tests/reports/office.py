"""LibreOffice as a second opinion: it recalculates and prints the workbooks that we wrote."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from openpyxl import load_workbook

_MODE = (
    '<item oor:path="/org.openoffice.Office.Calc/Formula/Load">'
    '<prop oor:name="{name}" oor:op="fuse"><value>0</value></prop></item>'
)
_ALWAYS_RECALCULATE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(_MODE.format(name=name) for name in ("OOXMLRecalcMode", "ODFRecalcMode"))
    + "</oor:items>"
)
CellKey = tuple[str, str]


def convert(files: Sequence[Path], target: str, folder: Path) -> list[Path]:
    """Convert files to `xlsx` or `pdf` in one LibreOffice process with a profile of its own."""
    program = shutil.which("soffice")
    if program is None:
        raise AssertionError("LibreOffice Calc is needed for this test: apt-get install libreoffice-calc")
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", target]
    subprocess.run(
        [*command, "--outdir", str(folder), *map(str, files)], check=True, capture_output=True, timeout=180
    )
    return [folder / f"{file.stem}.{target}" for file in files]


def formula_texts(path: Path) -> dict[CellKey, str]:
    """Every formula of a workbook, by sheet and cell."""
    return {
        (sheet.title, cell.coordinate): str(cell.value)
        for sheet in load_workbook(path).worksheets
        for line in sheet.iter_rows()
        for cell in line
        if cell.data_type == "f"
    }


def shown_values(path: Path) -> dict[CellKey, object]:
    """What a viewer that does not calculate shows in every cell."""
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in load_workbook(path, data_only=True).worksheets
        for line in sheet.iter_rows()
        for cell in line
        if cell.value is not None
    }


def shown_on(path: Path, sheet: str) -> list[str]:
    """All that a viewer shows on one sheet, without reading the others."""
    book = load_workbook(path, data_only=True, read_only=True)
    lines = book[sheet].iter_rows(values_only=True)
    found = [str(value) for line in lines for value in line if value is not None]
    book.close()
    return found


def page_count(path: Path) -> int:
    """Number of pages of a PDF."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def page_text(path: Path, page: int) -> str:
    """All text of one page of a PDF."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return str(document[page].get_textpage().get_text_bounded())
