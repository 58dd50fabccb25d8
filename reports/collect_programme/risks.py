"""The risk register as the workbook prints it."""

from accounts.models import Organization
from governance.content.loader import books
from governance.models import AiSystem, Risk
from governance.operation_states import RiskResponse, RiskState
from governance.overviews.risks import living, risks_of, worst_first
from language.text import Text
from reports.collect_programme.wording import choice_text, joined, named_text
from reports.programme.risks import Exposure, RegisteredRisk


def registered_risks_of(organization: Organization, system: AiSystem | None) -> tuple[RegisteredRisk, ...]:
    """Risks that have not gone, the worst first."""
    patterns = {one.id: one.name for one in books().roles.fail_safe_patterns}
    return tuple(_risk(row, patterns) for row in worst_first(living(risks_of(organization, system))))


def _risk(row: Risk, patterns: dict[str, Text]) -> RegisteredRisk:
    response = choice_text(RiskResponse(row.response).label)
    return RegisteredRisk(
        id=f"R{row.pk}",
        name=named_text(row.title, row.title_en),
        before=_exposure(row.likelihood_before, row.impact_before),
        after=_exposure(row.likelihood_after, row.impact_after),
        response=Text(f"【{response.ja}】{row.treatment}", f"[{response.en}] {row.treatment}")
        if row.treatment.strip()
        else "",
        owner=row.owner_name,
        whose_safety=row.whose_safety,
        fail_safe=joined([patterns.get(one, Text(one, one)) for one in row.fail_safes], " / ", " / "),
        review_on=row.review_on,
        state=choice_text(RiskState(row.state).label),
    )


def _exposure(likelihood: int | None, impact: int | None) -> Exposure | None:
    return None if likelihood is None or impact is None else Exposure(likelihood, impact)
