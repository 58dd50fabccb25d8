"""The questionnaire as one form for the supplier: two fields for every question, each with its limit."""

from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from governance.content.library import VendorQuestion
from governance.models import VendorRequest
from governance.page_language import said
from governance.services.questionnaires import EVIDENCE_CHARACTERS, TEXT_CHARACTERS, ReplyDraft
from governance.vendor_records import by_id, sections_of


class Pair(NamedTuple):
    """One question on the page."""

    question: VendorQuestion
    words: str
    answer: BoundField
    evidence: BoundField


class ReplyForm(forms.Form):
    respondent = forms.CharField(
        label=_("Your name and department"), max_length=200, required=False, help_text=_("Needed to hand in.")
    )

    def __init__(self, request: VendorRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {one.question: one for one in request.replies.all()} if request.pk else {}
        self.initial["respondent"] = request.respondent
        self.sections = sections_of(request.use.organization)
        self.asked = by_id(self.sections)
        for question in self.asked.values():
            stored = known.get(question.id)
            self.fields[question.id] = _answer_field(question)
            self.fields[f"{question.id}-evidence"] = forms.CharField(
                label=_("Evidence: document, page or address"), required=False, max_length=EVIDENCE_CHARACTERS
            )
            self.initial[question.id] = stored.text if stored else ""
            self.initial[f"{question.id}-evidence"] = stored.evidence if stored else ""

    def pair(self, question: str) -> Pair:
        one = self.asked[question]
        return Pair(one, said(one.name), self[question], self[f"{question}-evidence"])

    def drafts(self) -> dict[str, ReplyDraft]:
        values = self.cleaned_data
        return {one: ReplyDraft(values[one], values[f"{one}-evidence"]) for one in self.asked}


def _answer_field(question: VendorQuestion) -> forms.CharField:
    hints = {
        "number": _("A number with its unit, and what it is counted from."),
        "yes_no_unknown": _("Yes, no or unknown, and under which conditions."),
        "date": _("A date."),
    }
    return forms.CharField(
        label=said(question.name),
        required=False,
        max_length=TEXT_CHARACTERS,
        help_text=hints.get(question.answer_type, ""),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
