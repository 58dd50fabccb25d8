"""Which two assumptions are set against each other, and what is compared."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from language.text import Text
from tco.forms.typed import in_page_language
from tco.model.rows import InputSpec
from tco.pages.surfaces import SurfaceAsked, axis_of
from tco.uncertain_plan import UncertainPlan

WIDTHS = {
    "1": Text("下限から上限まで", "From low to high"),
    "2": Text("その2倍の幅", "Twice as wide"),
    "4": Text("その4倍の幅", "Four times as wide"),
}
SHARE_AROUND = 0.5  # of the standard value, where an assumption has no range of its own
STEPS_AROUND = 20  # of the input, where that value is 0


class SurfaceForm(forms.Form):
    """Sent as part of the address, so that the page can be shared."""

    option = forms.ChoiceField(label=_("Option"))
    other = forms.ChoiceField(label=_("Compare with"), required=False)
    x = forms.ChoiceField(label=_("Horizontal axis"))
    y = forms.ChoiceField(label=_("Vertical axis"))
    width = forms.ChoiceField(label=_("Values of the axes"), required=False)

    def __init__(self, case: UncertainPlan, data: Any, initial: dict[str, str]) -> None:
        super().__init__({**initial, **{key: data[key] for key in initial if data.get(key)}, **_other(data)})
        self.case = case
        options = [(option.key, in_page_language(option.label)) for option in case.model.shape.options]
        inputs = [(spec.key, in_page_language(spec.label)) for spec in _inputs(case)]
        self._choose("option", options)
        self._choose("other", [("", _("NPV of the option against 0")), *options])
        self._choose("x", inputs)
        self._choose("y", inputs)
        self._choose("width", [(key, in_page_language(label)) for key, label in WIDTHS.items()])

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        self.fields[name] = forms.ChoiceField(label=field.label, required=field.required, choices=choices)

    def clean(self) -> dict[str, Any]:
        """Two different inputs, and two different options."""
        found = super().clean() or {}
        if found.get("x") and found.get("x") == found.get("y"):
            self.add_error("y", _("Choose another assumption than for the horizontal axis."))
        if found.get("other") and found.get("other") == found.get("option"):
            self.add_error("other", _("Choose another option to compare with."))
        return found

    def asked(self) -> SurfaceAsked:
        """Return what is to be calculated."""
        found = self.cleaned_data
        width = float(found["width"] or 1)
        x, y = (self._axis(found[name], width) for name in ("x", "y"))
        return SurfaceAsked(x, y, found["option"], found["other"])

    def _axis(self, key: str, width: float) -> Any:
        spec, entered = self.case.model.input_by_key[key], self.case.ranges[key]
        around = SHARE_AROUND * abs(entered.mode) or STEPS_AROUND * spec.step
        low, high = (
            (entered.low, entered.high) if entered.is_open else (entered.mode - around, entered.mode + around)
        )
        return axis_of(
            spec, entered.mode - width * (entered.mode - low), entered.mode + width * (high - entered.mode)
        )


def _inputs(case: UncertainPlan) -> list[InputSpec]:
    return [spec for spec in case.model.inputs if spec.key in case.ranges and spec.style != "choice"]


def _other(data: Any) -> dict[str, str]:
    """An empty choice is a choice too: the option's NPV instead of another option's cost."""
    return {"other": data["other"]} if "other" in data else {}
