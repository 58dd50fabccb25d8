"""Sending a table as a file that is saved, never shown."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from governance.tables import XLSX, Table, as_csv, as_xlsx
from intake.csv_file import MEDIA_TYPE


def table_response(table: Table, kind: str, name: str) -> HttpResponse:
    """`kind` is xlsx or csv; `name` has no ending."""
    content, media = (as_csv(table), MEDIA_TYPE) if kind == "csv" else (as_xlsx(table), XLSX)
    return file_response(content, media, f"{name}.{kind}")


def file_response(content: bytes, media: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "no-store"
    return response
