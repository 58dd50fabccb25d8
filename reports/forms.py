"""The form that asks for a workbook."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from adoption.models import UseCase
from reports.states import AmountUnit, Era, ReportKind, ReportLanguage


class ReportForm(forms.Form):
    """Which use case, in which language, and how much of it."""

    use_case = forms.ModelChoiceField(UseCase.objects.none(), label=_("Use case"), empty_label=None)
    kind = forms.ChoiceField(
        label=_("Made as"),
        choices=ReportKind.choices,
        initial=ReportKind.REFERENCE,
        required=False,
        help_text=_(
            "A request for approval needs a clear purpose with a number, no hidden running cost, owners of risks and "
            "an exit condition. A workbook for reference says so on every page."
        ),
    )
    language = forms.ChoiceField(label=_("Language of the workbook"), choices=ReportLanguage.choices)
    amounts = forms.ChoiceField(
        label=_("Amounts"), choices=AmountUnit.choices, initial=AmountUnit.THOUSANDS, required=False
    )
    era = forms.ChoiceField(
        label=_("How years are counted"),
        choices=Era.choices,
        initial=Era.WESTERN,
        required=False,
        help_text=_("Both can be changed at any time in the workbook itself, on its sheet of assumptions."),
    )
    with_all_answers = forms.BooleanField(
        label=_("Include all answers on a sheet of their own"),
        required=False,
        help_text=_(
            "Every question, candidate, repetition and variant is listed. The file may become too large to bring back."
        ),
    )

    def __init__(self, organization: Organization, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["use_case"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = UseCase.objects.filter(organization=organization)
