"""A finished run of one company and another of a stranger, so that every page can be tested for both."""

import pytest
from django.test import override_settings

from evaluations.models import Run
from tests.evaluations.finished_run import add_finished_run


@pytest.fixture
def media(tmp_path):
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        yield tmp_path


@pytest.fixture
def finished_run(organization, owner, media) -> Run:
    return add_finished_run(organization, owner)


@pytest.fixture
def foreign_run(other_organization, outsider, media) -> Run:
    return add_finished_run(other_organization, outsider, name="極秘の評価")
