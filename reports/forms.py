"""The form that asks for a workbook."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from adoption.models import UseCase
from reports.states import ReportLanguage


class ReportForm(forms.Form):
    """Which use case, and in which language."""

    use_case = forms.ModelChoiceField(UseCase.objects.none(), label=_("Use case"), empty_label=None)
    language = forms.ChoiceField(label=_("Language of the workbook"), choices=ReportLanguage.choices)

    def __init__(self, organization: Organization, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["use_case"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = UseCase.objects.filter(organization=organization)
