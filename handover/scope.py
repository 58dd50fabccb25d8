"""Which rows are an organisation: every model that leads to it by foreign keys, but for what is named here."""

from functools import cache
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.db import models

from accounts.models import Organization, User
from handover.ids_inside import KEYS, PLACES
from language.text import Text

Model = type[models.Model]
APPS = ("accounts", "governance", "tco", "evaluations", "adoption", "reports")
# Rows of these stay behind; the page and the documents say so.
LEFT_OUT: dict[str, Text] = {
    "accounts.Organization": Text(
        "名称だけを引き継ぎ、取り込み先で新しく作ります。", "Only its names travel; it is made anew."
    ),
    "accounts.User": Text(
        "記録に名前のある人の氏名・役職だけを引き継ぎます(メールアドレスとパスワードは含みません)。",
        "Only name and title of the people that rows name travel; no address, no password.",
    ),
    "accounts.Membership": Text(
        "閲覧・編集の権限は、取り込み先の管理者が改めて与えます。",
        "The receiving owner gives access again.",
    ),
    "accounts.AuditEntry": Text(
        "元のサーバーの操作履歴は、読み取り専用の別ファイルとして引き継ぎます。",
        "The trail of the other server travels as a file of its own that is only read.",
    ),
    "adoption.ReadingToken": Text(
        "機械からの記録に使う鍵は引き継ぎません。", "Keys of machines that send readings stay behind."
    ),
    "evaluations.SendingRule": Text(
        "資料を外部へ送る許可は、取り込み先の管理者が改めて与えます。",
        "Permission to send documents out is given again by the receiving owner.",
    ),
    "evaluations.CachedAnswer": Text(
        "回答の控えは引き継ぎません(回答そのものは引き継ぎます)。",
        "Remembered copies of answers stay behind; the answers travel.",
    ),
    "evaluations.PassageVector": Text(
        "検索用のベクトルは、必要なときに計算し直します。",
        "Vectors for search are computed again when needed.",
    ),
}


@cache
def carried_models() -> tuple[Model, ...]:
    """Every model whose rows travel, those that others refer to first; ValueError for a circle of references."""
    every = [
        model
        for app in APPS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if model._meta.label not in LEFT_OUT and path_to_organization(model)
    ]
    known = set(every)
    order: TopologicalSorter[Model] = TopologicalSorter()
    for model in every:
        targets = {target(field) for field in references(model)} | _named_inside(model)
        order.add(model, *sorted(targets & known - {model}, key=lambda one: one._meta.label))
    return tuple(order.static_order())


def _named_inside(model: Model) -> set[Model]:
    """The models whose ids stand inside JSON or text of this one: they must be there before it, too."""
    labels: set[str] = set()
    for field in model._meta.local_concrete_fields:
        column = f"{model._meta.label}.{field.name}"
        labels |= {place.model for place in PLACES.get(column, ())}
        labels |= {KEYS[column][1]} if column in KEYS else set()
    return {apps.get_model(label) for label in labels}


def references(model: Model) -> list[Any]:
    """The foreign keys of a model but that to its organisation."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if field.remote_field is not None and target(field) is not Organization
    ]


def target(field: Any) -> Model:
    """The model that a foreign key points to."""
    found: Model = field.remote_field.model
    return found


@cache
def path_to_organization(model: Model) -> str:
    """The lookup that leads from a row to its organisation by the fewest keys that are never empty; "" for none.

    An answer is found by `run_candidate__run__organization`.
    """
    reached: list[tuple[Model, str]] = [(model, "")]
    seen = {model}
    while reached:
        here, way = reached.pop(0)
        for field in here._meta.local_concrete_fields:
            if field.remote_field is None or field.null:
                continue
            name = f"{way}__{field.name}" if way else field.name
            if target(field) is Organization:
                return name
            if target(field) is not User and target(field) not in seen:
                seen.add(target(field))
                reached.append((target(field), name))
    return ""


def rows_of(model: Model, organization: Organization) -> models.QuerySet[Any]:
    """The organisation's rows of one model, oldest first."""
    return model._base_manager.filter(**{path_to_organization(model): organization}).order_by("pk")


def columns_of(model: Model) -> list[Any]:
    """The columns whose values travel: all but the organisation, which is a new one at the other end."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if not field.primary_key and not (field.remote_field and target(field) is Organization)
    ]


@cache
def model_by_label() -> dict[str, Model]:
    return {model._meta.label: model for model in carried_models()}
