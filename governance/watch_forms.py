"""Forms of the watch on rules, of the company's size and of market cards."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.control_states import Area, CertaintyChoice, Force, Industry, WatchResult
from governance.models import CompanySize
from governance.services.company_size import SizeDraft
from governance.services.watch import OwnItemDraft


def _day(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class ConfirmForm(forms.Form):
    """What the check of the chosen rows found."""

    result = forms.ChoiceField(label=_("Result"), choices=WatchResult.choices)
    confirmed_on = _day(label=_("Checked on"), initial=timezone.localdate)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        help_text=_("Where you looked. After a change: what changed and who does what."),
    )


class OwnItemForm(forms.Form):
    """A rule or a customer's demand that the company watches itself."""

    name = forms.CharField(label=_("Rule or demand"), max_length=200)
    area = forms.ChoiceField(label=_("Area"), choices=Area.choices, initial=Area.CUSTOMER)
    force = forms.ChoiceField(label=_("Force"), choices=Force.choices, initial=Force.CONTRACT)
    certainty = forms.ChoiceField(label=_("Certainty"), choices=CertaintyChoice.choices)
    source = forms.CharField(
        label=_("Source"), max_length=500, help_text=_("Document, article or person, with its date.")
    )
    applies_on = _day(label=_("Applies from"), required=False)
    action = forms.CharField(
        label=_("What to do"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def draft(self) -> OwnItemDraft:
        return OwnItemDraft(**self.cleaned_data)


class SizeForm(forms.Form):
    """Staff and capital; an empty figure is unknown."""

    employees = forms.IntegerField(
        label=_("Regular employees"), required=False, min_value=0, max_value=10_000_000
    )
    capital_jpy = forms.IntegerField(label=_("Capital (JPY)"), required=False, min_value=0, max_value=10**15)
    industry = forms.ChoiceField(label=_("Industry"), choices=Industry.choices)
    as_of = _day(label=_("As of"))
    source_text = forms.CharField(
        label=_("Where this comes from"),
        max_length=500,
        help_text=_("For example: register of companies, payroll of March."),
    )

    def draft(self) -> SizeDraft:
        return SizeDraft(**self.cleaned_data)


def filled_size_form(size: CompanySize | None) -> SizeForm:
    names = ("employees", "capital_jpy", "industry", "as_of", "source_text")
    return SizeForm(initial={name: getattr(size, name) for name in names} if size else None)
