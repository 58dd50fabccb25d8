"""Rows for the sheets of the approval file about risks (12) and structure with training (13): values, no rows."""

from dataclasses import dataclass
from datetime import date

from accounts.models import Organization
from governance.content.loader import books
from governance.models import AiSystem, Risk
from governance.operation_states import RiskState
from governance.overviews.duties import matrix, role_lines, warnings
from governance.overviews.planted import FoundRate, latest_of_each_person, pooled, takings_of
from governance.overviews.readiness import ReadinessLine, readiness_lines, summary_of
from governance.overviews.risks import living, risks_of, worst_first
from governance.overviews.training import TrainingLine, training_lines
from language.text import Text


@dataclass(frozen=True)
class RiskRow:
    """A risk; levels after the treatment are None while nobody has judged."""

    id: int
    name: Text
    category: str
    likelihood_before: int
    impact_before: int
    likelihood_after: int | None
    impact_after: int | None
    response: str
    treatment: str
    owner: str
    whose_safety: str
    fail_safe: Text
    review_on: date
    state: Text


@dataclass(frozen=True)
class RoleRow:
    """A role; without a person nobody holds it."""

    id: str
    name: Text
    person: str
    deputy: str
    escalation: str


@dataclass(frozen=True)
class RaciSheetRow:
    """One activity with its letters by role: R, A, RA, C or I."""

    id: str
    activity: Text
    letters: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class StructureRows:
    """Who does what, whether operation is ready, who learns what; `found_rate` is None without a planted-error test."""

    roles: tuple[RoleRow, ...]
    raci: tuple[RaciSheetRow, ...]
    raci_warnings: tuple[str, ...]
    readiness: tuple[ReadinessLine, ...]
    readiness_share: float
    must_open: int | None
    training: tuple[TrainingLine, ...]
    found_rate: FoundRate | None

    @property
    def is_there(self) -> bool:
        """Whether the company has entered anything at all."""
        held = any(role.person for role in self.roles)
        taught = any(line.required or line.sessions for line in self.training)
        return held or taught or self.must_open is not None or self.found_rate is not None


def risk_rows(organization: Organization, system: AiSystem | None = None) -> tuple[RiskRow, ...]:
    """Living risks of the company and the system, the worst of what is left first."""
    return tuple(_risk_row(risk) for risk in worst_first(living(risks_of(organization, system))))


def structure_rows(organization: Organization, system: AiSystem | None = None) -> StructureRows:
    readiness = readiness_lines(organization, system)
    summary = summary_of(readiness)
    held = role_lines(organization, system)
    return StructureRows(
        roles=tuple(
            RoleRow(
                line.role.id,
                line.role.name,
                line.holder.person_name if line.holder else "",
                line.holder.deputy_name if line.holder else "",
                line.holder.escalation_name if line.holder else "",
            )
            for line in held
        ),
        raci=tuple(
            RaciSheetRow(row.row.id, row.row.name, tuple(row.letters.items())) for row in matrix(organization)
        ),
        raci_warnings=warnings(organization, system),
        readiness=readiness,
        readiness_share=summary.share,
        must_open=summary.must_open,
        training=training_lines(organization, system),
        found_rate=pooled(latest_of_each_person(takings_of(organization, system))),
    )


def _risk_row(risk: Risk) -> RiskRow:
    return RiskRow(
        id=risk.pk,
        name=Text(risk.title, risk.title_en or risk.title),
        category=risk.category,
        likelihood_before=risk.likelihood_before,
        impact_before=risk.impact_before,
        likelihood_after=risk.likelihood_after,
        impact_after=risk.impact_after,
        response=risk.response,
        treatment=risk.treatment,
        owner=risk.owner_name,
        whose_safety=risk.whose_safety,
        fail_safe=_fail_safe_words(risk),
        review_on=risk.review_on,
        state=STATE_WORDS[risk.state],
    )


STATE_WORDS: dict[str, Text] = {
    RiskState.OPEN: Text("対策未実施", "Treatment not in place"),
    RiskState.TREATED: Text("対策済み", "Treatment in place"),
    RiskState.CLOSED: Text("解消", "Risk has gone"),
}


def _fail_safe_words(risk: Risk) -> Text:
    names = {one.id: one.name for one in books().roles.fail_safe_patterns}
    chosen = [names[one] for one in risk.fail_safes if one in names]
    return Text("、".join(one.ja for one in chosen), "; ".join(one.en for one in chosen))
