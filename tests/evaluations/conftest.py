"""A finished run of one company and another of a stranger, so that every page can be tested for both."""

import pytest


@pytest.fixture
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path


# Imported when asked for: tests of the pure packages load no models.
@pytest.fixture
def finished_run(organization, owner, media):
    from tests.evaluations.finished_run import add_finished_run

    return add_finished_run(organization, owner)


@pytest.fixture
def foreign_run(other_organization, outsider, media):
    from tests.evaluations.finished_run import add_finished_run

    return add_finished_run(other_organization, outsider, name="極秘の評価")
