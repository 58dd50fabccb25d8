"""What people may send to add a candidate model: one form for each place where a model can run."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.services.candidates import (
    ANSWER_TOKENS,
    CONCURRENCY,
    DEFAULT_ANSWER_TOKENS,
    CandidateDraft,
    generators,
)
from evaluations.states import Openness, ProviderKind

ADDRESSES = "allowed-addresses"  # id of the list of suggestions in the page


def answer_tokens_field() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Longest answer (tokens)"),
        min_value=ANSWER_TOKENS[0],
        max_value=ANSWER_TOKENS[-1],
        initial=DEFAULT_ANSWER_TOKENS,
        help_text=_("16 to 2,048. Short answers from documents need about 48."),
    )


class LocalCandidateForm(forms.Form):
    """A model of the registry, answering on this machine."""

    weights_key = forms.ChoiceField(label=_("Model"))
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        required=False,
        help_text=_("Left empty, the name of the model is used."),
    )
    max_new_tokens = answer_tokens_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(entry.key, f"{entry.name} · {entry.licence}") for entry in generators()]
        self.fields["weights_key"].choices = choices  # type: ignore[attr-defined]

    def draft(self) -> CandidateDraft:
        return CandidateDraft(provider=ProviderKind.TRANSFORMERS, **self.cleaned_data)


class EndpointCandidateForm(forms.Form):
    """A model behind the OpenAI protocol: the company's own server, or a vendor's."""

    name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("As it should stand in results, e.g. with its server.")
    )
    base_url = forms.CharField(
        label=_("Base URL"),
        max_length=300,
        widget=forms.TextInput(attrs={"list": ADDRESSES, "inputmode": "url", "autocomplete": "off"}),
        help_text=_("Usually ends in /v1. Host and port must be one of the allowed endpoints."),
    )
    model_name = forms.CharField(
        label=_("Model name"), max_length=200, help_text=_("As the endpoint calls the model.")
    )
    api_key_env = forms.CharField(
        label=_("Environment variable with the API key"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "Its name, never the key itself; begins with SHIRUBE_API_KEY_. The operator sets it. "
            "Leave empty where no key is needed."
        ),
    )
    openness = forms.ChoiceField(
        label=_("Open or closed"),
        choices=Openness.choices,
        help_text=_("Open: the weights are published. Closed: only the vendor has them."),
    )
    origin = forms.CharField(
        label=_("Origin"), max_length=120, required=False, help_text=_("Who made the model, and where.")
    )
    licence = forms.CharField(label=_("Licence"), max_length=120, required=False)
    max_concurrency = forms.IntegerField(
        label=_("At once"),
        min_value=CONCURRENCY[0],
        max_value=CONCURRENCY[-1],
        initial=4,
        help_text=_("1 to 64 questions at the same time, as many as the endpoint bears."),
    )
    max_new_tokens = answer_tokens_field()

    def draft(self) -> CandidateDraft:
        return CandidateDraft(provider=ProviderKind.OPENAI, **self.cleaned_data)


def suggested_addresses(allowed: list[str]) -> list[str]:
    """The usual base URL of each allowed endpoint: port 443 means https."""
    return [
        f"https://{entry.removesuffix(':443')}/v1" if entry.endswith(":443") else f"http://{entry}/v1"
        for entry in allowed
    ]
