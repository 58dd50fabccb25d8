"""Narrowing the audit trail: by action, person and day. What cannot be read narrows nothing and is said."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit_reading import actions_by_app
from accounts.models import AuditEntry, Organization

SYSTEM = "system"
# Days that a calendar of the database can hold in every zone.
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
    )


class AuditFilter(forms.Form):
    """What an auditor asks for; only actions and people that stand in this trail are offered."""

    action = forms.ChoiceField(label=_("Action"), required=False)
    person = forms.ChoiceField(label=_("Who"), required=False)
    since = _day(_("From this day"))
    until = _day(_("Up to this day"))

    def __init__(self, data: Any, organization: Organization) -> None:
        super().__init__(data)
        self.entries = organization.audit_entries.all()
        choices: dict[str, list[Any]] = {"action": self._actions(), "person": self._people()}
        for name, rows in choices.items():
            self.fields[name].choices = [("", _("All")), *rows]  # type: ignore[attr-defined]

    def narrowed(self) -> QuerySet[AuditEntry]:
        """The entries asked for, the newest first; all of them when the question cannot be read."""
        entries = self.entries.order_by("-sequence")
        if not self.is_valid():
            return entries
        asked = self.cleaned_data
        if asked["action"]:
            entries = entries.filter(action=asked["action"])
        if asked["person"]:
            by_system = asked["person"] == SYSTEM
            entries = entries.filter(actor=None) if by_system else entries.filter(actor_id=asked["person"])
        if asked["since"]:
            entries = entries.filter(at__gte=_start_of(asked["since"]))
        if asked["until"]:
            entries = entries.filter(at__lt=_start_of(asked["until"] + timedelta(days=1)))
        return entries

    @property
    def is_narrow(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        since, until = asked.get("since"), asked.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first."))
        return asked

    def _actions(self) -> list[tuple[str, list[tuple[str, str]]]]:
        return actions_by_app(self.entries.order_by().values_list("action", flat=True).distinct())

    def _people(self) -> list[tuple[str, str]]:
        """Each person once, by the newest name in the trail; what the product did by itself comes first."""
        newest = self.entries.order_by().values_list("actor_id", "actor_name").annotate(last=Max("sequence"))
        names = {pk: name for pk, name, _last in newest.order_by("last")}
        has_system = names.pop(None, None) is not None
        people = sorted(((str(pk), name) for pk, name in names.items()), key=lambda row: row[1])
        return [*([(SYSTEM, str(_("System")))] if has_system else []), *people]


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
