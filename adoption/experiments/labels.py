"""確定 or 参考値: a figure is confirmed only when everything that was promised beforehand was kept."""

from dataclasses import dataclass, replace
from datetime import date

from adoption.experiments.finding import Finding, Label
from adoption.experiments.terms import PlanTerms
from language.text import Text

NOT_FROZEN = Text("測定計画が凍結されていません", "the measurement plan was not frozen")
FROZEN_LATE = Text(
    "測定計画の凍結({frozen})が最初の測定({first})より後です",
    "the plan was frozen on {frozen}, after the first reading of {first}",
)
TOO_FEW = Text(
    "標本数が計画に足りません({n} / {planned})", "fewer were measured than planned ({n} of {planned})"
)
NO_PLANNED_N = Text("必要標本数が計画されていません", "no sample size was planned")
UNLOGGED = Text(
    "計画からの変更のうち{count}件が記録されていません", "{count} departures from the plan were not logged"
)
NO_LOG = Text(
    "計画からの変更(または「変更なし」)が記録されていません",
    "nobody logged departures from the plan, or that there were none",
)
NO_THRESHOLD = Text("達成とみなす最小の効果が決められていません", "no smallest effect that passes was set")
BAD_END_FAILS = Text(
    "信頼区間の悪い側が、達成とみなす最小の効果に届きません",
    "the unfavourable end of the interval does not reach the smallest effect that passes",
)


@dataclass(frozen=True)
class Conduct:
    """How the pilot was carried out. `first_reading_on` is the first reading with AI: the baseline may be older.

    `is_logged`: the log of departures has an entry, be it that there were none.
    """

    first_reading_on: date | None
    unlogged_deviations: int = 0
    is_logged: bool = True


def labelled(finding: Finding, terms: PlanTerms, conduct: Conduct) -> Finding:
    """Return the finding with its label and every reason against 確定; without its p-value before the planned n.

    A p-value read before the planned number would invite stopping when it happens to look good.
    """
    reasons = (*finding.reasons, *_broken_promises(finding, terms, conduct))
    short = is_short(finding, terms)
    return replace(
        finding,
        p=None if short else finding.p,
        checks=tuple(one for one in finding.checks if not (short and one.kind == "p")),
        label=Label.INDICATIVE if reasons else Label.CONFIRMED,
        reasons=reasons,
    )


def is_short(finding: Finding, terms: PlanTerms) -> bool:
    """Whether the planned number is not reached, or was never planned."""
    return terms.n_planned < 1 or finding.n < terms.n_planned


def bad_end_passes(finding: Finding, terms: PlanTerms) -> bool | None:
    """Whether the unfavourable end reaches the smallest effect that passes; None without such a threshold.

    Of non-inferiority it is the margin that must not be crossed.
    """
    if finding.method == "noninf":
        return None if terms.margin is None else finding.low > -terms.margin
    if terms.min_effect is None:
        return None
    if finding.unit == "rate":
        return finding.high <= terms.min_effect
    return finding.low >= terms.min_effect


def _broken_promises(finding: Finding, terms: PlanTerms, conduct: Conduct) -> list[Text]:
    reasons = [*_freezing(terms, conduct)]
    if terms.n_planned < 1:
        reasons.append(NO_PLANNED_N)
    elif finding.n < terms.n_planned:
        reasons.append(TOO_FEW.filled(n=finding.n, planned=terms.n_planned))
    if conduct.unlogged_deviations:
        reasons.append(UNLOGGED.filled(count=conduct.unlogged_deviations))
    if not conduct.is_logged:
        reasons.append(NO_LOG)
    passes = bad_end_passes(finding, terms)
    if not passes:
        reasons.append(NO_THRESHOLD if passes is None else BAD_END_FAILS)
    return reasons


def _freezing(terms: PlanTerms, conduct: Conduct) -> list[Text]:
    if terms.frozen_on is None:
        return [NOT_FROZEN]
    first = conduct.first_reading_on
    if first is not None and first < terms.frozen_on:
        return [FROZEN_LATE.filled(frozen=terms.frozen_on.isoformat(), first=first.isoformat())]
    return []
