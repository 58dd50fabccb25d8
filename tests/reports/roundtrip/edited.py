"""Edits a workbook as a manager would, in LibreOffice: rows inserted, figures typed, one by a calculation."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Edit"/></library:library>"""
_LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
<library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple"
 library:link="false"/></library:libraries>"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Edit" script:language="StarBasic">
{program}
</script:module>"""
_PROGRAM = """Sub Run
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  book = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, hidden())
  sheet = book.Sheets.getByName("{sheet}")
{typed}
  sheet.Rows.insertByIndex({row}, 2)
  Dim saved(0) As New com.sun.star.beans.PropertyValue
  saved(0).Name = "FilterName"
  saved(0).Value = "Calc MS Excel 2007 XML"
  book.storeToURL("{target}", saved())
  book.close(True)
End Sub"""


def edit(source: Path, target: Path, sheet: str, formulas: Mapping[str, str], insert_at: int) -> None:
    """Type formulas into cells of a sheet, then insert two rows at an index counted from 0, and save as .xlsx."""
    program = shutil.which("soffice")
    if program is None:
        raise AssertionError("LibreOffice Calc is needed for this test: apt-get install libreoffice-calc")
    profile = target.parent / "profile"
    command = [
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--invisible",
        "--norestore",
    ]
    # The first start fills a new profile with an empty library of its own, which the next lines replace.
    subprocess.run([*command, "--terminate_after_init"], check=True, capture_output=True, timeout=180)
    basic = profile / "user" / "basic" / "Standard"
    basic.mkdir(parents=True, exist_ok=True)
    typed = "\n".join(
        f'  sheet.getCellRangeByName("{cell}").setFormula("{formula}")' for cell, formula in formulas.items()
    )
    text = _PROGRAM.format(
        source=source.as_uri(), target=target.as_uri(), sheet=sheet, typed=typed, row=insert_at
    )
    (basic.parent / "script.xlc").write_text(_LIBRARIES, encoding="utf-8")
    (basic / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    (basic / "Edit.xba").write_text(_MODULE.format(program=escape(text)), encoding="utf-8")
    subprocess.run([*command, "macro:///Standard.Edit.Run"], check=True, capture_output=True, timeout=180)
    if not target.exists():
        raise AssertionError("LibreOffice did not save the edited workbook")
