"""Rows that are only ever added: decisions, answers and receipts stay as they were given."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class AppendOnlyError(TypeError):
    """The code tried to change or delete a row that is only ever added."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> int:  # noqa: ARG002
        raise AppendOnlyError("These rows are only ever added.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("These rows are only ever added.")


class AppendOnly(models.Model):
    """A row that is written once; the newest of a kind counts."""

    objects: ClassVar[models.Manager[Any]] = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("This row is only ever added.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ARG002
        raise AppendOnlyError("This row is only ever added.")
