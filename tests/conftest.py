"""People and companies that every test may use."""

import shutil

import pytest
from django.test import Client
from hypothesis import settings

from accounts.models import Membership, Organization, User
from accounts.roles import Role

# How long an example takes says nothing on a busy machine.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


def member(organization: Organization, role: Role, name: str) -> User:
    user = User.objects.create_user(f"{name}@{organization.slug}.example", "correct horse battery", name=name)
    Membership.objects.create(user=user, organization=organization, role=role)
    return user


@pytest.fixture
def organization(db) -> Organization:
    return Organization.objects.create(slug="kaisha", name="会社", name_en="Company")


@pytest.fixture
def other_organization(db) -> Organization:
    return Organization.objects.create(slug="tasha", name="他社", name_en="Another company")


@pytest.fixture
def owner(organization) -> User:
    return member(organization, Role.OWNER, "owner")


@pytest.fixture
def viewer(organization) -> User:
    return member(organization, Role.VIEWER, "viewer")


@pytest.fixture
def consultant(organization) -> User:
    return member(organization, Role.CONSULTANT, "consultant")


@pytest.fixture
def outsider(other_organization) -> User:
    """A member of another organisation, and of no other."""
    return member(other_organization, Role.OWNER, "outsider")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def owner_client(owner) -> Client:
    return signed_in(owner)


@pytest.fixture
def viewer_client(viewer) -> Client:
    return signed_in(viewer)


@pytest.fixture
def outsider_client(outsider) -> Client:
    return signed_in(outsider)


@pytest.fixture
def anonymous_client(db) -> Client:
    return Client()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    return _program("chromium")


@pytest.fixture(scope="session")
def soffice_path() -> str:
    return _program("soffice")


def _program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.fail(f"{name} is missing: run scripts/system-packages.sh, or install it by hand")
    return path
