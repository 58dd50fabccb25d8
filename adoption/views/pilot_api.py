"""Readings sent by machines: one address, write only, a token of the company in the Authorization header.

POST {"use_case": 3, "tasks": [{...}], "values": [{...}]} under the field names of the templates. All of a message is
recorded or none of it; a reading whose key is known is left as it is, so sending again is safe.
"""

import json
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from adoption.errors import PilotRefused
from adoption.models import ReadingToken, UseCase
from adoption.pilot_states import ReadingSource
from adoption.pilots.files import COLUMNS, FileRow, Kind
from adoption.services.pilots_readings import Origin, Recorded, RowsRefused, record_readings
from adoption.services.pilots_tokens import PREFIX, TooManyRequests, use_token
from intake.cleaning import one_line
from language.text import Text

MOST_BYTES = 1_000_000
MOST_ROWS = 500
KINDS: tuple[Kind, ...] = ("tasks", "values")

_NO_TOKEN = Text(
    "トークンが正しくありません。何も記録していません。", "The token is not valid. Nothing was recorded."
)
_NO_USE_CASE = Text(
    "このユースケースは見つかりません。何も記録していません。", "No such use case. Nothing was recorded."
)
_TOO_LARGE = Text(
    "1回に送れるのは1 MBまで、500件までです。何も記録していません。分けて送ってください。",
    "At most 1 MB and 500 readings at once. Nothing was recorded. Send fewer.",
)
_NOT_JSON = Text(
    "本文が期待する形のJSONではありません。何も記録していません。",
    "The body is not JSON of the expected shape. Nothing was recorded.",
)


@csrf_exempt
@never_cache
@require_POST
def pilot_api(request: HttpRequest) -> HttpResponse:
    """Record what a machine sends. An unknown, a revoked and a missing token get the same answer."""
    try:
        token = _token(request)
    except TooManyRequests as refusal:
        return _error(refusal.message, 429, {"Retry-After": str(refusal.seconds)})
    if token is None:
        return _error(_NO_TOKEN, 401, {"WWW-Authenticate": "Bearer"})
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return _error(_TOO_LARGE, 413)
    message = _message(request)
    if message is None:
        return _error(_NOT_JSON, 400)
    if sum(len(rows) for rows in message.values()) > MOST_ROWS:
        return _error(_TOO_LARGE, 413)
    use_case = _use_case(request, token)
    if use_case is None:
        return _error(_NO_USE_CASE, 404)
    return _recorded(use_case, message, token)


def _token(request: HttpRequest) -> ReadingToken | None:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    secret = secret.strip()
    if scheme.lower() != "bearer" or not secret.startswith(PREFIX) or len(secret) > 200:
        return None
    return use_token(secret)


def _message(request: HttpRequest) -> dict[Kind, list[FileRow]] | None:
    """Return the rows by kind, or None when the body has not the expected shape."""
    body = _body(request)
    if body is None or set(body) - {"use_case", "tasks", "values"}:
        return None
    found: dict[Kind, list[FileRow]] = {}
    for kind in KINDS:
        rows = body.get(kind, [])
        if not isinstance(rows, list) or not all(_is_row(row, kind) for row in rows):
            return None
        found[kind] = [
            FileRow(at, {name: _cell(value) for name, value in row.items()})
            for at, row in enumerate(rows, start=1)
        ]
    return found if any(found.values()) else None


def _body(request: HttpRequest) -> dict[str, Any] | None:
    try:
        body = json.loads(request.body.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _is_row(row: object, kind: Kind) -> bool:
    """Known fields with plain values only: a misspelt field would otherwise be lost without a word."""
    known = {column.field for column in COLUMNS[kind]}
    return (
        isinstance(row, dict)
        and set(row) <= known
        and all(value is None or isinstance(value, str | int | float | bool) for value in row.values())
    )


def _cell(value: str | float | bool | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.12f}".rstrip("0").rstrip(".")
    # As in a file: what no page shows, and no database keeps, is left out.
    return one_line(str(value))


def _use_case(request: HttpRequest, token: ReadingToken) -> UseCase | None:
    """The use case of the token's own company; that of another is as unknown as one that does not exist."""
    asked = (_body(request) or {}).get("use_case")
    if not isinstance(asked, int) or isinstance(asked, bool) or not 0 < asked < 2**63:
        return None
    rows = UseCase.objects.select_related("organization")
    return rows.filter(pk=asked, organization=token.organization).first()


def _recorded(use_case: UseCase, message: dict[Kind, list[FileRow]], token: ReadingToken) -> HttpResponse:
    origin = Origin(ReadingSource.API, by_name=f"API: {token.name}")
    done: dict[str, Recorded] = {}
    try:
        with transaction.atomic():
            for kind, rows in message.items():
                if rows:
                    done[kind] = record_readings(use_case, kind, rows, origin)
    except RowsRefused as refusal:
        return JsonResponse({**_said(refusal.message), "rows": _rows(refusal)}, status=422)
    except PilotRefused as refusal:
        return _error(refusal.message, 422)
    return JsonResponse(
        {kind: {"recorded": one.recorded, "ignored": one.ignored} for kind, one in done.items()}, status=201
    )


def _rows(refusal: RowsRefused) -> list[dict[str, Any]]:
    return [
        {"row": fate.number, "key": fate.key, "field": problem.field, **_said(problem.message)}
        for fate in refusal.rows
        for problem in fate.problems
    ]


def _said(message: Text) -> dict[str, str]:
    return {"message_ja": message.ja, "message_en": message.en}


def _error(message: Text, status: int, headers: dict[str, str] | None = None) -> JsonResponse:
    return JsonResponse(_said(message), status=status, headers=headers)
