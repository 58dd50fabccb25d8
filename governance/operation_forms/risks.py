"""Forms of the risk register."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from governance.content.loader import books
from governance.content.operation import LEVELS, StarterRisk, operation_book
from governance.models import AiSystem, Risk
from governance.operation_forms.fields import SystemChoice, content_choices, day_field, words_field
from governance.operation_states import RiskResponse, RiskState
from governance.overviews.risks import scale
from governance.page_language import said
from governance.services.risks import RiskDraft
from governance.services.scales import AXES

LEVEL_FIELDS = {
    "likelihood_before": _("Likelihood before the treatment"),
    "impact_before": _("Impact before the treatment"),
    "likelihood_after": _("Likelihood after the treatment"),
    "impact_after": _("Impact after the treatment"),
}


class RiskForm(forms.Form):
    """One risk; what it was taken over from is kept by the view."""

    title = forms.CharField(label=_("Risk"), max_length=200)
    title_en = forms.CharField(label=_("Risk, in English"), max_length=200, required=False)
    category = forms.ChoiceField(label=_("Category"))
    cause = words_field(_("Cause"), 2)
    likelihood_before = forms.TypedChoiceField(coerce=int)
    impact_before = forms.TypedChoiceField(coerce=int)
    response = forms.ChoiceField(label=_("Response"), choices=RiskResponse.choices)
    treatment = words_field(_("Treatment"), 3, required=False)
    fail_safes = forms.MultipleChoiceField(
        label=_("Fail-safe patterns"), required=False, widget=forms.CheckboxSelectMultiple
    )
    likelihood_after = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    impact_after = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    owner_name = forms.CharField(
        label=_("Owner of the risk"), max_length=100, help_text=_("A person, by name.")
    )
    whose_safety = forms.CharField(
        label=_("Whose safety"),
        max_length=300,
        help_text=_("For example: operators at the press, customers who receive the parts."),
    )
    review_on = day_field(_("Review date"))
    state = forms.ChoiceField(label=_("State"), choices=RiskState.choices)

    def __init__(self, organization: Organization, *args: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = content_choices(operation_book().risk_categories)  # type: ignore[attr-defined]
        self.fields["fail_safes"].choices = content_choices(books().roles.fail_safe_patterns)  # type: ignore[attr-defined]
        for name, label in LEVEL_FIELDS.items():
            self.fields[name].label = label
            self.fields[name].choices = level_choices(organization, name)  # type: ignore[attr-defined]
        if is_new:
            self.fields["system"] = SystemChoice(organization)
        else:
            self.fields["reason"] = forms.CharField(label=_("Reason of the change"), max_length=300)

    def draft(self, starter_id: str = "") -> RiskDraft:
        values = {
            name: value for name, value in self.cleaned_data.items() if name not in ("system", "reason")
        }
        return RiskDraft(**{**values, "fail_safes": tuple(values["fail_safes"])}, starter_id=starter_id)


def level_choices(organization: Organization, field: str) -> list[tuple[Any, str]]:
    """The steps of a scale; what is left after the treatment may be unknown."""
    steps = [
        (word.level, f"{word.level} {said(word.name)} — {said(word.meaning)}")
        for word in scale(organization, field.split("_")[0])
    ]
    return [("", str(_("Unknown"))), *steps] if field.endswith("after") else [("", str(_("Choose"))), *steps]


def risk_values(risk: Risk) -> dict[str, Any]:
    """A risk as the first values of its form."""
    names = [*RiskForm.base_fields, "system"]
    return {name: getattr(risk, name) for name in names}


def starter_values(starter: StarterRisk, system: AiSystem | None) -> dict[str, Any]:
    """A shipped risk as the first values of the form: everything but what only the company can say."""
    return {
        "title": starter.name.ja,
        "title_en": starter.name.en,
        "category": starter.category,
        "cause": said(starter.cause),
        "treatment": said(starter.treatment),
        "whose_safety": said(starter.whose_safety),
        "fail_safes": list(starter.fail_safe),
        "response": RiskResponse.REDUCE,
        "system": system,
    }


class RiskFilter(forms.Form):
    """What the address of the list may ask for."""

    category = forms.CharField(required=False, max_length=20)
    state = forms.ChoiceField(required=False, choices=RiskState.choices)
    owner = forms.CharField(required=False, max_length=100)
    likelihood_before = forms.IntegerField(required=False, min_value=1, max_value=5)
    impact_before = forms.IntegerField(required=False, min_value=1, max_value=5)
    likelihood_after = forms.IntegerField(required=False, min_value=1, max_value=5)
    impact_after = forms.IntegerField(required=False, min_value=1, max_value=5)
    due = forms.BooleanField(required=False)


class ScaleForm(forms.Form):
    """Word and meaning for each step of both scales."""

    def __init__(self, organization: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"likelihood": _("Likelihood"), "impact": _("Impact")}
        for axis in AXES:
            for word in scale(organization, axis):
                label = f"{labels[axis]} {word.level}"
                self.fields[f"{axis}_{word.level}_word"] = forms.CharField(
                    label=label, max_length=40, initial=said(word.name)
                )
                self.fields[f"{axis}_{word.level}_meaning"] = forms.CharField(
                    label=_("%(step)s means") % {"step": label}, max_length=200, initial=said(word.meaning)
                )

    def words(self) -> dict[tuple[str, int], tuple[str, str]]:
        given = self.cleaned_data
        return {
            (axis, level): (given[f"{axis}_{level}_word"], given[f"{axis}_{level}_meaning"])
            for axis in AXES
            for level in LEVELS
        }
