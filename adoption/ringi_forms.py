"""Forms of the approval route: the request, an answer, and who reviews and decides."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, User
from accounts.roles import Role
from adoption.content.loader import gate_book, library
from adoption.content.ringi_book import ReviewFunction
from adoption.forms import in_page_language
from adoption.models import AuthorityLimit, ReviewerSeat, Ringi
from adoption.ringi.route import ANSWERS
from adoption.services.ringi_drafts import RingiDraft
from adoption.services.ringi_route import Answer
from adoption.services.ringi_settings import LimitRow, RouteSettings, SeatRow
from adoption.states import RingiStepState, TaxChoice

LIMIT_ROWS = 5
YEN = {"max_digits": 15, "decimal_places": 0, "min_value": 0}


def staff_of(organization: Organization) -> Any:
    """People who may answer: members but consultants."""
    rows = User.objects.filter(memberships__organization=organization, is_active=True)
    return rows.exclude(memberships__organization=organization, memberships__role=Role.CONSULTANT).order_by(
        "name"
    )


class RingiForm(forms.Form):
    gate = forms.ChoiceField(label=_("Gate"))
    title = forms.CharField(label=_("Subject"), max_length=200)
    purpose = forms.CharField(
        label=_("Purpose, with a number"),
        max_length=4000,
        help_text=_("What changes for whom, by how much and by when."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    amount_jpy = forms.DecimalField(
        label=_("Amount asked for (yen)"),
        help_text=_("The decider follows from this amount."),
        **YEN,  # type: ignore[arg-type]
    )
    initial_jpy = forms.DecimalField(label=_("of which initial cost (yen)"), **YEN)  # type: ignore[arg-type]
    yearly_jpy = forms.DecimalField(label=_("Running cost per year (yen)"), **YEN)  # type: ignore[arg-type]
    tax = forms.ChoiceField(label=_("Consumption tax"), choices=TaxChoice.choices)
    exit_condition = forms.CharField(
        label=_("Exit condition: the number at which it is stopped"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    safety = forms.CharField(
        label=_("Whose safety was considered, and how"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    readers = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("In circulation after the reviews"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, organization: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        gates = [(gate.id, f"{gate.id} {in_page_language(gate.name)}") for gate in gate_book().gates]
        self.fields["gate"].choices = gates  # type: ignore[attr-defined]
        self.fields["readers"].queryset = staff_of(organization)  # type: ignore[attr-defined]

    def draft(self) -> RingiDraft:
        values = dict(self.cleaned_data)
        readers = tuple(person.pk for person in values.pop("readers"))
        return RingiDraft(**values, readers=readers)


def filled_ringi_form(ringi: Ringi) -> RingiForm:
    names = [name for name in RingiForm.base_fields if name != "readers"]
    initial = {name: getattr(ringi, name) for name in names}
    return RingiForm(ringi.organization, initial=initial | {"readers": ringi.readers.all()})


class AnswerForm(forms.Form):
    """The answer at one step; a review has its own checklist."""

    seen_sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)
    checklist = forms.MultipleChoiceField(
        label=_("Checked"), required=False, widget=forms.CheckboxSelectMultiple
    )
    state = forms.ChoiceField(label=_("Answer"), widget=forms.RadioSelect)
    comment = forms.CharField(
        label=_("Reason, conditions, opinion"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    knows_own_request = forms.BooleanField(
        label=_("I know that this is my own request, and nobody else can answer"), required=False
    )

    def __init__(
        self,
        kind: str,
        function: ReviewFunction | None,
        *args: Any,
        own_request: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        words = dict(RingiStepState.choices)
        self.fields["state"].choices = [(one, words[one]) for one in ANSWERS[kind]]  # type: ignore[attr-defined, index]
        if function is None:
            del self.fields["checklist"]
        else:
            points = [(one.id, in_page_language(one.name)) for one in function.checklist]
            self.fields["checklist"].choices = points  # type: ignore[attr-defined]
        if not own_request:
            del self.fields["knows_own_request"]

    def answer(self) -> Answer:
        values = dict(self.cleaned_data)
        return Answer(**values | {"checklist": tuple(values.get("checklist", ()))})


class ReasonForm(forms.Form):
    text = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))


class RouteSettingsForm(forms.Form):
    """Who reviews for each function, and the table of authority."""

    def __init__(self, organization: Organization, *args: Any, **kwargs: Any) -> None:
        seats = {seat.function: seat for seat in organization.reviewer_seats.all()}
        limits = list(organization.authority_limits.all())
        super().__init__(*args, **kwargs)
        self.staff = staff_of(organization)
        self.functions = library().ringi.functions
        for function in self.functions:
            self._add_seat(function, seats.get(function.id))
        for at in range(LIMIT_ROWS):
            self._add_limit(at, limits[at] if at < len(limits) else None)

    def settings(self) -> RouteSettings:
        given = self.cleaned_data
        seats = [
            SeatRow(
                one.id, given[f"{one.id}_person"], given[f"{one.id}_deputy"], given[f"{one.id}_days"] or 5
            )
            for one in self.functions
            if given[f"{one.id}_person"]
        ]
        limits = [
            LimitRow(
                given[f"limit_{at}_title"].strip(),
                given[f"limit_{at}_up_to"],
                given[f"limit_{at}_decider"],
                given[f"limit_{at}_deputy"],
            )
            for at in range(LIMIT_ROWS)
            if given[f"limit_{at}_title"].strip()
        ]
        return RouteSettings(tuple(seats), tuple(limits))

    def seat_rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Each function with its three fields."""
        return [
            (in_page_language(one.name), [self[f"{one.id}_{name}"] for name in ("person", "deputy", "days")])
            for one in self.functions
        ]

    def limit_rows(self) -> list[list[forms.BoundField]]:
        names = ("title", "up_to", "decider", "deputy")
        return [[self[f"limit_{at}_{name}"] for name in names] for at in range(LIMIT_ROWS)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for at in range(LIMIT_ROWS):
            title, decider = given.get(f"limit_{at}_title", ""), given.get(f"limit_{at}_decider")
            if bool(title and title.strip()) != bool(decider):
                self.add_error(f"limit_{at}_decider", _("A row needs both a title and a decider."))
        return given

    def _add_seat(self, function: ReviewFunction, seat: ReviewerSeat | None) -> None:
        self.fields[f"{function.id}_person"] = self._person(_("Reviewer"), seat.person_id if seat else None)
        self.fields[f"{function.id}_deputy"] = self._person(_("Deputy"), seat.deputy_id if seat else None)
        self.fields[f"{function.id}_days"] = forms.IntegerField(
            label=_("Days"), min_value=1, max_value=60, required=False, initial=seat.days if seat else 5
        )

    def _add_limit(self, at: int, limit: AuthorityLimit | None) -> None:
        self.fields[f"limit_{at}_title"] = forms.CharField(
            label=_("Title"), max_length=100, required=False, initial=limit.title if limit else ""
        )
        self.fields[f"limit_{at}_up_to"] = forms.DecimalField(
            label=_("Up to (yen; empty: any amount)"),
            max_digits=15,
            decimal_places=0,
            min_value=Decimal(1),
            required=False,
            initial=limit.up_to_jpy if limit else None,
        )
        self.fields[f"limit_{at}_decider"] = self._person(_("Decider"), limit.decider_id if limit else None)
        self.fields[f"limit_{at}_deputy"] = self._person(_("Deputy"), limit.deputy_id if limit else None)

    def _person(self, label: Any, initial: int | None) -> forms.Field:
        return forms.ModelChoiceField(self.staff, label=label, required=False, initial=initial)
