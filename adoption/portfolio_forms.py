"""Forms of the portfolio: the canvas, the triage, one's own marks, the place in a cost plan."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from adoption.content.loader import library
from adoption.forms import in_page_language
from adoption.models import CaseScore, UseCase
from language.text import Text
from tco.models import CostPlan


class CanvasForm(forms.Form):
    """One field for each question of the canvas; empty is allowed and counts as unknown."""

    def __init__(self, answers: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in library().workshop.canvas:
            self.fields[one.id] = forms.CharField(
                label=in_page_language(one.name),
                initial=answers.get(one.id, ""),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )


class TriageForm(forms.Form):
    def __init__(self, answers: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in library().use_cases.triage:
            choices = [
                (one.id, f"{in_page_language(one.name)} ({one.risk_class})") for one in question.answers
            ]
            self.fields[question.id] = forms.ChoiceField(
                label=in_page_language(question.name),
                initial=answers.get(question.id),
                choices=choices,
                widget=forms.RadioSelect,
            )


class MarksForm(forms.Form):
    """One's own marks for one use case; the words beside a mark say what it means."""

    department = forms.CharField(label=_("Department"), max_length=60, required=False)
    comment = forms.CharField(label=_("Why, or against"), max_length=500, required=False)

    def __init__(self, stored: CaseScore | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        book = library().workshop
        for criterion in book.criteria:
            words = {anchor.score: in_page_language(anchor.name) for anchor in criterion.anchors}
            choices = [(mark, f"{mark} {words.get(mark, '')}".strip()) for mark in book.scale]
            self.fields[criterion.id] = forms.TypedChoiceField(
                label=in_page_language(criterion.name),
                choices=[("", "–"), *choices],
                coerce=int,
                initial=stored.marks.get(criterion.id) if stored else None,
            )
        if stored:
            self.fields["department"].initial = stored.department
            self.fields["comment"].initial = stored.comment
        self.order_fields([*(one.id for one in book.criteria), "department", "comment"])

    def marks(self) -> dict[str, int]:
        return {one.id: self.cleaned_data[one.id] for one in library().workshop.criteria}


class PlaceForm(forms.Form):
    """A work of one of the company's cost plans."""

    place = forms.ChoiceField(label=_("Work in a cost plan"))

    def __init__(self, organization: Organization, use_case: UseCase, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plans = CostPlan.objects.filter(organization=organization)
        self.plans = {plan.pk: plan for plan in plans}
        choices = [
            (f"{plan.pk}:{use.key}", f"{plan.name} – {in_page_language(Text(use.label.ja, use.label.en))}")
            for plan in self.plans.values()
            for use in plan.shape.uses
        ]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]
        current = use_case.plan_uses.first()
        self.fields["place"].initial = f"{current.cost_plan_id}:{current.use_key}" if current else None

    def chosen(self) -> tuple[CostPlan, str]:
        plan, _, use_key = self.cleaned_data["place"].partition(":")
        return self.plans[int(plan)], use_key
