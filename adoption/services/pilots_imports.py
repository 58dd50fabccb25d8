"""A file of readings: read and kept as a dry run, then taken over as a whole or not at all."""

import hashlib

from django.db import transaction
from django.utils import timezone

from accounts.audit import hold_chain, record
from accounts.models import User
from adoption.errors import PilotRefused
from adoption.models import ReadingImport, UseCase
from adoption.pilot_states import ReadingSource
from adoption.pilots.columns import is_pseudonym
from adoption.pilots.files import SAFE, FileRow, Kind, read_rows
from adoption.services.pilots_readings import Origin, Recorded, record_readings
from intake.refusal import IntakeRefused
from language.text import Text

NOT_KEPT = "***"  # no code either, so that the row stays wrong


@transaction.atomic
def check_file(use_case: UseCase, kind: Kind, name: str, data: bytes, by: User | None) -> ReadingImport:
    """Read a file and keep its cells for a person to look at; no reading is recorded yet.

    Raises PilotRefused for a file that is no safe table or has no such header.
    """
    try:
        rows = read_rows(data, name, kind)
    except IntakeRefused as error:
        raise PilotRefused(error.keeping(SAFE)) from error
    made = ReadingImport.objects.create(
        use_case=use_case,
        name=name[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        kind=kind,
        rows=[{"number": row.number, "cells": _without_names(row.cells)} for row in rows],
        created_by=by,
    )
    record(
        use_case.organization, by, "readings.file_checked", f"{use_case.name}: {made.name}", rows=len(rows)
    )
    return made


@transaction.atomic
def take_import(row: ReadingImport, by: User | None) -> Recorded:
    """Record every new row of a checked file; the rows are checked again as things stand now."""
    hold_chain(row.use_case.organization_id)
    row = ReadingImport.objects.select_related("use_case__organization").get(pk=row.pk)
    if row.taken_at is not None:
        raise PilotRefused(
            Text(
                "このファイルはすでに取り込まれています。二重には取り込みません。",
                "This file was imported already. Nothing is taken twice.",
            )
        )
    origin = Origin(ReadingSource.FILE, by, imported=row)
    taken = record_readings(row.use_case, _kind(row), rows_of(row), origin)
    row.taken_at, row.taken_rows = timezone.now(), taken.recorded
    row.save(update_fields=["taken_at", "taken_rows"])
    return taken


def _without_names(cells: dict[str, str]) -> dict[str, str]:
    """What stands in place of a code may be a name: it is refused, and it is not kept either."""
    person = cells.get("person", "")
    return {**cells, "person": NOT_KEPT} if person and not is_pseudonym(person) else cells


def rows_of(row: ReadingImport) -> tuple[FileRow, ...]:
    return tuple(FileRow(one["number"], one["cells"]) for one in row.rows)


def _kind(row: ReadingImport) -> Kind:
    return "tasks" if row.kind == "tasks" else "values"
