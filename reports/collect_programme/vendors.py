"""Models, hosts and suppliers with their answers and their history as the workbook prints them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import cast

from django.utils import timezone

from accounts.models import Organization
from adoption.gates.review import Status
from governance.content.library import VendorQuestion
from governance.exits import ExitRow, exit_row, exit_rows
from governance.models import (
    AiSystem,
    HostRecord,
    ModelRecord,
    ModelUse,
    SupplierRecord,
    VendorAnswer,
    VendorEvent,
)
from governance.vendor_records import Measured, by_id, concentrations, sections_of, uses_of, uses_of_system
from governance.vendor_states import EventKind, SupplierKind, Weights
from language.text import Text
from reports.collect_programme.wording import choice_text, named_text
from reports.programme import vendors
from reports.programme.said import Certainty

Answers = dict[str, VendorAnswer]
_DIMENSIONS = {
    "vendor": Text("提供元", "Supplier"),
    "origin": Text("モデルの出自", "Origin of the model"),
    "host": Text("実行場所", "Place of operation"),
}


def vendors_of(organization: Organization, system: AiSystem | None) -> vendors.VendorPart:
    """The uses of the system, or of the whole company, with the history of what they rest on."""
    uses = list(uses_of_system(system) if system else uses_of(organization))
    answers = _answers(uses)
    asked = by_id(sections_of(organization))
    events = _events(organization, uses)
    exits = [exit_row(system)] if system else exit_rows(organization)
    return vendors.VendorPart(
        uses=tuple(_use(use, answers[use.pk], asked) for use in uses),
        prices=tuple(_price(one) for one in events if one.kind == EventKind.PRICE),
        events=tuple(_event(one) for one in events if one.kind != EventKind.PRICE),
        dependence=tuple(_dependence(one) for one in concentrations(organization)) if uses else (),
        ways_out=tuple(_way_out(row) for row in exits if row.plan),
    )


def _dependence(measured: Measured) -> vendors.Dependence:
    largest = measured.spend.largest or measured.workload.largest
    return vendors.Dependence(
        name=_DIMENSIONS[measured.dimension],
        by_spend=measured.spend.index,
        by_workload=measured.workload.index,
        limit=measured.most,
        largest=f"{largest.name} {largest.share:.0%}" if largest else "",
        status=_status(measured.is_within),
    )


def _way_out(row: ExitRow) -> vendors.WayOut:
    ended = row.drill.ended_at if row.drill else None
    return vendors.WayOut(
        system=named_text(row.system.name, row.system.name_en),
        substitute=row.substitute or "",
        days=row.days,
        is_measured=row.days_measured is not None,
        days_limit=row.tolerance.switching_days_max,
        drilled_on=timezone.localdate(ended) if ended else None,
        status=_status(row.is_within),
    )


def _status(is_within: bool | None) -> Status:
    return "unknown" if is_within is None else "met" if is_within else "not_met"


def _answers(uses: Iterable[ModelUse]) -> defaultdict[int, Answers]:
    found: defaultdict[int, Answers] = defaultdict(dict)
    for row in VendorAnswer.objects.filter(use__in=[use.pk for use in uses]):
        found[row.use_id][row.question] = row
    return found


def _events(organization: Organization, uses: Iterable[ModelUse]) -> list[VendorEvent]:
    """What happened to the models and the suppliers of these uses."""
    models, suppliers = {use.model_id for use in uses}, {use.supplier_id for use in uses}
    rows = VendorEvent.objects.filter(organization=organization).select_related(
        "model", "supplier", "entered_by"
    )
    return [one for one in rows if _concerns(one, models, suppliers)]


def _concerns(event: VendorEvent, models: set[int | None], suppliers: set[int | None]) -> bool:
    if event.model_id is not None:
        return event.model_id in models
    return event.supplier_id is not None and event.supplier_id in suppliers


def _use(use: ModelUse, answers: Answers, asked: dict[str, VendorQuestion]) -> vendors.ModelUse:
    known = {key for key, row in answers.items() if row.score is not None}
    return vendors.ModelUse(
        name=use.name,
        model=_model(use.model) if use.model else None,
        host=_host(use.host) if use.host else None,
        supplier=_supplier(use.supplier) if use.supplier else None,
        musts=tuple(_must(key, one.name, answers.get(key)) for key, one in asked.items() if one.must),
        unknown_answers=sum(1 for key in asked if key not in known),
        asked=len(asked),
    )


def _model(row: ModelRecord) -> vendors.Party:
    weights = choice_text(Weights(row.weights).label) if row.weights else Text("", "")
    licence = Text(
        " / ".join(part for part in (weights.ja, row.licence) if part),
        " / ".join(part for part in (weights.en, row.licence) if part),
    )
    return vendors.Party(row.name, _place(row.developer, row.origin_country), licence)


def _host(row: HostRecord) -> vendors.Party:
    name = f"{row.name} / {row.operator}" if row.operator and row.operator != row.name else row.name
    operators = row.operators_location
    place = Text(row.jurisdiction, row.jurisdiction)
    if operators and operators != row.jurisdiction:
        place = Text(
            f"{row.jurisdiction}（運用者 {operators}）", f"{row.jurisdiction} (operators: {operators})"
        )
    return vendors.Party(name, place, "")


def _supplier(row: SupplierRecord) -> vendors.Party:
    kind = choice_text(SupplierKind(row.kind).label) if row.kind else Text("", "")
    terms = Text(
        " / ".join(part for part in (kind.ja, row.contract) if part),
        " / ".join(part for part in (kind.en, row.contract) if part),
    )
    return vendors.Party(row.name, row.country, terms)


def _place(developer: str, country: str) -> str:
    return " ".join(part for part in (developer, country) if part)


def _must(key: str, question: Text, row: VendorAnswer | None) -> vendors.VendorAnswer:
    if row is None:
        return vendors.VendorAnswer(key, question, "", None, "")
    evidence = " ".join(part for part in (row.evidence, row.source) if part)
    return vendors.VendorAnswer(key, question, row.text, row.score, evidence)


def _price(row: VendorEvent) -> vendors.PricePoint:
    return vendors.PricePoint(
        model=_subject(row),
        valid_from=row.on,
        input_price=None if row.input_price is None else float(row.input_price),
        output_price=None if row.output_price is None else float(row.output_price),
        currency=row.currency,
        source=row.source,
        seen_on=row.seen_on,
        entered_by=str(row.entered_by or ""),
    )


def _event(row: VendorEvent) -> vendors.LifecycleEvent:
    kind = choice_text(EventKind(row.kind).label)
    return vendors.LifecycleEvent(
        model=_subject(row),
        event=Text(f"{kind.ja}: {row.description}", f"{kind.en}: {row.description}"),
        on=row.on,
        source=row.source,
        seen_on=row.seen_on,
        certainty=cast(Certainty, row.certainty),
        entered_by=str(row.entered_by or ""),
    )


def _subject(row: VendorEvent) -> str:
    return str(row.model or row.supplier or "")
