"""Pairs of assumptions that move together, as a short list."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from tco.errors import InvalidInput
from tco.forms.typed import in_page_language
from tco.uncertain_plan import UncertainPlan
from tco.uncertainty.correlations import usual_correlations
from tco.uncertainty.draws import Correlation, check_correlations

MOST_PAIRS = 24
EMPTY_ROWS = 2


class CorrelationForm(forms.Form):
    """One pair; a row without a number is left out."""

    left = forms.ChoiceField(label=_("Assumption"), required=False)
    right = forms.ChoiceField(label=_("Moves with"), required=False)
    value = forms.FloatField(
        label=_("Correlation (-1 to 1)"),
        required=False,
        min_value=-1,
        max_value=1,
        localize=False,
        widget=forms.NumberInput(attrs={"step": "0.05", "inputmode": "decimal"}),
    )

    def __init__(self, *given: Any, inputs: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*given, **options)
        for name, label in (("left", _("Assumption")), ("right", _("Moves with"))):
            choices = [("", _("Choose")), *inputs]
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=choices)
        self.order_fields(["left", "right", "value"])

    def clean(self) -> dict[str, Any]:
        """A number needs two different assumptions."""
        found = super().clean() or {}
        if found.get("value") is None:
            return found
        for name in ("left", "right"):
            if not found.get(name):
                self.add_error(name, _("Choose an assumption."))
        if found.get("left") and found.get("left") == found.get("right"):
            self.add_error("right", _("Choose another assumption: everything moves with itself."))
        return found

    def pair(self) -> Correlation | None:
        """Return the pair, None for an empty row."""
        found = self.cleaned_data
        if found.get("value") is None:
            return None
        return Correlation(found["left"], found["right"], found["value"])


class PairsOfForms(forms.BaseFormSet):  # type: ignore[type-arg]
    """All pairs together: each once, and none that contradicts the others."""

    def clean(self) -> None:
        """Check the pairs as one matrix."""
        if any(self.errors):
            return
        pairs = self.pairs()
        if len({frozenset((one.left, one.right)) for one in pairs}) < len(pairs):
            raise forms.ValidationError(_("The same two assumptions appear twice. Keep one of the rows."))
        try:
            check_correlations(tuple(pairs))
        except InvalidInput as error:
            raise forms.ValidationError(in_page_language(error.message)) from error

    def pairs(self) -> list[Correlation]:
        """Return the pairs that have a number."""
        return [pair for form in self.forms if (pair := form.pair()) is not None]


_Pairs = cast(
    "type[PairsOfForms]",
    forms.formset_factory(
        CorrelationForm,
        PairsOfForms,
        extra=EMPTY_ROWS,
        max_num=MOST_PAIRS,
        absolute_max=MOST_PAIRS,
        validate_max=True,
    ),
)


def correlation_forms(case: UncertainPlan, data: Any = None, *, is_usual: bool = False) -> PairsOfForms:
    """Return a row for every pair of the plan (with the usual ones when asked for) and two empty rows."""
    known = {frozenset((one.left, one.right)) for one in case.correlations}
    usual = [one for one in usual_correlations(case.model) if _is_new(case, one, known)] if is_usual else []
    pairs = [*case.correlations, *usual]
    initial = [{"left": one.left, "right": one.right, "value": one.value} for one in pairs]
    return _Pairs(data, initial=initial, prefix="pairs", form_kwargs={"inputs": _inputs(case)})


def _is_new(case: UncertainPlan, one: Correlation, known: set[frozenset[str]]) -> bool:
    """Pairs of which one does not vary are no use."""
    both = (one.left, one.right)
    return frozenset(both) not in known and all(
        key in case.ranges and case.ranges[key].is_open for key in both
    )


def _inputs(case: UncertainPlan) -> list[tuple[str, str]]:
    """Return what may be paired: inputs with a range, and those that are paired already."""
    paired = {key for one in case.correlations for key in (one.left, one.right)}
    return [
        (spec.key, in_page_language(spec.label))
        for spec in case.model.inputs
        if spec.key in paired
        or (spec.key in case.ranges and case.ranges[spec.key].is_open and spec.style != "choice")
    ]
