"""What people may send about question sets: one question, a drafting job, results of other tools."""

from typing import Any

from django import forms
from django.db.models import Case, When
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from evaluations.forms import set_class_field
from evaluations.models import Candidate, Document, TestSet
from evaluations.row_fields import RowsField
from evaluations.services.draft_order import WANTED
from evaluations.states import DocumentState, ProviderKind, TestSetState
from evaluations.testsets.columns import COLUMNS, KINDS, SEVERITIES, header_of
from evaluations.testsets.export import cells_of
from evaluations.testsets.item import Item
from evaluations.testsets.rows import RowReader

_LONG = ("question", "golds", "choices", "schema", "key_points", "quotes")
_FIELDS = tuple(
    column.field for column in COLUMNS if column.field not in ("key", "reviewed_by", "reviewed_on")
)
_OF_SOME_KINDS = ("choices", "schema", "key_points")
_LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]


class ItemForm(forms.Form):
    """One question in the cells of its spreadsheet row, checked by the same reader."""

    item: Item | None = None

    def __init__(self, *args: Any, item: Item | None = None, **kwargs: Any) -> None:
        language = get_language() or "ja"
        if item:
            kwargs["initial"] = _initial(item, language)
        super().__init__(*args, **kwargs)
        for field in _FIELDS:
            self.fields[field] = _field(field, language)

    def main(self) -> list[forms.BoundField]:
        return [self[name] for name in ("question", "kind", "golds", "unit", "tolerance", "severity")]

    def of_some_kinds(self) -> list[forms.BoundField]:
        """Columns that only choices, extractions and summaries use."""
        return [self[name] for name in _OF_SOME_KINDS]

    def uses_some_kinds(self) -> bool:
        return any(self[name].value() or self[name].errors for name in _OF_SOME_KINDS)

    def evidence(self) -> list[forms.BoundField]:
        return [self[name] for name in ("documents", "locators", "quotes", "language")]

    def clean(self) -> dict[str, Any]:
        cells = {column.field: "" for column in COLUMNS} | {
            field: str(self.cleaned_data.get(field, "")).replace("\r\n", "\n").strip() for field in _FIELDS
        }
        reader = RowReader(1, cells)
        self.item = reader.item("Q001")
        columns = {header_of(field): field for field in _FIELDS}
        for problem in reader.problems:
            self.add_error(columns.get(problem.column), problem.message.in_(get_language() or "ja"))
        return self.cleaned_data


def _initial(item: Item, language: str) -> dict[str, str]:
    return {**cells_of(item, language), "kind": item.kind, "severity": item.severity}


def _field(name: str, language: str) -> forms.Field:
    column = next(column for column in COLUMNS if column.field == name)
    words: dict[str, Any] = {"label": column.header.in_(language), "required": name == "question"}
    if name in ("kind", "severity"):
        listed = KINDS if name == "kind" else SEVERITIES
        pairs = [(value, text.in_(language)) for value, text in listed.items()]
        initial = "short" if name == "kind" else "normal"
        return forms.ChoiceField(choices=pairs, initial=initial, **words)
    if name == "language":
        return forms.ChoiceField(choices=_LANGUAGES, initial="ja", **words)
    words["help_text"] = column.hint.in_(language)
    widget = forms.Textarea(attrs={"rows": 3 if name in ("question", "golds") else 2})
    return forms.CharField(widget=widget if name in _LONG else forms.TextInput(), **words)


class DraftForm(forms.Form):
    """A drafting job: a draft of this organisation or a new name, its read documents, an active candidate."""

    test_set = forms.ModelChoiceField(
        TestSet.objects.none(), label=_("Question set"), required=False, empty_label=_("A new question set")
    )
    new_name = forms.CharField(label=_("Name of the new question set"), max_length=200, required=False)
    documents = RowsField(Document.objects.none(), label=_("Documents"), widget=forms.CheckboxSelectMultiple)
    wanted = forms.IntegerField(
        label=_("How many questions"),
        min_value=WANTED[0],
        max_value=WANTED[-1],
        initial=20,
        help_text=_(
            "Drafts that fail a check are thrown away, so fewer may remain. A small model without a GPU takes up to a "
            "minute for each passage."
        ),
    )
    candidate = forms.ModelChoiceField(
        Candidate.objects.none(),
        label=_("Model that drafts"),
        empty_label=None,
        help_text=_(
            "A model on this machine sends nothing away. For any other the sending policy decides, passage by passage."
        ),
    )

    def __init__(self, organization: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drafters = organization.candidates.filter(is_active=True).exclude(provider=ProviderKind.FILE)
        documents = organization.documents.filter(state=DocumentState.READY)
        self.fields["test_set"].queryset = organization.test_sets.filter(state=TestSetState.DRAFT)  # type: ignore[attr-defined]
        self.fields["documents"].queryset = documents  # type: ignore[attr-defined]
        self.fields["documents"].initial = [document.pk for document in documents]
        # A model on this machine is offered first.
        local_first = drafters.order_by(
            Case(When(provider=ProviderKind.TRANSFORMERS, then=0), default=1), "name"
        )
        self.fields["candidate"].queryset = local_first  # type: ignore[attr-defined]


class ForeignImportForm(forms.Form):
    name = forms.CharField(label=_("Name of the question set"), max_length=200)
    file = forms.FileField(
        label=_("File of another tool"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".json,.jsonl,.eval,.zip"}),
        help_text=_(
            "promptfoo (JSON), Inspect (.eval or JSON), lm-evaluation-harness (samples_*.jsonl) or llm-jp-eval (JSON)."
        ),
    )
    confidentiality = set_class_field()
