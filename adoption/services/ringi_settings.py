"""Who reviews for each function, and who decides up to which amount."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from accounts.audit import hold_chain, record
from accounts.models import Membership, Organization, User
from accounts.roles import Role
from adoption.errors import RingiRefused
from adoption.models import AuthorityLimit, ReviewerSeat
from language.text import Text


@dataclass(frozen=True)
class SeatRow:
    function: str
    person: User
    deputy: User | None
    days: int


@dataclass(frozen=True)
class LimitRow:
    title: str
    up_to_jpy: Decimal | None
    decider: User
    deputy: User | None


@dataclass(frozen=True)
class RouteSettings:
    seats: tuple[SeatRow, ...]
    limits: tuple[LimitRow, ...]


@transaction.atomic
def set_route(organization: Organization, settings: RouteSettings, by: User) -> None:
    """Replace the reviewers and the table of authority; requests on their way keep the people they were sent to."""
    hold_chain(organization.pk)
    _check(organization, settings)
    organization.reviewer_seats.all().delete()
    organization.authority_limits.all().delete()
    ReviewerSeat.objects.bulk_create(
        ReviewerSeat(
            organization=organization,
            function=one.function,
            person=one.person,
            deputy=one.deputy,
            days=one.days,
        )
        for one in settings.seats
    )
    AuthorityLimit.objects.bulk_create(
        AuthorityLimit(
            organization=organization,
            title=one.title,
            up_to_jpy=one.up_to_jpy,
            decider=one.decider,
            deputy=one.deputy,
        )
        for one in settings.limits
    )
    record(
        organization,
        by,
        "ringi.route_set",
        organization.name,
        reviewers={one.function: one.person.name for one in settings.seats},
        limits=[
            [one.title, None if one.up_to_jpy is None else int(one.up_to_jpy), one.decider.name]
            for one in settings.limits
        ],
    )


def _check(organization: Organization, settings: RouteSettings) -> None:
    limits = [one.up_to_jpy for one in settings.limits]
    if len(set(limits)) != len(limits):
        raise RingiRefused(
            Text(
                "同じ金額の行が決裁権限表に2つあります。何も保存していません。",
                "Two rows of the table of authority have the same amount. Nothing was saved.",
            )
        )
    named = [person for one in settings.seats for person in (one.person, one.deputy) if person]
    named += [person for one in settings.limits for person in (one.decider, one.deputy) if person]
    allowed = set(
        Membership.objects.filter(organization=organization)
        .exclude(role=Role.CONSULTANT)
        .values_list("user_id", flat=True)
    )
    if any(person.pk not in allowed for person in named):
        raise RingiRefused(
            Text(
                "コンサルタントや社外の人は担当者にできません。何も保存していません。",
                "Consultants and people outside the company cannot review or decide. Nothing was saved.",
            )
        )
