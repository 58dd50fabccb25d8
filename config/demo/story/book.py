"""The files of the story, with every invented day put in its place."""

import csv
from datetime import date
from functools import cache
from typing import Any

import yaml
from django.conf import settings

from config.demo.story.calendar import resolve

FOLDER = settings.BASE_DIR / "sample_company" / "story"
READINGS = "pilot_readings.csv"
_WEEK, _WEEKDAY, _DATE = "週", "曜日", "日付"
_WEEK_BEFORE_THE_PILOT = -15  # the pilot's first week is fourteen weeks before the present one


def chapter(name: str) -> Any:
    """Read a file of the story; `@-16/2` becomes a day and `@-16/2 10:30` a moment."""
    return _placed(_written(name))


@cache
def _written(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def readings() -> list[list[str]]:
    """Return the readings with their dates instead of week and weekday, the header first."""
    with (FOLDER / READINGS).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    kept = [name for name in rows[0] if name not in (_WEEK, _WEEKDAY)]
    return [[_DATE, *kept], *([_day(row).isoformat(), *(row[name] for name in kept)] for row in rows)]


def _day(row: dict[str, str]) -> date:
    day = resolve(f"@{int(row[_WEEK]) + _WEEK_BEFORE_THE_PILOT}/{row[_WEEKDAY]}")
    assert isinstance(day, date)  # noqa: S101
    return day


def _placed(value: Any) -> Any:
    if isinstance(value, str):
        return resolve(value)
    if isinstance(value, dict):
        return {key: _placed(one) for key, one in value.items()}
    return [_placed(one) for one in value] if isinstance(value, list) else value
