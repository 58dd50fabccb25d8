"""Writing the rows of a bundle under new keys, each checked as if a stranger had typed it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, models

from accounts.models import Organization, User
from handover.ids_inside import translated
from handover.manifest import PEOPLE
from handover.opening import OpenBundle, not_a_row
from handover.scope import Model, carried_models, columns_of, target
from handover.settling import check_sound, is_under_way, laid_to_rest, settled_columns
from handover.values import BadValue, from_json, key_of

ROWS_AT_A_TIME = 500
MOST_PEOPLE = 100_000


@dataclass
class Arrival:
    """One import under way; `ids` grows with every row: {app.Model: {key there: key here}}."""

    bundle: OpenBundle
    organization: Organization
    folder: str  # of the files, in the storage
    ids: dict[str, dict[int, int]] = field(default_factory=dict)

    def write(self, tell: Callable[[float], object]) -> None:
        """Write people first, then every model after those that it refers to."""
        self._write_people()
        every = carried_models()
        for at, model in enumerate(every):
            self._write_model(model)
            tell((at + 1) / len(every))

    def _write_people(self) -> None:
        """People of the other server: named, without address or password, and matched with nobody here."""
        found: list[tuple[int, User]] = []
        for line, row in self.bundle.lines(self.bundle.manifest.part(PEOPLE)):
            try:
                found.append(self._person(row, len(found) + 1))
            except BadValue as error:
                raise not_a_row(PEOPLE, line, str(error)) from error
            if len(found) > MOST_PEOPLE:
                raise not_a_row(PEOPLE, line, "is one person too many")
        made = User.objects.bulk_create([person for _, person in found], batch_size=ROWS_AT_A_TIME)
        self.ids["accounts.User"] = {old: new.pk for (old, _), new in zip(found, made, strict=True)}

    def _person(self, row: Mapping[str, Any], number: int) -> tuple[int, User]:
        if set(row) != {"id", "name", "title", "language"}:
            raise BadValue("has other columns")
        words = {
            name: from_json(User._meta.get_field(name), row[name]) for name in ("name", "title", "language")
        }
        if words["language"] not in dict(settings.LANGUAGES):
            raise BadValue("speaks a language that is not offered")
        address = f"person-{number}@{self.organization.slug}-{self.organization.pk}.invalid"
        person = User(email=address, is_active=False, **words)
        person.set_unusable_password()
        return key_of(row["id"]), person

    def _write_model(self, model: Model) -> None:
        label = model._meta.label
        own = self.ids.setdefault(label, {})
        desk = _Desk(self, model)
        for batch in desk.batches():
            for (old, _), new in zip(batch, _inserted(model, [row for _, row in batch]), strict=True):
                own[old] = new
            desk.catch_up()


class _Desk:
    """Reads the rows of one model; keys that point to a later row of the same model wait until it is there."""

    def __init__(self, arrival: Arrival, model: Model) -> None:
        self.arrival, self.model = arrival, model
        self.columns = columns_of(model)
        self.settled = settled_columns(model)
        self.expected = {"id", *(one.name for one in self.columns if one.name not in self.settled)}
        self.organization_column = next(
            (
                f.attname
                for f in model._meta.local_concrete_fields
                if f.remote_field and target(f) is Organization
            ),
            "",
        )
        self.path = f"rows/{model._meta.label}.jsonl"
        self.files = {part.path for part in arrival.bundle.manifest.files}
        self.postponed: list[
            tuple[int, str, int]
        ] = []  # key there of the row, its column, key there it names

    def batches(self) -> Iterator[list[tuple[int, models.Model]]]:
        batch: list[tuple[int, models.Model]] = []
        before = 0
        for line, values in self.arrival.bundle.lines(self.arrival.bundle.manifest.part(self.path)):
            try:
                row = self._row(values, before)
            except BadValue as error:
                raise not_a_row(self.path, line, str(error)) from error
            before = row[0]
            # A row that names one of the same batch must come after it.
            if len(batch) >= ROWS_AT_A_TIME or (self._refers_to_itself and batch):
                yield batch
                batch = []
            batch.append(row)
        if batch:
            yield batch
        if self.postponed:
            raise not_a_row(self.path, 0, "names a row that is not in the bundle")

    @property
    def _refers_to_itself(self) -> bool:
        return any(one.remote_field and target(one) is self.model for one in self.columns)

    def catch_up(self) -> None:
        """Set the keys of rows whose target has arrived; written past the guards of rows that never change."""
        own = self.arrival.ids[self.model._meta.label]
        for old, column, named in [one for one in self.postponed if one[2] in own]:
            models.QuerySet(self.model).filter(pk=own[old]).update(**{column: own[named]})
            self.postponed.remove((old, column, named))

    def _row(self, values: Mapping[str, Any], before: int) -> tuple[int, models.Model]:
        if set(values) != self.expected:
            odd = sorted(set(values) ^ self.expected)[0]
            raise BadValue(f"has other columns than this server ({odd[:60]})")
        key = key_of(values["id"])
        if key <= before:
            raise BadValue("is out of order")
        made = {name: make() for name, make in self.settled.items()}
        for one in self.columns:
            if one.name not in self.settled:
                made[one.attname] = self._value(one, values[one.name], key)
        if self.organization_column:
            made[self.organization_column] = self.arrival.organization.pk
        row = self.model(**made)
        if is_under_way(row):
            raise BadValue("is work that somebody is in the middle of")
        check_sound(row)
        laid_to_rest(row)
        return key, row

    def _value(self, column: Any, value: Any, key: int) -> Any:
        try:
            if column.remote_field is not None:
                return self._key(column, value, key)
            if isinstance(column, models.FileField):
                return self._file(value)
            name = f"{self.model._meta.label}.{column.name}"
            return translated(name, from_json(column, value), self.arrival.ids)
        except BadValue as error:
            raise BadValue(f"({column.name}) {error}") from error

    def _key(self, column: Any, value: Any, key: int) -> int | None:
        if value is None:
            if not column.null:
                raise BadValue("is empty")
            return None
        named = key_of(value)
        known = self.arrival.ids.get(target(column)._meta.label, {})
        if named not in known and target(column) is self.model and column.null:
            self.postponed.append((key, column.attname, named))
            return None
        if named not in known:
            raise BadValue("names a row that is not in the bundle")
        return known[named]

    def _file(self, value: Any) -> str:
        if value == "":
            return ""
        if value not in self.files:
            raise BadValue("names a file that is not in the bundle")
        return f"{self.arrival.folder}/{value.removeprefix('files/')}"


def write_files(bundle: OpenBundle, folder: str) -> None:
    """Write the documents and reports of a bundle below one folder of their own."""
    for part in bundle.manifest.files:
        bundle.copy(part, Path(default_storage.path(f"{folder}/{part.path.removeprefix('files/')}")))


def _inserted(model: Model, rows: list[models.Model]) -> list[int]:
    """Insert rows exactly as they are, as fixtures are loaded: dates of making stay, and no `save` has its say."""
    fields = [one for one in model._meta.local_concrete_fields if not one.primary_key]
    size = max(1, connection.ops.bulk_batch_size(fields, rows))
    keys: list[int] = []
    for at in range(0, len(rows), size):
        made = models.QuerySet(
            model
        )._insert(  # type: ignore[attr-defined]
            rows[at : at + size],
            fields=fields,
            returning_fields=[model._meta.pk],
            raw=True,
            using=connection.alias,
        )
        keys += [one[0] for one in made]
    return keys
