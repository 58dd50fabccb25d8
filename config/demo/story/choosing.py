"""How the sample company chose: three canvases, triage, one round of individual scores, shares of the base."""

from typing import Any

from accounts.models import Organization
from adoption.models import UseCase
from adoption.services.portfolio import (
    close_round,
    open_round,
    place_in_plan,
    record_triage,
    save_canvas,
    score,
)
from adoption.services.use_cases import UseCaseDraft, create_use_case
from config.demo.story.book import chapter
from config.demo.story.calendar import told_at
from config.demo.story.people import People
from tco.models import CostPlan


def choose(organization: Organization, people: People) -> None:
    """Describe three pieces of work, judge their risk, and score them: nobody saw the marks of others before."""
    told = chapter("choosing")
    cases = {row["key"]: _describe(organization, people, row) for row in told["use_cases"]}
    with told_at(told["scoring"]["opened_at"]):
        round_ = open_round(organization, people[told["scoring"]["by"]])
        for row in told["scoring"]["votes"]:
            for key, marks in row["marks"].items():
                given = dict(zip(told["scoring"]["criteria"], marks, strict=True))
                comment = row.get("comments", {}).get(key, "")
                score(round_, cases[key], given, people[row["voter"]], row["department"], comment)
    with told_at(told["scoring"]["closed_at"]):
        close_round(round_, people[told["scoring"]["by"]])


def share_the_base(organization: Organization, people: People, plan: CostPlan) -> None:
    """Say which work of the shared base each use case is."""
    told = chapter("choosing")
    uses = [use.key for use in plan.shape.uses]
    for row in told["use_cases"]:
        use_case = case_of(organization, row["library_id"])
        if not plan.use_cases_in_it.filter(use_case=use_case).exists():
            place_in_plan(use_case, plan, uses[row["work_of_base"]], people["owner"])


def case_of(organization: Organization, library_id: str) -> UseCase:
    return UseCase.objects.get(organization=organization, library_id=library_id)


def _describe(organization: Organization, people: People, row: dict[str, Any]) -> UseCase:
    with told_at(row["at"]):
        use_case = UseCase.objects.filter(organization=organization, library_id=row["library_id"]).first()
        if use_case is None:
            draft = UseCaseDraft(library_id=row["library_id"], **row["sheet"])
            use_case = create_use_case(organization, draft, people["owner"])
        save_canvas(use_case, row["canvas"], people[row["canvas_by"]])
        record_triage(use_case, row["triage"], people["owner"])
    return use_case
