"""The way back from values to rows: what `content.reading` built can be stored as JSON and built again."""

import dataclasses
from typing import Any

from language.text import Text


def row_of(value: Any) -> dict[str, Any]:
    """Return the row that `content.reading.build` makes the same dataclass of; fields at their default are left out.

    >>> from content.rows import Role
    >>> row_of(Role("R-OWNER", Text("業務オーナー", "Process owner")))
    {'id': 'R-OWNER', 'ja': '業務オーナー', 'en': 'Process owner'}
    """
    row: dict[str, Any] = {}
    for field in dataclasses.fields(value):
        held = getattr(value, field.name)
        if field.name == "name" and isinstance(held, Text):
            row |= held._asdict()
        elif held != field.default:
            row[field.name] = _plain(held)
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return value._asdict()
    if dataclasses.is_dataclass(value):
        return row_of(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value
