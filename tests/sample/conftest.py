import pytest
from django.db import transaction

from config.demo.company import found_company
from config.demo.story.telling import tell_history


@pytest.fixture(scope="package")
def _told_once(django_db_setup, django_db_blocker):
    """Tell the story once for all tests here: each takes back only what it changed itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        organization, _accounts = found_company()
        tell_history(organization)
        yield organization
        transaction.set_rollback(True)


@pytest.fixture
def told(_told_once, db):
    """The sample company with its weeks before today."""
    _told_once.refresh_from_db()
    return _told_once
