"""Every address of the app opens for its members, and changes nothing for one who may only read.

What strangers and visitors get is held for the addresses of all apps together, in tests/house/test_every_route.py.
"""

import re
from dataclasses import dataclass

import pytest
from django.urls import reverse

from accounts.models import Organization, User
from accounts.roles import Role
from evaluations import urls
from tests.belongings import PLAIN, around_run, made_once
from tests.conftest import member
from tests.evaluations.finished_run import add_finished_run

ROUTES = {str(pattern.name): str(pattern.pattern) for pattern in urls.urlpatterns}
SHOWN = {200, 286}
LEADS_ON = {302}
ONLY_POST = {405}
FORBIDDEN = {403}


@dataclass(frozen=True)
class World:
    """A company with everything that an address can name, and two of its members."""

    organization: Organization
    owner: User
    viewer: User
    known: dict[str, object]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    with made_once(django_db_blocker, tmp_path_factory.mktemp("media")):
        company = Organization.objects.create(slug="kaisha", name="会社", name_en="Company")
        owner, viewer = member(company, Role.OWNER, "owner"), member(company, Role.VIEWER, "viewer")
        run = add_finished_run(company, owner)
        yield World(company, owner, viewer, {**PLAIN, **around_run(run, owner)})


@pytest.fixture
def organization(db, world) -> Organization:
    return world.organization


@pytest.fixture
def owner(db, world) -> User:
    return world.owner


@pytest.fixture
def viewer(db, world) -> User:
    return world.viewer


@pytest.fixture
def known(db, world) -> dict[str, object]:
    return world.known


def address(name: str, slug: str, known: dict[str, object]) -> str:
    wanted = {key: known[key] for key in re.findall(r"<\w+:(\w+)>", ROUTES[name])}
    return reverse(f"evaluations:{name}", kwargs={"organization": slug, **wanted})


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_an_owner_reaches_every_page(name, owner_client, organization, known):
    response = owner_client.get(address(name, organization.slug, known))
    assert response.status_code in SHOWN | LEADS_ON | ONLY_POST


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_a_viewer_reads_and_meets_no_error(name, viewer_client, organization, known):
    response = viewer_client.get(address(name, organization.slug, known))
    assert response.status_code in SHOWN | LEADS_ON | ONLY_POST | FORBIDDEN


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_a_viewer_may_change_nothing(name, viewer_client, organization, known):
    before = organization.audit_entries.count()
    response = viewer_client.post(address(name, organization.slug, known))
    assert response.status_code in FORBIDDEN | ONLY_POST
    assert organization.audit_entries.count() == before


def test_a_viewer_sees_no_form_that_changes_something(viewer_client, organization, known):
    for name in (
        "document_list",
        "test_set_list",
        "candidate_list",
        "run_list",
        "run_detail",
        "test_set_detail",
        "policy",
        "money_budget",
        "run_judges",
        "watch_list",
    ):
        page = viewer_client.get(address(name, organization.slug, known)).content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        assert 'method="post"' not in main, name
