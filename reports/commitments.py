"""What named people have committed to for a use case: targets, owners of risks, the number at which they stop."""

from adoption.models import KpiInstance, Ringi, UseCase
from adoption.pilot_selectors import newest_plan
from adoption.pilots.definition import from_json
from adoption.states import RingiState
from language.text import Text
from reports.contents import ManagementReport
from reports.ringi_lint import Commitments, OwnedRisk
from reports.risks import as_text

_DEAD = (RingiState.REJECTED, RingiState.WITHDRAWN)


def commitments_of(use_case: UseCase, report: ManagementReport) -> Commitments:
    """Return what stands for a use case today; risks and exit numbers are those that the report prints."""
    programme = report.programme
    return Commitments(
        effects=tuple(_effects(use_case)),
        process_owner=use_case.owner_name,
        risks=tuple(OwnedRisk(as_text(risk.name), risk.owner) for risk in programme.risks)
        if programme
        else (),
        exit_conditions=(*_of_pilots(use_case, report), *_of_requests(use_case)),
    )


def _effects(use_case: UseCase) -> list[str]:
    aimed = KpiInstance.objects.filter(use_case=use_case, target__isnull=False)
    return [f"{kpi.name} {kpi.target:g} {kpi.unit}" for kpi in aimed]


def _of_pilots(use_case: UseCase, report: ManagementReport) -> list[Text]:
    """The number at which the pilot ends; a draft has it too, before the plan is frozen."""
    pilots = report.programme.pilots if report.programme else ()
    frozen = [as_text(pilot.kill_line) for pilot in pilots if pilot.plan_sha256 and pilot.kill_line]
    draft = newest_plan(use_case)
    if frozen or draft is None:
        return frozen
    definition = from_json(draft.definition)
    if definition.kill_number is None:
        return [Text(definition.kill_text, definition.kill_text)] if definition.kill_text.strip() else []
    number, words = f"{definition.kill_number:g}", definition.kill_text
    return [
        Text(
            f"改善幅が{number}に届かないとき: {words}", f"When the improvement stays below {number}: {words}"
        )
    ]


def standing_request(use_case: UseCase) -> Ringi | None:
    """The latest request for the use case that was neither rejected nor withdrawn."""
    return Ringi.objects.filter(use_case=use_case).exclude(state__in=_DEAD).first()


def _of_requests(use_case: UseCase) -> list[Text]:
    ringi = standing_request(use_case)
    return (
        [Text(ringi.exit_condition, ringi.exit_condition)] if ringi and ringi.exit_condition.strip() else []
    )
