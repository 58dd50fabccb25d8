"""What people type about the GPUs that a peak needs; anything wrong is said at its field."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from catalogue.gpus import gpus
from catalogue.models import models
from intake.archive import MIB
from tco.forms.typed import in_page_language
from tco.models import CostPlan
from tco.price_forms import LimitedFile
from tco.sizing.capacity import Spare
from tco.sizing.points import Measurement
from tco.sizing_numbers import NumbersRefused, growth_in, speeds_in
from tco.sizing_selectors import sized_options
from tco.sizing_typed import CALCULATES, FROM_POINTS, GROUND_LABELS, Ground, StudyRefused, Typed

PRECISION_WORDS = {
    "bf16": "bf16 (16 bit)",
    "fp8": "fp8 (8 bit)",
    "int4_g128": "int4 (4 bit)",
    "mxfp4": "MXFP4 (4 bit)",
}
SPARE_WORDS = (
    ("replica", _("One replica more (N+1)")),
    ("server", _("One server more")),
    ("none", _("None")),
)
GROUPS = (
    (_("What is to be served"), (
        "name", "option", "peak_requests_per_s", "input_tokens", "cached_tokens", "output_tokens", "ttft_s", "tpot_s",
    )),
    (_("GPU and speed"), (
        "ground", "gpu", "model", "precision", "measured_set", "table", "measured_tensor_parallel",
    )),
    (_("How the GPUs are bought"), (
        "gpus_per_server", "spare", "utilisation_percent", "growth", "lead_time_months",
    )),
)  # fmt: skip


def _number(label: Any, least: float, most: float, step: str = "any", **options: Any) -> forms.FloatField:
    attrs = {"step": step, "inputmode": "decimal"}
    return forms.FloatField(
        label=label,
        min_value=least,
        max_value=most,
        localize=False,
        widget=forms.NumberInput(attrs=attrs),
        **options,
    )


def _whole(label: Any, least: int, most: int, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, localize=False, **options)


class StudyForm(forms.Form):
    """A peak to be served, on what the speed rests, and how GPUs are bought; prefilled from the plan."""

    name = forms.CharField(label=_("Name of the study"), max_length=200)
    option = forms.ChoiceField(label=_("Option of the plan"))
    peak_requests_per_s = _number(
        _("Requests per second at the peak"),
        1e-6,
        1e6,
        help_text=_("The largest month of the plan, unless you change it."),
    )
    input_tokens = _number(
        _("Input tokens per request"), 1, 1e7, help_text=_("Read anew, without the cached part.")
    )
    cached_tokens = _number(_("Cached input tokens per request"), 0, 1e7, initial=0)
    output_tokens = _number(_("Output tokens per request"), 1, 1e6, help_text=_("Reasoning included."))
    ttft_s = _number(
        _("First token within (seconds)"), 1e-3, 3600, initial=2, help_text=_("Waiting included.")
    )
    tpot_s = _number(
        _("Each further token within (seconds)"), 1e-4, 60, initial=0.05,
        help_text=_("0.05 seconds are 20 tokens a second, faster than people read."),
    )  # fmt: skip
    ground = forms.ChoiceField(label=_("On what the speed rests"), widget=forms.RadioSelect)
    gpu = forms.ChoiceField(label=_("GPU of the catalogue"), required=False)
    model = forms.ChoiceField(
        label=_("Model with open weights"),
        required=False,
        help_text=_("Only models whose structure is published."),
    )
    precision = forms.ChoiceField(label=_("Precision of the weights"), choices=list(PRECISION_WORDS.items()))
    table = forms.CharField(
        label=_("Table of measured speeds"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "1 0.15 0.012\n8 0.25 0.015\n32 0.60 0.024"}),
        help_text=_(
            "A line for each batch: requests at once, seconds to the first token, seconds per token. You can paste "
            "three columns of a spreadsheet."
        ),
    )
    measured_tensor_parallel = _whole(
        _("GPUs per replica when it was measured"),
        1,
        64,
        initial=1,
        help_text=_("Of no account for an estimate."),
    )
    gpus_per_server = _whole(_("GPUs in a server"), 1, 64, initial=8)
    spare = forms.ChoiceField(label=_("Spare for failures"), choices=SPARE_WORDS)
    utilisation_percent = _number(_("Utilisation at the peak, at most (%)"), 1, 100, initial=70)
    growth = forms.CharField(
        label=_("Peak of each year"),
        max_length=200,
        initial="1",
        help_text=_("As multiples of the peak above, one for each year: 0.4 0.7 1"),
    )
    lead_time_months = _whole(_("Lead time (months)"), 0, 36, initial=0)

    def __init__(self, plan: CostPlan, measured: Sequence[Measurement], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.measured = measured
        self._choose("option", [(one.key, in_page_language(one.label)) for one in sized_options(plan)])
        self._choose("gpu", [(key, one.name) for key, one in gpus().items()], _("Choose a GPU"))
        open_models = [one for one in models().values() if one.architecture and one.params_total_b]
        self._choose("model", [(one.id, one.name) for one in open_models], _("Choose a model"))
        grounds = [ground for ground in Ground if measured or ground not in FROM_POINTS]
        self._choose("ground", [(one.value, in_page_language(GROUND_LABELS[one])) for one in grounds])
        if measured:
            sets = [(str(number), _set_words(one)) for number, one in enumerate(measured)]
            self.fields["measured_set"] = forms.ChoiceField(label=_("Measured points"), choices=sets)

    def _choose(self, field: str, choices: list[tuple[str, str]], blank: Any = None) -> None:
        cast(forms.ChoiceField, self.fields[field]).choices = [("", blank), *choices] if blank else choices

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in GROUPS]

    def clean_table(self) -> tuple[tuple[float, float, float], ...]:
        """Read the lines of the table; where another ground is chosen, nobody sees what stands there."""
        if self.data.get("ground") != Ground.TABLE:
            return ()
        return _said_at_field(speeds_in, self.cleaned_data["table"])  # type: ignore[no-any-return]

    def clean_growth(self) -> tuple[float, ...]:
        """Read the peaks of the years."""
        return _said_at_field(growth_in, self.cleaned_data["growth"])  # type: ignore[no-any-return]

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen ground needs."""
        found = super().clean() or {}
        ground = found.get("ground")
        if ground in CALCULATES:
            for field, words in (("gpu", _("Choose a GPU.")), ("model", _("Choose a model."))):
                if not found.get(field):
                    self.add_error(field, words)
        if ground == Ground.TABLE and not found.get("table") and "table" not in self.errors:
            self.add_error("table", _("Type at least one line: requests at once, seconds, seconds."))
        return found

    def typed(self) -> Typed:
        """Return what was typed."""
        data = self.cleaned_data
        same = Typed.__dataclass_fields__.keys() & data.keys()
        return Typed(
            **{key: data[key] for key in same - {"ground", "spare", "measured_set"}},
            ground=Ground(data["ground"]),
            spare=cast(Spare, data["spare"]),
            measured_set=int(data.get("measured_set") or 0),
            utilisation_max=data["utilisation_percent"] / 100,
        )

    def refuse(self, error: StudyRefused) -> None:
        """Say at its field why there is no study."""
        self.add_error(error.field if error.field in self.fields else None, in_page_language(error.message))


def _said_at_field(read: Any, text: str) -> Any:
    try:
        return read(text)
    except NumbersRefused as error:
        raise forms.ValidationError(in_page_language(error.message)) from error


def _set_words(one: Measurement) -> Any:
    """Name a setup by what was measured on what."""
    parts = [part for part in (one.setup.device, one.setup.model, one.setup.engine) if part]
    return format_lazy("{setup} ({count})", setup=" · ".join(parts), count=len(one.points))


class PointsForm(forms.Form):
    """The file that `make gpu-check` wrote."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"] = LimitedFile(MIB, ".json", _("File (gpu-check.json)"))


class RevisionForm(forms.Form):
    """The revision of the plan that a person saw."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class BaseForm(RevisionForm):
    """How many machines to take over into the plan."""

    servers = forms.IntegerField(min_value=1, max_value=10_000)
