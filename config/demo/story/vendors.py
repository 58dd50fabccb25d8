"""Vendors of the sample company: three records behind each use, dependence, ways out, partners."""

from typing import Any

from accounts.models import Organization, User
from config.demo.story.book import chapter
from config.demo.story.calendar import told_at
from config.demo.story.choosing import case_of
from config.demo.story.people import People
from governance.models import (
    AiSystem,
    DependencyTolerance,
    ExitPlan,
    HostRecord,
    ModelRecord,
    ModelUse,
    OriginRule,
    PartnerActivity,
    SupplierRecord,
    SwitchReview,
    VendorEvent,
)
from governance.services.documents import Approval, approve_document, first_text, save_document
from governance.services.exits import add_review, end_drill, save_plan, save_tolerance, start_drill
from governance.services.questionnaires import AnswerDraft, save_answer
from governance.services.vendors import approve_origin, save_row, share_parts
from governance.vendor_states import DocumentKind

Told = dict[str, Any]
Rows = dict[str, dict[str, Any]]


def record_vendors(organization: Organization, people: People) -> None:
    """Enter models, hosts and suppliers, what the policy says about them, and the answers to the questionnaire."""
    told = chapter("vendors")
    by = people[told["by"]]
    with told_at(told["at"]):
        rows = _records(organization, told, by)
        uses = {key: _use(organization, rows, row, by) for key, row in told["uses"].items()}
        for row in told["origin_rules"]:
            save_row(OriginRule(organization=organization, **row), by)
        approval = told["origin_approval"]
        approve_origin(uses[approval["use"]], approval["person_name"], approval["reason"], by)
        share_parts(uses["search"], told["shared_parts"], by)
        for row in told["events"]:
            given = {name: value for name, value in row.items() if name != "of"}
            save_row(VendorEvent(organization=organization, model=rows["models"][row["of"]], **given), by)
    _answers(uses["search"], told, by)


def prepare_ways_out(organization: Organization, people: People) -> None:
    """State what dependence is tolerated, plan and rehearse the way out, review it, and agree with partners."""
    told = chapter("vendors")
    by = people[told["by"]]
    with told_at(told["tolerance_at"]):
        save_tolerance(DependencyTolerance(organization=organization, **told["tolerance"]), by)
    with told_at(told["exits_at"]):
        for case, row in told["exits"].items():
            save_plan(ExitPlan(system=_system(organization, case), **row), by)
    _drill(organization, told["drill"], by)
    _document(organization, DocumentKind.DEPENDENCY, told["statement"], people)
    _review(organization, told["review"], by)
    with told_at(told["partners_at"]):
        for row in told["partners"]:
            save_row(PartnerActivity(organization=organization, **row), by)
    _document(organization, DocumentKind.PARTNERS, told["partner_document"], people)


def _records(organization: Organization, told: Told, by: User) -> Rows:
    kinds: dict[str, Any] = {"models": ModelRecord, "hosts": HostRecord, "suppliers": SupplierRecord}
    found: Rows = {}
    for kind, model in kinds.items():
        found[kind] = {key: model(organization=organization, **row) for key, row in told[kind].items()}
        for row in found[kind].values():
            save_row(row, by)
    return found


def _use(organization: Organization, rows: Rows, told: Told, by: User) -> ModelUse:
    linked = {
        "system": _system(organization, told["system"]),
        "model": rows["models"][told["model"]],
        "host": rows["hosts"][told["host"]],
        "supplier": rows["suppliers"][told["supplier"]],
    }
    use = ModelUse(organization=organization, **{**told, **linked})
    save_row(use, by)
    return use


def _answers(use: ModelUse, told: Told, by: User) -> None:
    moment = told["answers_at"]
    with told_at(moment):
        for question, (text, score, evidence) in told["answers"].items():
            draft = AnswerDraft(
                text, score, evidence, source="情報システム課の調べ", answered_on=moment.date()
            )
            save_answer(use, question, draft, by)
        save_answer(use, told["unanswered"], AnswerDraft("", None), by)


def _drill(organization: Organization, told: Told, by: User) -> None:
    with told_at(told["started_at"]):
        drill = start_drill(
            _system(organization, told["system"]), told["started_at"], told["person_name"], by
        )
    for name in ("ended_at", "has_passed", "cost_jpy", "reference", "findings"):
        setattr(drill, name, told[name])
    with told_at(told["ended_at"]):
        end_drill(drill, by)


def _document(organization: Organization, kind: DocumentKind, told: Told, people: People) -> None:
    by = people[told["by"]]
    with told_at(told["at"]):
        draft = save_document(organization, kind, first_text(organization, kind, "ja"), by)
        approve_document(draft, Approval(by.name, by.title, told["review_on"]), draft.text_sha256, by)


def _review(organization: Organization, told: Told, by: User) -> None:
    given = {name: value for name, value in told.items() if name not in ("at", "system", "answers")}
    review = SwitchReview(system=_system(organization, told["system"]), **given)
    with told_at(told["at"]):
        add_review(review, told["answers"], by)


def _system(organization: Organization, library_id: str) -> AiSystem:
    system = case_of(organization, library_id).system
    assert system is not None  # noqa: S101
    return system
