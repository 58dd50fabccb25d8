"""Every model and every JSON column is known to the hand-over: a new one must be carried, or left behind by name."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from handover.ids_inside import KEYS, NO_IDS, PLACES
from handover.scope import LEFT_OUT, carried_models, columns_of, references, target
from handover.settling import ACTIVE, SETTLED

LABELS = {model._meta.label for model in carried_models()}
COLUMNS = {
    f"{model._meta.label}.{column.name}": column for model in carried_models() for column in columns_of(model)
}


def own_models() -> list[type[models.Model]]:
    """The models of this product: not those of the libraries that it uses."""
    root = Path(settings.BASE_DIR)
    configs = [
        one for one in apps.get_app_configs() if Path(one.path).parent == root and one.label != "handover"
    ]
    return [model for one in configs for model in one.get_models(include_auto_created=True)]


def test_every_model_is_handed_over_or_named_as_left_behind():
    known = LABELS | LEFT_OUT.keys()
    assert {model._meta.label for model in own_models()} == known
    assert LABELS.isdisjoint(LEFT_OUT)


def test_every_json_column_is_read_for_ids():
    found = {name for name, column in COLUMNS.items() if isinstance(column, models.JSONField)}
    assert found == set(PLACES) | NO_IDS


def test_what_is_named_exists():
    assert PLACES.keys() | KEYS.keys() | NO_IDS <= COLUMNS.keys()
    assert SETTLED.keys() <= COLUMNS.keys() and ACTIVE.keys() <= LABELS
    assert {place.model for places in PLACES.values() for place in places} <= LABELS


@pytest.mark.parametrize("model", carried_models(), ids=lambda model: model._meta.label)
def test_rows_come_after_those_that_they_refer_to(model):
    order = list(carried_models())
    for column in references(model):
        of = target(column)
        assert of._meta.label in LABELS or of._meta.label == "accounts.User", column
        assert of not in order or order.index(of) < order.index(model) or (of is model and column.null)
