import pytest

from tests.adoption.companies import add_use_case
from tests.adoption.pilots.planned import choose


@pytest.fixture
def use_case(organization, owner):
    return add_use_case(organization, owner)


@pytest.fixture
def chosen(use_case, owner):
    """The use case with a primary KPI and its guard."""
    return choose(use_case, owner)
