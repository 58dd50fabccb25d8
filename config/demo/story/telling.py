"""Tell the whole story once: the weeks before today in one piece, and what today's evidence allows."""

from django.db import transaction

from accounts.audit import record
from accounts.models import Organization
from adoption.models import Decision
from config.demo.story import choosing, decisions, operation, pilot, requests, rules, vendors
from config.demo.story.people import people_of
from tco.models import CostPlan

TOLD = "sample.told"


def is_told(organization: Organization) -> bool:
    return organization.audit_entries.filter(action=TOLD).exists()


@transaction.atomic
def tell_history(organization: Organization) -> bool:
    """Fill the weeks before today through the services; False when that was done before.

    The trail says so itself: its first entry of the story carries the real time, the others the invented one.
    """
    if is_told(organization):
        return False
    people = people_of(organization)
    record(organization, None, TOLD, organization.name, note="架空の経過。以下の日時は見本の物語のもの")
    choosing.choose(organization, people)
    decisions.decide_then(organization, people, "search_g0")
    decisions.decide_then(organization, people, "quotation_g0")
    operation.name_roles(organization, people)
    search = choosing.case_of(organization, "UC-01")
    assert search.system is not None  # noqa: S101
    rules.clear_the_data(organization, search.system, people)
    requests.set_the_route(organization, people)
    pilot.plan_the_pilot(search, people)
    requests.request_the_pilot(organization, people)
    decisions.decide_then(organization, people, "search_g1")
    operation.prepare_operation(organization, people)
    vendors.record_vendors(organization, people)
    rules.declare_requirements(organization, people)
    vendors.prepare_ways_out(organization, people)
    rules.keep_watch(organization, people)
    pilot.run_the_pilot(search, people)
    requests.draft_go_live(organization, people)
    return True


@transaction.atomic
def tell_the_present(organization: Organization, base: CostPlan) -> list[Decision]:
    """Give the use cases their shares of the base, and decide today's gates on today's evidence."""
    people = people_of(organization)
    choosing.share_the_base(organization, people, base)
    return decisions.decide_now(organization, people)
