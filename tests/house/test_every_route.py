"""Walks every address of the product: nobody but a member sees a company, and a new route must join the walk."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.urls import URLResolver, get_resolver, reverse

from accounts.models import Organization, User
from accounts.roles import Role
from adoption.services.use_cases import UseCaseDraft, create_use_case
from evaluations.models import Run
from evaluations.states import RunState
from reports.models import ReportFile, WorkbookUpload
from tco.services import NewPlan, create_plan
from tco.starting import starting_assumptions
from tests.adoption.belongings import around_choice
from tests.adoption.pilots.belongings import around_pilot
from tests.belongings import PLAIN, around_run, made_once
from tests.conftest import member
from tests.evaluations.finished_run import add_finished_run
from tests.governance.controls_belongings import around_controls
from tests.governance.operation.belongings import around_operation
from tests.governance.vendors.records import around_vendors
from tests.handover.belongings import around_handover
from tests.tco.prices.belongings import around_prices
from tests.tco.sizing.belongings import around_sizing
from tests.tco.uncertainty.belongings import around_analysis

pytestmark = pytest.mark.django_db
# Not there before a worker has made them.
FILES_OF_A_REPORT = ("reports:report_download", "reports:report_pdf", "reports:report_page_image")
# Addresses outside any company.
FREE = {
    "root",
    "health",
    "about_models",
    "pilot_api",
    "client_list",
    "accounts:organization_list",
    "accounts:language",
    "vendor_reply",
}


def routes(
    resolver: URLResolver | None = None, prefix: str = "", space: str = ""
) -> Iterator[tuple[str, str]]:
    """Name and full route of every address but those of the sign-in library."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name and not pattern.name.startswith(("account_", "mfa_")):
            yield f"{space}{pattern.name}", route


ROUTES = dict(routes())
COMPANY_ROUTES = sorted(ROUTES.keys() - FREE)


def parameters(name: str) -> set[str]:
    return set(re.findall(r"<(?:\w+:)?(\w+)>", ROUTES[name]))


WITH_NUMBERS = [name for name in COMPANY_ROUTES if parameters(name) - {"organization"} - PLAIN.keys()]


def belongings(organization, user, suffix: str) -> dict[str, int]:
    """One of everything that an address can name."""
    run = add_finished_run(organization, user, name=f"極秘{suffix}の評価")
    new = NewPlan(f"極秘{suffix}の計画", date(2027, 4, 1))
    plan = create_plan(organization, user, new, starting_assumptions(), "")
    use_case = create_use_case(organization, UseCaseDraft(name=f"極秘{suffix}の業務"), user)
    system = use_case.system
    assert system is not None
    report = ReportFile.objects.create(organization=organization, use_case=use_case, plan=plan, language="ja")
    return {
        **around_run(run, user, suffix),
        **around_prices(organization, user, suffix),
        **around_sizing(plan, user, suffix),
        **around_analysis(plan, user),
        **around_controls(system, user, suffix),
        **around_operation(system, user, suffix),
        **around_vendors(organization, user, suffix),
        **around_pilot(use_case, user, suffix),
        **around_handover(organization, user),
        **around_choice(use_case, user, suffix),
        "plan": plan.pk,
        "use_case": use_case.pk,
        "report": report.pk,
        "upload": WorkbookUpload.objects.create(
            organization=organization,
            plan=plan,
            name="極秘.xlsx",
            base_revision=1,
            server_revision=1,
            lines=[],
        ).pk,
    }


@dataclass(frozen=True)
class World:
    """Two companies, what they own, and the people that the tests sign in."""

    organization: Organization
    owner: User
    outsider: User
    own: dict[str, int]
    foreign: dict[str, int]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    with made_once(django_db_blocker, tmp_path_factory.mktemp("media")):
        ours = Organization.objects.create(slug="kaisha", name="会社", name_en="Company")
        theirs = Organization.objects.create(slug="tasha", name="他社", name_en="Another company")
        owner, outsider = member(ours, Role.OWNER, "owner"), member(theirs, Role.OWNER, "outsider")
        own, foreign = belongings(ours, owner, "自社"), belongings(theirs, outsider, "他社")
        yield World(ours, owner, outsider, own, foreign)


@pytest.fixture
def organization(db, world):
    return world.organization


@pytest.fixture
def owner(db, world):
    return world.owner


@pytest.fixture
def outsider(db, world):
    return world.outsider


@pytest.fixture
def own(world):
    return world.own


@pytest.fixture
def foreign(world):
    return world.foreign


def address(name: str, organization, ids: dict[str, int]) -> str:
    needed = parameters(name) - {"organization"}
    unknown = needed - ids.keys() - PLAIN.keys()
    assert not unknown, f"{name}: teach this test what {unknown} names"
    known = {**PLAIN, **ids}
    return reverse(name, kwargs={"organization": organization.slug, **{key: known[key] for key in needed}})


def ask(client, url: str):
    """Ask as pages do; where only POST is allowed, with POST."""
    response = client.get(url)
    return client.post(url) if response.status_code == 405 else response


def test_every_route_is_inside_a_company_or_named_as_free():
    assert ROUTES.keys() >= FREE
    assert [name for name in COMPANY_ROUTES if "organization" not in parameters(name)] == []


@pytest.mark.parametrize("name", COMPANY_ROUTES)
def test_a_stranger_gets_the_answer_of_a_company_that_does_not_exist(
    name, outsider_client, organization, own
):
    response = ask(outsider_client, address(name, organization, own))
    assert response.status_code == 404
    assert "極秘" not in response.content.decode()


@pytest.mark.parametrize("name", COMPANY_ROUTES)
def test_nobody_gets_in_without_signing_in(name, anonymous_client, organization, own):
    response = ask(anonymous_client, address(name, organization, own))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", WITH_NUMBERS)
def test_an_owner_cannot_reach_another_company_through_his_own(
    name, owner_client, organization, own, foreign
):
    """His own company in the address, the other company's number behind it."""
    response = ask(owner_client, address(name, organization, foreign))
    assert response.status_code == 404
    assert "極秘他社" not in response.content.decode()


@pytest.mark.parametrize("name", COMPANY_ROUTES)
def test_an_owner_never_meets_an_error(name, owner_client, organization, own):
    response = ask(owner_client, address(name, organization, own))
    assert response.status_code < 500
    assert (response.status_code != 404) or name in FILES_OF_A_REPORT


def test_the_walk_meets_a_finished_run(own):

    assert Run.objects.get(pk=own["run"]).state == RunState.DONE
