"""A full company and its bundle, made once for all tests of the hand-over; each test takes back what it changes."""

import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest

from accounts.models import Organization, User
from accounts.roles import Role
from handover.importing import import_bundle
from handover.manifest import Manifest
from handover.opening import open_bundle
from handover.writing import write_bundle
from tests.belongings import made_once
from tests.conftest import member
from tests.evaluations.finished_run import add_finished_run
from tests.handover.company import fill, one_of_each

OURS, THEIRS = "甲社の極秘", "乙社の極秘"


@dataclass(frozen=True)
class World:
    organization: Organization
    owner: User
    other: Organization
    bundle: Path
    manifest: Manifest
    copy: Organization


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    media, folder = tmp_path_factory.mktemp("media"), tmp_path_factory.mktemp("bundle")
    with made_once(django_db_blocker, media):
        # The other company comes first, so that keys of rows differ from those of the same rows after an import.
        theirs = Organization.objects.create(slug="tasha", name="他社")
        outsider = member(theirs, Role.OWNER, "outsider")
        add_finished_run(theirs, outsider, name=THEIRS)
        one_of_each(theirs, outsider, THEIRS)
        ours = Organization.objects.create(slug="kaisha", name="会社", name_en="Company")
        owner = member(ours, Role.OWNER, "owner")
        fill(ours, owner, OURS)
        manifest = write_bundle(ours, "引き渡す人", folder / "bundle.zip", lambda _: None)
        copy = brought(folder / "bundle.zip", owner)
        yield World(ours, owner, theirs, folder / "bundle.zip", manifest, copy)


@pytest.fixture
def organization(db, world) -> Organization:
    return world.organization


@pytest.fixture
def owner(db, world) -> User:
    return world.owner


@pytest.fixture
def other_organization(db, world) -> Organization:
    return world.other


@pytest.fixture
def outsider(db, world) -> User:
    return world.other.memberships.get().user


def brought(path: Path, importer: User) -> Organization:
    """Take a bundle over, as the worker does."""
    folder = f"imported/{uuid.uuid4().hex}"
    return import_bundle(open_bundle(path), importer, "0" * 64, folder, lambda _: None, lambda *_: None)


@pytest.fixture
def copy(db, world) -> Organization:
    """The company as it arrived."""
    return world.copy
