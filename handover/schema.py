"""Which shape of rows a server has: a bundle is taken over only by a server of the same shape, never converted."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import metadata

from django.db.migrations.loader import MigrationLoader

from handover.errors import BundleRefused, not_imported
from handover.scope import APPS, carried_models, columns_of
from language.text import Text


@cache
def migrations() -> dict[str, tuple[str, ...]]:
    """The migrations of each app, in order of their numbers."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    found = {app: sorted(name for own, name in loader.disk_migrations if own == app) for app in APPS}
    return {app: tuple(names) for app, names in found.items()}


def present_schema() -> dict[str, str]:
    """The last migration of each app; "" where it has none."""
    return {app: names[-1] if names else "" for app, names in migrations().items()}


@cache
def columns_sha256() -> str:
    """A hash over every column that travels: two servers with the same one read each other's rows."""
    lines = sorted(
        f"{model._meta.label}.{field.name}:{field.get_internal_type()}"
        for model in carried_models()
        for field in columns_of(model)
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@cache
def product_version() -> str:
    """The version of the installed product, or of its source tree."""
    try:
        return metadata.version("shirube")
    except metadata.PackageNotFoundError:
        return _version_of_the_sources()


def _version_of_the_sources() -> str:
    import tomllib

    from django.conf import settings

    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def check_schema(stated: Mapping[str, str], columns: str, their_version: str) -> None:
    """Raise BundleRefused unless the bundle has exactly the shape of this server's rows."""
    known = migrations()
    newer = [app for app in stated if app not in known or (stated[app] and stated[app] not in known[app])]
    if newer:
        raise BundleRefused("newer_schema", _NEWER.filled(theirs=their_version, ours=product_version()))
    older = [app for app, last in present_schema().items() if stated.get(app, "") != last]
    if older:
        raise BundleRefused("older_schema", _OLDER.filled(theirs=their_version, ours=product_version()))
    if columns != columns_sha256():
        raise not_imported(
            "other_schema",
            "データの項目が、このサーバーのものと一致しません(作成元の版 {theirs})。",
            "Its columns are not those of this server (made by version {theirs}).",
            theirs=their_version,
        )


_NEWER = Text(
    "この引き渡しファイルは、このサーバー(版 {ours})より新しい版({theirs})で作られています。何も取り込んでいません。"
    "このサーバーを版 {theirs} 以降に更新してから、もう一度取り込んでください。",
    "The bundle was made by a newer version ({theirs}) than this server's ({ours}). Nothing was imported. Update this "
    "server to version {theirs} or later, then import again.",
)
_OLDER = Text(
    "この引き渡しファイルは、このサーバー(版 {ours})より古い版({theirs})で作られています。自動では変換しません。"
    "何も取り込んでいません。送り主のサーバーを版 {ours} に更新し、書き出し直してもらってください。",
    "The bundle was made by an older version ({theirs}) than this server's ({ours}). Nothing is converted silently and "
    "nothing was imported. Have the sender's server updated to version {ours} and the bundle exported again.",
)
