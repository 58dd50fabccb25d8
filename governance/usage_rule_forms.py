"""Forms of the usage rule: its text, its readers, receipts from a signed list."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from governance.content.loader import books
from governance.content.usage_rule import first_text
from governance.models import AiSystem
from governance.overviews.systems import systems_of
from governance.usage_rules import Reading


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, initial=timezone.localdate)


class RuleForm(forms.Form):
    """The text of a new version."""

    text = forms.CharField(
        label=_("Text of the rule"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 18})
    )
    valid_from = _day(_("In force from"))


def filled_rule_form(reading: Reading) -> RuleForm:
    text = reading.rule.text if reading.rule else first_text(books().usage_rule, get_language() or "ja")
    return RuleForm(initial={"text": text})


class ReadersForm(forms.Form):
    """People who must read, one a line."""

    people = forms.CharField(
        label=_("People who must read it"),
        help_text=_("One person a line."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    system = forms.ModelChoiceField(
        AiSystem.objects.none(), label=_("AI system"), required=False, empty_label=_("Whole company")
    )

    def __init__(self, organization: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["system"].queryset = systems_of(organization)  # type: ignore[attr-defined]


class SignedListForm(forms.Form):
    """Receipts of people who have no account."""

    people = forms.CharField(
        label=_("People who have read it"),
        help_text=_("One person a line."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    read_on = _day(_("Read on"))
    source_text = forms.CharField(
        label=_("Where this comes from"),
        max_length=500,
        help_text=_("For example: signed list of the morning meeting, kept by general affairs."),
    )
