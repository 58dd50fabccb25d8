"""Effect of the pilot: what was found, how sure it is, and which frozen plan it is held against."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import require_member
from adoption.effect_charts import interval_chart, readings_chart
from adoption.experiments.analyses import SkillFinding, by_skill
from adoption.experiments.finding import Finding
from adoption.models import MeasurementPlan, UseCase
from adoption.pilot_analysis import KpiFinding, pilot_analysis
from adoption.pilot_states import DeviationKind, KpiRole, Skill
from adoption.pilots.unit_words import unit_word
from adoption.views.chosen import use_case_or_404

HALF = 0.5  # of those who started still use it in week 8: the criterion of gate G2


@dataclass(frozen=True)
class SkillRow:
    """A skill group with its word."""

    name: str
    group: SkillFinding


@dataclass(frozen=True)
class KpiRow:
    """A KPI in the words of the page; `unit` is that of its mean readings."""

    name: str
    role: str
    unit: str
    unit_word: str
    found: KpiFinding


@require_safe
def pilot_effect(request: HttpRequest, organization: str, use_case: int) -> HttpResponse:
    membership = require_member(request, organization)
    chosen = use_case_or_404(membership, use_case)
    context = {"membership": membership, "use_case": chosen, **effect_context(chosen)}
    return render(request, "adoption/pilot_effect.html", context)


def effect_context(use_case: UseCase) -> dict[str, object]:
    """What the page shows of a pilot; without a frozen plan there is nothing to show but how to get one."""
    analysis = pilot_analysis(use_case)
    if analysis is None:
        return {"analysis": None}
    finding = analysis.primary.finding
    skills = skill_rows(analysis.primary)
    plan = MeasurementPlan.objects.get(pk=analysis.plan.id)
    return {
        "analysis": analysis,
        "primary": analysis.primary,
        "primary_name": _name(analysis.primary),
        "primary_unit": _unit_word(analysis.primary),
        "finding": finding,
        "findings": [_row(one) for one in (analysis.primary, *analysis.others)],
        "stays": None if analysis.retention is None else analysis.retention.estimate >= HALF,
        "skills": skills,
        "plan": plan,
        "deviations": plan.deviations.exclude(kind=DeviationKind.NONE),
        "nothing_deviated": plan.deviations.filter(kind=DeviationKind.NONE).first(),
        "interval_chart": None
        if finding is None
        else interval_chart(_spans(finding, skills), analysis.primary.terms),
        "readings_chart": None if finding is None else _readings(analysis.primary, finding),
    }


def skill_rows(primary: KpiFinding) -> tuple[SkillRow, ...]:
    """The skill groups in the order of skill."""
    order = {str(value): (at, str(label)) for at, (value, label) in enumerate(Skill.choices)}
    groups = sorted(
        by_skill(primary.terms, primary.readings), key=lambda one: order.get(one.skill, (9, ""))[0]
    )
    return tuple(SkillRow(order.get(one.skill, (9, one.skill))[1], one) for one in groups)


def _row(found: KpiFinding) -> KpiRow:
    unit = "min" if found.terms.is_minutes else found.kpi.unit
    return KpiRow(_name(found), str(KpiRole(found.kpi.role).label), unit, _unit_word(found), found)


def _name(found: KpiFinding) -> str:
    is_english = (get_language() or "ja").startswith("en")
    return (found.kpi.name_en if is_english else "") or found.kpi.name


def _unit_word(found: KpiFinding) -> str:
    """The unit of the mean readings; shares carry their percent sign with them."""
    if found.terms.is_minutes:
        return _("min")
    return "" if found.kpi.unit == "%" else unit_word(found.kpi.unit).in_(get_language() or "ja")


def _spans(finding: Finding, skills: tuple[SkillRow, ...]) -> list[tuple[str, Finding]]:
    groups = [(row.name, row.group.finding) for row in skills]
    return [(_("As a whole"), finding), *((name, one) for name, one in groups if one is not None)]


def _readings(primary: KpiFinding, finding: Finding) -> dict[str, object] | None:
    return readings_chart(finding.chart, primary.readings, get_language() or "ja")
