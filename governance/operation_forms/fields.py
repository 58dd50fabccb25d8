"""Fields that the forms of operation share."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from content.rows import Named
from governance.content.library import Playbook, ReadinessItem, Severity, TrainingTrack
from governance.models import AiSystem
from governance.overviews.systems import systems_of
from governance.page_language import said

ContentRow = Named | Playbook | ReadinessItem | Severity | TrainingTrack


def day_field(label: Any, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def moment_field(label: Any, required: bool = True, help_text: Any = "") -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
    return forms.DateTimeField(
        label=label, required=required, help_text=help_text, widget=widget, input_formats=formats
    )


def words_field(label: Any, rows: int = 3, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, required=required, help_text=help_text, max_length=10000, widget=widget
    )


def content_choices(rows: Iterable[ContentRow]) -> list[tuple[str, str]]:
    """Rows of a book to choose from, in the language of the page."""
    return [
        (row.id, f"{row.id} {said(row.name)}" if row.id[:1].isupper() else said(row.name)) for row in rows
    ]


class SystemChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An AI system of the company, or none for the whole company."""

    def __init__(self, organization: Organization) -> None:
        super().__init__(
            queryset=systems_of(organization),
            required=False,
            label=_("AI system"),
            empty_label=_("Whole company"),
        )

    def label_from_instance(self, obj: AiSystem) -> str:
        return obj.display_name
