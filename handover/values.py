"""One value of one column, as JSON and back. What comes back is not trusted: kind, length and choice are checked."""

import json
import math
import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations

LARGEST_KEY = 2**63 - 1
# An escaped NUL, not a backslash that was escaped itself.
NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
_KINDS: tuple[tuple[type[Any], tuple[type, ...]], ...] = (
    (models.JSONField, (object,)),
    (models.BooleanField, (bool,)),
    (models.IntegerField, (int,)),
    (models.FloatField, (int, float)),
    (models.Field, (str,)),  # text, dates and amounts
)


class BadValue(ValueError):
    """A value that its column cannot hold; the words say why, for a person who looks for the fault."""


def to_json(field: Any, value: Any) -> Any:
    """Return what stands in the bundle for a value of a column."""
    if isinstance(field, models.FileField):
        return value.name or ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def from_json(field: Any, value: Any) -> Any:
    """Return the value as the column keeps it; BadValue for one that it would not hold."""
    if value is None:
        if not field.null:
            raise BadValue("is empty")
        return None
    if isinstance(field, models.JSONField):
        return value
    _check_kind(field, value)
    try:
        made = field.to_python(value)
        field.run_validators(made)
    except (ValidationError, ValueError, ArithmeticError) as error:
        raise BadValue("does not fit its column") from error
    if field.choices and made not in field.empty_values and made not in _choices(field):
        raise BadValue("is none of the choices")
    return made


def key_of(value: Any) -> int:
    """Return a key; BadValue for what cannot be one."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LARGEST_KEY:
        raise BadValue("is no key of a row")
    return value


def line_of(values: dict[str, Any]) -> bytes:
    """Write one row as one line."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def read_line(line: bytes) -> dict[str, Any]:
    """Read one row; BadValue for anything but one JSON object of plain text and finite numbers."""
    try:
        found = json.loads(line, parse_constant=_no_number)
        if not isinstance(found, dict):
            raise BadValue("is no row")
        if b"\\u" in line:
            text = json.dumps(found, ensure_ascii=False)
            text.encode()  # half of a character is none
            if NUL.search(text):
                raise BadValue("holds a NUL")
    except (ValueError, RecursionError) as error:
        raise error if isinstance(error, BadValue) else BadValue("cannot be read") from error
    return found


@cache
def _choices(field: Any) -> frozenset[Any]:
    return frozenset(key for key, _ in field.flatchoices)


def _check_kind(field: Any, value: Any) -> None:
    kinds = next(allowed for kind, allowed in _KINDS if isinstance(field, kind))
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise BadValue("is of another kind than its column")
    if isinstance(field, models.IntegerField) and not _in_range(field, value):
        raise BadValue("is beyond what its column holds")
    if isinstance(value, float) and not math.isfinite(value):
        raise BadValue("is no finite number")
    if isinstance(value, str) and field.max_length and len(value) > field.max_length:
        raise BadValue("is too long")


def _in_range(field: Any, value: Any) -> bool:
    """The same limits on every database: SQLite itself would hold more."""
    low, high = BaseDatabaseOperations.integer_field_ranges[field.get_internal_type()]
    return bool(low <= value <= high)


def _no_number(name: str) -> Any:
    raise BadValue(f"holds {name}")
