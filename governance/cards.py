"""One card for each area of governance: a name, a figure, what is open, and where it leads."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organization
from governance.card import Card, CardMaker
from governance.clearances import clearance_states
from governance.content.loader import books
from governance.controls import progress_of, requirement_lines
from governance.editions import SHIPPED, book_state
from governance.operation_cards import OPERATION_CARDS
from governance.programmes import current_size, programme_lines
from governance.rules_watch import table_age_days, watch_lines
from governance.usage_rules import reading_of
from governance.vendor_cards import VENDOR_CARDS


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


def watch_card(organization: Organization) -> Card:
    lines = watch_lines(organization)
    age, open_rows = table_age_days(lines), sum(line.needs_confirmation for line in lines)
    soon = sum(line.applies_soon for line in lines)
    return Card(
        _("Watch on rules"),
        reverse("governance:watch_list", args=[organization.slug]),
        None if age is None else _("%(n)s days ago") % {"n": age},
        _("%(open)s rows to confirm, %(soon)s apply within 90 days") % {"open": open_rows, "soon": soon},
        open_rows > 0 or soon > 0,
    )


def clearance_card(organization: Organization) -> Card:
    states = clearance_states(organization)
    approved = sum(state.is_approved is True for state in states)
    return Card(
        _("Data clearance"),
        reverse("governance:clearance_list", args=[organization.slug]),
        f"{approved} / {len(states)}" if states else None,
        _("AI systems with approved data"),
        approved < len(states),
    )


def usage_rule_card(organization: Organization) -> Card:
    reading = reading_of(organization, None)
    return Card(
        _("Usage rule"),
        reverse("governance:usage_rule", args=[organization.slug]),
        f"{reading.read} / {len(reading.lines)}" if reading.status else None,
        _("have read the version in force"),
        reading.status != "done",
    )


def programme_card(organization: Organization) -> Card:
    size = current_size(organization)
    may = sum(line.eligibility.verdict == "eligible" for line in programme_lines(size))
    return Card(
        _("Subsidies and tax"),
        reverse("governance:programme_list", args=[organization.slug]),
        str(may) if size else None,
        _("programmes that may apply") if size else _("The size of the company is not entered."),
        size is None,
    )


def content_card(organization: Organization) -> Card:
    behind = sum(book_state(organization, name).is_behind for name in SHIPPED)
    return Card(
        _("Editions of the content"),
        reverse("governance:content_list", args=[organization.slug]),
        str(behind),
        _("updates to read"),
        behind > 0,
    )


def market_card(organization: Organization) -> Card:
    return Card(
        _("Market cards"),
        reverse("governance:market_list", args=[organization.slug]),
        str(len(books().market.cards)),
        _("dated claims of others"),
    )


def glossary_card(organization: Organization) -> Card:
    return Card(
        _("Glossary and phrases"),
        reverse("governance:glossary", args=[organization.slug]),
        str(len(books().glossary.terms)),
        _("words, each bound to one Japanese word"),
    )


# Those of what must be kept first; what is only for reading last.
CARD_MAKERS: list[CardMaker] = [
    requirement_card,
    clearance_card,
    usage_rule_card,
    watch_card,
    *OPERATION_CARDS,
    *VENDOR_CARDS,
    programme_card,
    content_card,
    market_card,
    glossary_card,
]


def cards_of(organization: Organization) -> list[Card]:
    """The cards in the order of the pages."""
    return [make(organization) for make in CARD_MAKERS]
