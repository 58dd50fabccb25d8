"""One card for each area of governance: a name, a figure, what is open, and where it leads."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organization
from governance.controls import progress_of, requirement_lines


@dataclass(frozen=True)
class Card:
    """`figure` is None where nobody has begun: it is written as unknown, never as 0."""

    title: str
    link: str
    figure: str | None
    note: str
    needs_attention: bool = False


CardMaker = Callable[[Organization], Card]


def requirement_card(organization: Organization) -> Card:
    progress = progress_of(requirement_lines(organization))
    begun = progress.open_declarations < progress.total
    return Card(
        _("Requirements and statement of applicability"),
        reverse("governance:framework_list", args=[organization.slug]),
        f"{progress.settled} / {progress.total}" if begun else None,
        _("%(n)s not declared yet") % {"n": progress.open_declarations},
        progress.open_declarations > 0,
    )


CARD_MAKERS: list[CardMaker] = [requirement_card]


def cards_of(organization: Organization) -> list[Card]:
    """The cards in the order of the pages."""
    return [make(organization) for make in CARD_MAKERS]
