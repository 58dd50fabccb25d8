"""Facts that rows of the product establish now: choosing the use case, and what governance keeps about it."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from adoption.gates.facts import Fact, FactName, FactValue
from adoption.models import UseCase
from adoption.portfolio_selectors import facts_of_choice
from governance.gate_facts import governance_facts

# Where a person looks at the rows behind a fact of choosing.
_CHOICE_PAGES = {
    "baseline_estimate": "adoption:canvas",
    "no_ai_option": "adoption:canvas",
    "risk_triage": "adoption:triage",
}


def live_facts(use_case: UseCase) -> dict[FactName, Fact]:
    """They stand before anything recorded by hand; what no row establishes is left out."""
    return _of_choice(use_case) | _of_governance(use_case)


def _of_choice(use_case: UseCase) -> dict[FactName, Fact]:
    slug, found = use_case.organization.slug, {}
    for one in facts_of_choice(use_case):
        page = _CHOICE_PAGES.get(one.key)
        link = reverse(page, args=[slug, use_case.pk]) if page else reverse("adoption:portfolio", args=[slug])
        found |= _facts(one.source, one.key, one.facts, _("Choice of use cases"), link)
    return found


def _of_governance(use_case: UseCase) -> dict[FactName, Fact]:
    link = reverse("governance:home", args=[use_case.organization.slug])
    known = governance_facts(use_case.organization, use_case.system)
    found: dict[FactName, Fact] = {}
    for (source, key), fields in known.items():
        found |= _facts(source, key, fields, _("Governance"), link)
    return found


def _facts(
    source: str, key: str, fields: Mapping[str, FactValue], words: str, link: str
) -> dict[FactName, Fact]:
    return {FactName(source, key, field): Fact(value, words, link=link) for field, value in fields.items()}
