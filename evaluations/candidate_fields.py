"""The fields that candidates of several kinds have in common."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from evaluations.models import Supplier
from evaluations.running.instructions import PROMPT_VERSIONS, prompt_words
from evaluations.services.candidate_columns import (
    ANSWER_TOKENS,
    CONCURRENCY,
    DEFAULT_ANSWER_TOKENS,
    HOTTEST,
    SEEDS,
    CandidateDraft,
)
from evaluations.services.retrieving import retriever_name
from evaluations.states import ModelRole, Openness, ReasoningMode
from evaluations.weights.registry import REGISTRY

ADDRESSES = "allowed-addresses"  # id of the list of suggestions in the page
AS_THE_RUN = ("", _("As the run"))


def prompt_choices() -> list[tuple[str, Any]]:
    """Every version of the prompt with what it asks for, in the language of the page."""
    language = get_language() or "ja"
    return [AS_THE_RUN, *((version, prompt_words(version, language)) for version in PROMPT_VERSIONS)]


class CandidateForm(forms.Form):
    """What every candidate has: how it is asked, and who sends the invoice. Most of it may stay as it is."""

    provider: str
    # Fields of the page's second part, folded away: who does not know them needs none of them.
    details: tuple[str, ...] = ("temperature", "seed", "reasoning_mode", "retriever", "prompt_version")

    catalogue_id = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("As it should stand in results, e.g. with its server.")
    )
    supplier = forms.ModelChoiceField(
        Supplier.objects.none(),
        label=_("Supplier"),
        required=False,
        empty_label=_("Unknown, or none"),
        help_text=_("Who sends the invoice. Register suppliers on the page of the sending policy."),
    )
    max_new_tokens = forms.IntegerField(
        label=_("Longest answer (tokens)"),
        min_value=ANSWER_TOKENS[0],
        max_value=ANSWER_TOKENS[-1],
        initial=DEFAULT_ANSWER_TOKENS,
        help_text=_("16 to 32,768. Short answers from documents need about 48; reasoning needs thousands."),
    )
    temperature = forms.FloatField(
        label=_("Temperature"),
        min_value=0,
        max_value=HOTTEST,
        initial=0,
        help_text=_("0 always takes the most probable word, so that a repetition gives the same answer."),
    )
    seed = forms.IntegerField(label=_("Seed"), min_value=SEEDS[0], max_value=SEEDS[-1], initial=1)
    reasoning_mode = forms.ChoiceField(
        label=_("Reasoning"), required=False, choices=[("", _("As the model does")), *ReasoningMode.choices]
    )
    retriever = forms.ChoiceField(
        label=_("Retriever"),
        required=False,
        help_text=_("Left as the run, every candidate sees the same passages."),
    )
    prompt_version = forms.ChoiceField(
        label=_("Prompt"),
        required=False,
        choices=prompt_choices,
        help_text=_(
            "Only answers that name the numbers of their sources have a citation precision and recall. Options and "
            "records are asked for as in P1."
        ),
    )

    def __init__(self, organization: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supplier"].queryset = organization.suppliers.all()  # type: ignore[attr-defined]
        self.fields["retriever"].choices = [AS_THE_RUN, *retriever_choices(organization)]  # type: ignore[attr-defined]

    def main_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.details]

    def detail_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name in self.details]

    def has_detail_errors(self) -> bool:
        return any(field.errors for field in self.detail_fields())

    def draft(self) -> CandidateDraft:
        others = ("supplier", "upload", "test_set")
        values = {name: value for name, value in self.cleaned_data.items() if name not in others}
        supplier = self.cleaned_data["supplier"]
        return CandidateDraft(provider=self.provider, supplier_id=supplier.pk if supplier else None, **values)


class VendorFields(CandidateForm):
    """What is known of a model that answers elsewhere."""

    model_name = forms.CharField(
        label=_("Model name"), max_length=200, help_text=_("As the endpoint calls the model.")
    )
    openness = forms.ChoiceField(
        label=_("Open or closed"),
        choices=Openness.choices,
        help_text=_("Open: the weights are published. Closed: only the vendor has them."),
    )
    origin = forms.CharField(
        label=_("Origin"), max_length=120, required=False, help_text=_("Who made the model, and where.")
    )
    licence = forms.CharField(label=_("Licence"), max_length=200, required=False)


class ApiFields(VendorFields):
    """How a model is reached over the network."""

    details = ("max_concurrency", *CandidateForm.details)

    base_url = forms.CharField(
        label=_("Base URL"),
        max_length=300,
        widget=forms.TextInput(attrs={"list": ADDRESSES, "inputmode": "url", "autocomplete": "off"}),
        help_text=_("Usually ends in /v1. Host and port must be one of the allowed endpoints."),
    )
    api_key_env = forms.CharField(
        label=_("Environment variable with the API key"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "Its name, never the key itself; begins with SHIRUBE_API_KEY_. The operator sets it and binds it to the "
            "endpoint. Leave empty where no key is needed."
        ),
    )
    max_concurrency = forms.IntegerField(
        label=_("At once"),
        min_value=CONCURRENCY[0],
        max_value=CONCURRENCY[-1],
        initial=4,
        help_text=_("1 to 64 questions at the same time, as many as the endpoint bears."),
    )


def retriever_choices(organization: Organization) -> list[tuple[str, str]]:
    """Every way to search that this organisation has: words, each embedding model, both together, and these reordered.

    A reranker is offered over words and over words with meaning: what meaning alone finds is among the latter.
    """
    active = organization.candidates.filter(is_active=True).order_by("name")
    models = [(entry.key, entry.name) for entry in REGISTRY.values() if entry.is_embedder]
    models += active.filter(role=ModelRole.EMBEDDING).values_list("key", "name")
    dense = [(f"dense:{key}", name) for key, name in models]
    broad = [("bm25", retriever_name("bm25")), *((f"hybrid:{key}", f"BM25 + {name}") for key, name in models)]
    rerankers = active.filter(role=ModelRole.RERANKER).values_list("key", "name")
    reordered = [
        (f"rerank:{key}:{base}", f"{words} → {name}") for key, name in rerankers for base, words in broad
    ]
    return [broad[0], *dense, *broad[1:], *reordered]
