"""Cards of vendors, dependence, ways out and what is shown outside."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organization
from governance.card import Card, CardMaker
from governance.exits import exit_rows
from governance.vendor_records import chosen_uses, concentrations, use_rows


def vendor_card(organization: Organization) -> Card:
    rows = use_rows(chosen_uses(organization), organization)
    still = sum(row.tally.must_open for row in rows)
    stopped = sum(row.checked.verdict != "allowed" for row in rows)
    return Card(
        _("Models, places and contract parties"),
        reverse("governance:vendor_use_list", args=[organization.slug]),
        str(len(rows)) if rows else None,
        _("%(open)s open musts, %(stopped)s uses not cleared by the policy on origins")
        % {"open": still, "stopped": stopped},
        still > 0 or stopped > 0,
    )


def dependence_card(organization: Organization) -> Card:
    found = concentrations(organization)
    known = [one.spend.index for one in found if one.spend.index is not None]
    within = sum(one.is_within is True for one in found)
    return Card(
        _("Dependence"),
        reverse("governance:dependence", args=[organization.slug]),
        f"HHI {max(known):.2f}" if len(known) == len(found) else None,
        _("%(within)s of %(all)s within tolerance") % {"within": within, "all": len(found)},
        within < len(found),
    )


def exit_card(organization: Organization) -> Card:
    rows = exit_rows(organization)
    measured = sum(row.days_measured is not None for row in rows)
    due = sum(row.is_drill_due for row in rows) + sum(row.is_review_due for row in rows)
    return Card(
        _("Ways out"),
        reverse("governance:exit_list", args=[organization.slug]),
        f"{measured} / {len(rows)}" if rows else None,
        _("AI systems with measured days to switch; %(due)s drills or reviews are due") % {"due": due},
        due > 0,
    )


def outside_card(organization: Organization) -> Card:
    uses = list(chosen_uses(organization))
    marked = sum(bool(use.shared_parts) for use in uses)
    return Card(
        _("Outside the company"),
        reverse("governance:provenance", args=[organization.slug]),
        f"{marked} / {len(uses)}" if uses else None,
        _("uses of which customers may read something"),
    )


VENDOR_CARDS: list[CardMaker] = [vendor_card, dependence_card, exit_card, outside_card]
