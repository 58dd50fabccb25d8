"""What the company's policy says about one use: about the model's origin, the place and the people who operate it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["allowed", "needs_approval", "not_allowed", "undecided", "unknown"]
Aspect = Literal["origin", "host", "operators"]
# The strictest first: one answer that stops is not outweighed by two that do not.
STRICTNESS: tuple[Verdict, ...] = ("not_allowed", "unknown", "undecided", "needs_approval", "allowed")


@dataclass(frozen=True)
class Countries:
    """Three answers of one use, as two letters; "" is unknown."""

    origin: str
    host: str
    operators: str


@dataclass(frozen=True)
class Rule:
    """One line of the policy."""

    verdict: Verdict
    rationale: str = ""


@dataclass(frozen=True)
class Finding:
    """What the policy says about one country in one role."""

    aspect: Aspect
    country: str
    verdict: Verdict
    rationale: str = ""


@dataclass(frozen=True)
class Checked:
    """Three findings and what they come to; an approval settles only what needs approval."""

    findings: tuple[Finding, Finding, Finding]
    is_approved: bool = False

    @property
    def verdict(self) -> Verdict:
        strictest = min((one.verdict for one in self.findings), key=STRICTNESS.index)
        return "allowed" if strictest == "needs_approval" and self.is_approved else strictest


def check(
    countries: Countries,
    origins: Mapping[str, Rule],
    hosts: Mapping[str, Rule],
    is_approved: bool = False,
) -> Checked:
    """Hold three countries against the policy: `origins` for the model, `hosts` for the place and its operators.

    A country that is not known is "unknown", a known one without a rule "undecided": neither passes.

    >>> allowed, asked = Rule("allowed"), Rule("needs_approval")
    >>> check(Countries("CN", "JP", "US"), {"CN": asked}, {"JP": allowed, "US": allowed}).verdict
    'needs_approval'
    """
    return Checked(
        (
            _find("origin", countries.origin, origins),
            _find("host", countries.host, hosts),
            _find("operators", countries.operators, hosts),
        ),
        is_approved,
    )


def _find(aspect: Aspect, country: str, rules: Mapping[str, Rule]) -> Finding:
    if not country:
        return Finding(aspect, "", "unknown")
    rule = rules.get(country)
    return (
        Finding(aspect, country, rule.verdict, rule.rationale)
        if rule
        else Finding(aspect, country, "undecided")
    )
