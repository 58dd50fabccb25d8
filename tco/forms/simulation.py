"""What a simulation is asked for: draws, seed, the future it happens in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tco.forms.typed import in_page_language
from tco.simulations import USUAL_DRAWS, Asked
from tco.uncertainty.futures_book import shipped_futures

DRAWS = (10_000, USUAL_DRAWS, 300_000)
LARGEST_SEED = 2**31 - 1


class SimulationForm(forms.Form):
    """Draws, seed, future and price war."""

    future = forms.ChoiceField(label=_("Future"), required=False)
    overlay = forms.BooleanField(label=_("Lay the price war over it"), required=False)
    draws = forms.TypedChoiceField(
        label=_("Draws"), coerce=int, choices=[(str(count), f"{count:,}") for count in DRAWS]
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=LARGEST_SEED,
        localize=False,
        help_text=_("The same seed gives the same figures."),
    )

    def __init__(self, *given: Any, **options: Any) -> None:
        options.setdefault("initial", {"draws": str(USUAL_DRAWS), "seed": 1})
        super().__init__(*given, **options)
        worlds = [one for one in shipped_futures().futures if one.kind != "overlay"]
        self.fields["future"] = forms.ChoiceField(
            label=_("Future"),
            required=False,
            choices=[
                ("", _("As entered in the plan")),
                *((one.key, in_page_language(one.label)) for one in worlds),
            ],
        )
        self.order_fields(["future", "overlay", "draws", "seed"])

    def clean(self) -> dict[str, Any]:
        """A price war needs something to lie over."""
        found = super().clean() or {}
        if found.get("overlay") and not found.get("future"):
            self.add_error("future", _("Choose the future that the price war is laid over."))
        return found

    def asked(self) -> Asked:
        """Return what was chosen."""
        found = self.cleaned_data
        return Asked(
            draws=found["draws"],
            seed=found["seed"],
            future=found["future"],
            has_price_war=found["overlay"],
        )
