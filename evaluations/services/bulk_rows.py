"""Plain statements for what every exchange with the database does: a fraction of the processor time of Django's own.

A model's names become the statement, values are always parameters; what a query may not hold here is a join.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models

WORDS_AND_NUMBERS = frozenset({str, int, float})
OF_WORDS_AND_NUMBERS = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.FloatField,
    models.ForeignKey,
)


def read_rows(
    model: type[models.Model], names: Sequence[str], where: Mapping[str, Any], *, locked: bool = False
) -> list[tuple[Any, ...]]:
    """Return these columns of the rows where each field is the value, or one of a list of values, in order of keys.

    `locked`: the rows stay so until the transaction ends, where the database locks rows.
    """
    lists = [values for values in where.values() if isinstance(values, list | tuple | set)]
    if not all(lists):
        return []
    fields = [model._meta.get_field(name) for name in names]
    conditions, parameters = [], []
    for name, value in where.items():
        field = model._meta.get_field(name)
        wanted = list(value) if isinstance(value, list | tuple | set) else [value]
        conditions.append(f"{_column(field)} IN ({', '.join(['%s'] * len(wanted))})")
        parameters += [_stored(field, one) for one in wanted]
    ending = " FOR UPDATE" if locked and connection.features.has_select_for_update else ""
    # Names come from the model; every value is a parameter.
    statement = (
        f"SELECT {', '.join(map(_column, fields))} FROM {_table(model)} WHERE {' AND '.join(conditions)} "  # noqa: S608
        f"ORDER BY {_column(model._meta.pk)}{ending}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return _read_back(fields, cursor.fetchall())


def add_to_row(
    model: type[models.Model],
    amounts: Mapping[str, int],
    where: Mapping[str, Any],
    only_if: tuple[str, Sequence[Any]] = ("TRUE", ()),
) -> bool:
    """Add to the columns of one row in one step; False when there is no such row.

    `only_if`: one more condition, a constant of our own code, with its parameters.
    """
    fields = [model._meta.get_field(name) for name in amounts]
    found_by = [model._meta.get_field(name) for name in where]
    condition, parameters = only_if
    sums = ", ".join(f"{_column(field)} = {_column(field)} + %s" for field in fields)
    # Names come from the model; every value is a parameter.
    statement = f"UPDATE {_table(model)} SET {sums} WHERE {_equations(found_by, ' AND ')} AND ({condition})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [*amounts.values(), *_prepared(found_by, where), *parameters])
        return bool(cursor.rowcount)


def update_each(
    model: type[models.Model],
    values: Sequence[Mapping[str, Any]],
    fences: Sequence[Mapping[str, Any]],
) -> int:
    """Write `values[i]` to the row that `fences[i]` describes; return how many rows were changed.

    All `values` have the same fields, and so do all `fences`: a row that no longer is as its fence says is left
    alone. Field names are those of the model, never of a person.
    """
    if not values:
        return 0
    set_to = [model._meta.get_field(name) for name in values[0]]
    found_by = [model._meta.get_field(name) for name in fences[0]]
    # Names come from the model; every value is a parameter.
    statement = f"UPDATE {_table(model)} SET {_equations(set_to, ', ')} WHERE {_equations(found_by, ' AND ')}"  # noqa: S608
    rows = [
        [*_prepared(set_to, changed), *_prepared(found_by, fence)]
        for changed, fence in zip(values, fences, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
        return int(cursor.rowcount)


def insert_each(rows: Sequence[models.Model], *, or_leave: bool = False) -> None:
    """Insert some hundreds of new rows of one model and set their keys.

    `or_leave`: where a row of the same unique values is there already, it stays; then no keys are set.
    """
    if not rows:
        return
    model = type(rows[0])
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    values = [_stored(field, field.pre_save(row, True)) for row in rows for field in fields]
    names = ", ".join(_column(field) for field in fields)
    places = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(rows))
    ending = "ON CONFLICT DO NOTHING" if or_leave else f"RETURNING {_column(model._meta.pk)}"
    # Names come from the model; every value is a parameter.
    statement = f"INSERT INTO {_table(model)} ({names}) VALUES {places} {ending}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for row, (key,) in zip(rows, () if or_leave else cursor.fetchall(), strict=not or_leave):
            row.pk = key


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _column(field: Any) -> str:
    return connection.ops.quote_name(field.column)


def _equations(fields: Sequence[Any], between: str) -> str:
    return between.join(f"{_column(field)} = %s" for field in fields)


def _prepared(fields: Sequence[Any], row: Mapping[str, Any]) -> list[Any]:
    return [_stored(field, row[field.name]) for field in fields]


def _read_back(fields: Sequence[Any], rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The values as Python has them: an object for its JSON, a time for its letters."""
    columns = [field.cached_col for field in fields]
    changes = [
        [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
        for column in columns
    ]
    if not any(changes):
        return rows  # type: ignore[return-value]
    read = []
    for row in rows:
        values = list(row)
        for at, (column, steps) in enumerate(zip(columns, changes, strict=True)):
            for step in steps:
                values[at] = step(values[at], column, connection)
        read.append(tuple(values))
    return read


def _stored(field: Any, value: Any) -> Any:
    """The value as the database takes it: words and numbers as they are, without Django's many steps."""
    if value is None or (type(value) in WORDS_AND_NUMBERS and isinstance(field, OF_WORDS_AND_NUMBERS)):
        return value
    return field.get_db_prep_save(value, connection)
