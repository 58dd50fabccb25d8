"""Facts that rows of the product establish now: choosing the use case, and what governance keeps about it."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from adoption.gates.facts import Fact, FactName, FactValue
from adoption.models import UseCase
from adoption.portfolio_selectors import facts_of_choice
from adoption.where import page_of
from governance.gate_facts import governance_facts

AGE = "age_days"  # days since something was done: one more every day


def live_facts(use_case: UseCase) -> dict[FactName, Fact]:
    """They stand before anything recorded by hand; what no row establishes is left out."""
    return _of_choice(use_case) | _of_governance(use_case)


def _of_choice(use_case: UseCase) -> dict[FactName, Fact]:
    found: dict[FactName, Fact] = {}
    for one in facts_of_choice(use_case):
        found |= _facts(use_case, one.source, one.key, one.facts, _("Choice of use cases"))
    return found


def _of_governance(use_case: UseCase) -> dict[FactName, Fact]:
    found: dict[FactName, Fact] = {}
    for (source, key), fields in governance_facts(use_case.organization, use_case.system).items():
        found |= _facts(use_case, source, key, fields, _("Governance"))
    return found


def _facts(
    use_case: UseCase, source: str, key: str, fields: Mapping[str, FactValue], words: str
) -> dict[FactName, Fact]:
    found = {}
    for field, value in fields.items():
        name = FactName(source, key, field)
        link = page_of(use_case, name) or ""
        found[name] = Fact(value, words, link=link, is_clock=field == AGE)
    return found
