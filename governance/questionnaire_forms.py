"""What people may send on the pages of the questionnaire: answers with their score, and links for suppliers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.operation_forms.fields import day_field, words_field
from governance.services.questionnaires import EVIDENCE_CHARACTERS, LONGEST_DAYS, TEXT_CHARACTERS, AnswerDraft

SCORES = [
    ("", _("Unknown (counts as 0)")),
    ("0", _("0 not acceptable")),
    ("1", _("1 weak")),
    ("2", _("2 fair")),
    ("3", _("3 good, with evidence")),
    ("4", _("4 very good, with evidence")),
]


class ScoreForm(forms.Form):
    score = forms.TypedChoiceField(
        label=_("Score"), choices=SCORES, required=False, coerce=int, empty_value=None
    )
    note = words_field(_("Internal note"), required=False, help_text=_("Never shown to the supplier."))


class AnswerForm(ScoreForm):
    text = forms.CharField(
        label=_("Answer"),
        required=False,
        max_length=TEXT_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Empty: unknown."),
    )
    evidence = forms.CharField(label=_("Evidence"), required=False, max_length=EVIDENCE_CHARACTERS)
    source = forms.CharField(label=_("Source"), required=False, max_length=500)
    answered_on = day_field(_("Date"), required=False)

    field_order = ("text", "score", "evidence", "source", "answered_on", "note")

    def draft(self) -> AnswerDraft:
        return AnswerDraft(**self.cleaned_data)


class RequestForm(forms.Form):
    recipient = forms.CharField(label=_("Recipient"), max_length=200, help_text=_("Company and person."))
    message = words_field(_("Message to the supplier"), required=False)
    days = forms.IntegerField(
        label=_("Days until the link expires"), min_value=1, max_value=LONGEST_DAYS, initial=21
    )
