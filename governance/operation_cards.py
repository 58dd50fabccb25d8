"""The cards of operation: risks, roles, duties, readiness, training, planted errors, incidents, drills."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organization
from governance.card import Card
from governance.models import SystemOperation
from governance.operation_states import IncidentState
from governance.overviews.duties import role_lines, warnings
from governance.overviews.incidents import drills_of, first_action, incidents_of
from governance.overviews.planted import latest_of_each_person, pooled, takings_of
from governance.overviews.readiness import readiness_lines, summary_of
from governance.overviews.risks import living, overdue, risks_of
from governance.overviews.systems import systems_of
from governance.overviews.training import completion, training_lines


def risk_card(organization: Organization) -> Card:
    rows = risks_of(organization)
    late, unjudged = overdue(rows).count(), living(rows).filter(likelihood_after=None).count()
    return Card(
        _("Risk register"),
        reverse("governance:risk_list", args=[organization.slug]),
        str(living(rows).count()) if rows.exists() else None,
        _("%(late)s reviews overdue, %(unjudged)s not judged after the treatment")
        % {"late": late, "unjudged": unjudged},
        late > 0,
    )


def role_card(organization: Organization) -> Card:
    lines, found = role_lines(organization), warnings(organization)
    held = sum(line.holder is not None for line in lines)
    return Card(
        _("Roles and people"),
        reverse("governance:role_list", args=[organization.slug]),
        f"{held} / {len(lines)}" if held else None,
        _("%(n)s points worth a second look") % {"n": len(found)},
        bool(found),
    )


def duty_card(organization: Organization) -> Card:
    systems = systems_of(organization)
    known = SystemOperation.objects.filter(system__in=systems).exclude(deployment_mode="").count()
    return Card(
        _("Duties by deployment mode"),
        reverse("governance:responsibility", args=[organization.slug]),
        f"{known} / {systems.count()}" if known else None,
        _("AI systems whose deployment mode is known"),
        known < systems.count(),
    )


def readiness_card(organization: Organization) -> Card:
    summary = summary_of(readiness_lines(organization))
    is_known = summary.must_open is not None
    return Card(
        _("Operating readiness"),
        reverse("governance:readiness_list", args=[organization.slug]),
        f"{summary.done} / {summary.asked}" if is_known else None,
        _("%(n)s musts open") % {"n": summary.must_open}
        if is_known
        else _("Nobody has taken up an item yet."),
        bool(summary.must_open),
    )


def training_card(organization: Organization) -> Card:
    share = completion(training_lines(organization))
    return Card(
        _("Training"),
        reverse("governance:training_list", args=[organization.slug]),
        None if share is None else f"{share:.0%}",
        _("of the people who must have completed their tracks")
        if share is not None
        else _("Nobody has said yet who must take which track."),
        share is not None and share < 1,
    )


def planted_card(organization: Organization) -> Card:
    found = pooled(latest_of_each_person(takings_of(organization)))
    return Card(
        _("Planted errors"),
        reverse("governance:planted_list", args=[organization.slug]),
        f"{found.rate:.0%}" if found else None,
        _("found; 95 %% interval %(low)s to %(high)s")
        % {"low": f"{found.low:.0%}", "high": f"{found.high:.0%}"}
        if found
        else _("No test was taken yet."),
    )


def incident_card(organization: Organization) -> Card:
    rows, now = list(incidents_of(organization)), timezone.now()
    still_open = sum(row.state != IncidentState.CLOSED for row in rows)
    late = sum(first_action(row, now).is_late for row in rows)
    return Card(
        _("Incidents"),
        reverse("governance:incident_list", args=[organization.slug]),
        str(len(rows)) if rows else None,
        _("%(open)s being handled, %(late)s with a late first action") % {"open": still_open, "late": late},
        still_open > 0,
    )


def drill_card(organization: Organization) -> Card:
    latest = drills_of(organization).first()
    return Card(
        _("Drills"),
        reverse("governance:drill_list", args=[organization.slug]),
        latest.held_on.isoformat() if latest else None,
        (_("last drill passed") if latest.passed else _("last drill not passed"))
        if latest
        else _("No drill was held yet."),
        latest is not None and not latest.passed,
    )


OPERATION_CARDS = (
    risk_card,
    role_card,
    duty_card,
    readiness_card,
    training_card,
    planted_card,
    incident_card,
    drill_card,
)
