"""Removing a copy of the sample company with everything in it, its files and its trail."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models, transaction

from accounts.audit import record
from accounts.models import Organization, User
from config.demo.company import SLUG
from config.sample.errors import SampleRefused
from handover.models import Bundle
from handover.scope import APPS, carried_models, path_to_organization, rows_of


def is_copy(organization: Organization) -> bool:
    """Whether a company is somebody's copy of the sample: only those are ever removed."""
    return organization.is_sample and organization.slug != SLUG


@transaction.atomic
def remove_copy(organization: Organization, typed_slug: str, by: User) -> None:
    """Remove a copy for good; `typed_slug` is what its owner typed to confirm. Raises SampleRefused."""
    if not is_copy(organization):
        raise SampleRefused(
            "削除できるのは、サンプル企業のコピーだけです。何も削除していません。",
            "Only a copy of the sample company can be removed. Nothing was removed.",
        )
    if typed_slug.strip() != organization.slug:
        raise SampleRefused(
            f"確認の文字が違います。何も削除していません。「{organization.slug}」と入力してください。",
            f"The confirmation differs. Nothing was removed. Type “{organization.slug}”.",
        )
    _tell_where_it_was_made(organization, by)
    names = list(_files(organization))
    for model in _models():
        rows = rows_of(model, organization).order_by()
        # A copy is removed as a whole: rows that are only ever added to go with the company they belong to.
        rows._raw_delete(rows.db)
    Bundle.objects.filter(imported=organization).update(imported=None)
    Bundle.objects.filter(organization=organization).update(organization=None)
    Organization.objects.filter(pk=organization.pk)._raw_delete("default")
    transaction.on_commit(lambda: _delete_files(names))


def _tell_where_it_was_made(organization: Organization, by: User) -> None:
    """The trail of the copy goes with it, so the company in which it was asked for keeps the fact."""
    bundle = Bundle.objects.filter(imported=organization).select_related("organization").first()
    if bundle and bundle.organization:
        record(bundle.organization, by, "sample.copy_removed", organization.slug, bundle=bundle.pk)


def _models() -> list[type[models.Model]]:
    """Every model whose rows lead to a company, those first that others do not refer to."""
    carried = carried_models()
    every = (
        model
        for app in APPS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if model is not Organization and path_to_organization(model)
    )
    return [*(model for model in every if model not in carried), *reversed(carried)]


def _files(organization: Organization) -> Iterator[str]:
    for model in _models():
        fields = [one.name for one in model._meta.local_fields if isinstance(one, models.FileField)]
        for row in rows_of(model, organization).only(*fields) if fields else ():
            yield from (str(file.name) for file in _held(row, fields))


def _held(row: Any, fields: list[str]) -> Iterator[Any]:
    return (file for name in fields if (file := getattr(row, name)))


def _delete_files(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
