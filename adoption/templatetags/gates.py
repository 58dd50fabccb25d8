"""How statuses, outcomes and facts are written on a page: a word always, a sign beside it."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from adoption.content.loader import gate_book, library
from adoption.gates.facts import Fact, FactName, FactUse
from adoption.gates.review import CriterionResult, Outcome, Status
from adoption.gates.wording import OUTCOME_WORDS, STATUS_SIGNS, STATUS_WORDS
from adoption.models import Evidence, UseCase
from adoption.where import first_page
from language.text import Text

register = template.Library()

STATUS_CLASSES = {"met": "state-pass", "not_met": "state-fail", "unknown": "state-warn"}
OUTCOME_CLASSES = {"go": "state-pass", "conditional_go": "state-info", "stop": "state-fail"}


@register.filter
def bilingual(text: Text) -> str:
    """A text in the language of the page."""
    return text.in_(get_language() or "ja")


@register.simple_tag
def status_badge(status: Status) -> SafeString:
    return format_html(
        '<span class="state {}"><span aria-hidden="true">{}</span> {}</span>',
        STATUS_CLASSES[status],
        STATUS_SIGNS[status],
        bilingual(STATUS_WORDS[status]),
    )


@register.simple_tag
def outcome_badge(outcome: Outcome) -> SafeString:
    word = bilingual(OUTCOME_WORDS[outcome])
    return format_html('<span class="state {}">{}</span>', OUTCOME_CLASSES.get(outcome, "state-warn"), word)


@register.filter
def fact_label(use: FactUse) -> str:
    return bilingual(gate_book().fact_kind(use.name).name)


@register.filter
def fact_value(use: FactUse) -> str:
    """The value with its unit, or the word for unknown: never an empty cell."""
    if use.fact is None or not use.is_known:
        return bilingual(STATUS_WORDS["unknown"])
    return bilingual(gate_book().fact_kind(use.name).value_text(use.fact.value))


@register.filter
def described_facts(evidence: Evidence) -> list[FactUse]:
    """The facts of a row that criteria ask for, in the order they were recorded."""
    described = {kind.fact_name for kind in gate_book().facts}
    named = {FactName(evidence.source, evidence.key, field): value for field, value in evidence.facts.items()}
    return [
        FactUse(name, Fact(value, evidence.source_text)) for name, value in named.items() if name in described
    ]


@register.filter
def origin_hint(use: FactUse) -> str:
    """How an unknown fact becomes known."""
    hints = {
        "evaluation": _("comes from a linked evaluation"),
        "cost_plan": _("comes from a linked cost plan"),
        "use_case": _("comes from the use-case sheet"),
        "pilot": _("comes from the pilot's plan and readings"),
        "person": "",
    }
    return hints[gate_book().fact_kind(use.name).origin]


@register.filter
def ringi_parts(parts: list[str]) -> str:
    """The names of the parts of the evidence that changed."""
    book = {part.id: part.name for part in library().ringi.parts}
    return ", ".join(bilingual(book[part]) for part in parts if part in book)


@register.simple_tag
def page_for(use_case: UseCase, result: CriterionResult) -> str:
    """Where the rows behind a criterion are made; empty where it is recorded at the gate."""
    return first_page(use_case, result.facts) or ""
