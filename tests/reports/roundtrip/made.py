"""Small workbooks with the names of ours, as Excel would send them back."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from xlsxwriter import Workbook

from reports.roundtrip.seal import Identity, seal_of

KEY = b"test-key"
IDENTITY = Identity("wb-1", 2, 7, 3, "ab" * 32)


def workbook(
    inputs: Mapping[str, tuple[Any, Any, Any]],
    identity: Identity = IDENTITY,
    seal: str | None = None,
    outputs: Mapping[str, float] | None = None,
    rows_above: int = 3,
) -> bytes:
    """Write inputs, the sealed identity and outputs behind their names."""
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True})
    sheet, meta = book.add_worksheet("前提条件"), book.add_worksheet("_meta")
    for row, (key, cells) in enumerate(inputs.items(), start=rows_above):
        for column, cell in enumerate(cells, start=4):
            sheet.write(row, column, cell)
        book.define_name(f"in_{key}", f"='前提条件'!$E${row + 1}:$G${row + 1}")
    sheet.write(0, 3, "標準")
    book.define_name("scenario", "='前提条件'!$D$1")
    facts = {
        "meta_workbook_id": identity.workbook_id,
        "meta_schema_version": identity.schema_version,
        "meta_plan_id": identity.plan_id,
        "meta_base_revision": identity.base_revision,
        "meta_inputs_sha256": identity.inputs_sha256,
        "meta_seal": seal_of(identity, KEY) if seal is None else seal,
        **{f"out_{name}": value for name, value in (outputs or {}).items()},
    }
    for row, (name, value) in enumerate(facts.items()):
        meta.write(row, 1, value)
        book.define_name(name, f"=_meta!$B${row + 1}")
    meta.very_hidden()
    book.close()
    return file.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """Add a part to a workbook's container, or replace one."""
    source, target = io.BytesIO(data), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part.filename, old.read(part.filename))
        new.writestr(name, content)
    return target.getvalue()


def part(data: bytes, name: str) -> bytes:
    """Return one part of a workbook's container."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)
