"""What the workbook's sheet of vendors reads: uses, musts, prices and events of one AI system as plain values."""

from dataclasses import dataclass
from datetime import date

from governance.dependence.scoring import overall
from governance.models import AiSystem, ModelUse, VendorAnswer, VendorEvent
from governance.vendor_records import by_id, check_of, open_changes, sections_of, uses_of_system
from governance.vendor_states import EventKind
from language.text import Text


@dataclass(frozen=True)
class SheetParty:
    """Model, host or supplier; "" is unknown."""

    name: str
    place: str
    terms: str


@dataclass(frozen=True)
class SheetAnswer:
    """One must; `score` is None while unknown."""

    id: str
    question: Text
    answer: str
    score: int | None
    evidence: str


@dataclass(frozen=True)
class SheetUse:
    """One use with its three parties (None: not recorded), its musts and what is unknown of all questions."""

    name: str
    is_selected: bool
    origin_verdict: str
    model: SheetParty | None
    host: SheetParty | None
    supplier: SheetParty | None
    musts: tuple[SheetAnswer, ...]
    unknown_answers: int
    asked: int
    must_open: int


@dataclass(frozen=True)
class SheetEvent:
    """A price or something that happened; prices are for a million tokens."""

    name: str
    kind: str
    kind_words: str
    description: str
    on: date
    input_price: float | None
    output_price: float | None
    currency: str
    source: str
    seen_on: date
    certainty: str

    @property
    def is_price(self) -> bool:
        return self.kind == EventKind.PRICE


@dataclass(frozen=True)
class VendorSheet:
    """Everything of one AI system; `open_changes` are changes of models that were not evaluated again."""

    uses: tuple[SheetUse, ...]
    events: tuple[SheetEvent, ...]
    open_changes: int


def vendor_sheet(system: AiSystem) -> VendorSheet:
    """Read the vendors of one AI system; words of fixed lists come in the active language."""
    uses = list(uses_of_system(system))
    models = [use.model_id for use in uses if use.model_id]
    suppliers = [use.supplier_id for use in uses if use.supplier_id]
    rows = VendorEvent.objects.filter(organization=system.organization).select_related("model", "supplier")
    events = [one for one in rows if one.model_id in models or one.supplier_id in suppliers]
    return VendorSheet(
        tuple(_use(use) for use in uses), tuple(_event(one) for one in events), len(open_changes(system))
    )


def _use(use: ModelUse) -> SheetUse:
    answers = {one.question: one for one in use.answers.all()}
    asked = sections_of(use.organization)
    found = overall(asked, {key: one.score for key, one in answers.items()})
    model, host, supplier = use.model, use.host, use.supplier
    return SheetUse(
        name=use.name,
        is_selected=use.is_selected,
        origin_verdict=check_of(use).verdict,
        model=SheetParty(model.name, model.origin_country, model.licence) if model else None,
        host=SheetParty(host.name, host.jurisdiction, host.operator) if host else None,
        supplier=SheetParty(supplier.name, supplier.country, supplier.contract) if supplier else None,
        musts=tuple(
            _answer(one.id, one.name, answers.get(one.id)) for one in by_id(asked).values() if one.must
        ),
        unknown_answers=found.unknown,
        asked=found.asked,
        must_open=found.must_open,
    )


def _answer(question: str, words: Text, answer: VendorAnswer | None) -> SheetAnswer:
    if answer is None:
        return SheetAnswer(question, words, "", None, "")
    return SheetAnswer(question, words, answer.text, answer.score, answer.evidence)


def _event(event: VendorEvent) -> SheetEvent:
    return SheetEvent(
        name=str(event.model or event.supplier),
        kind=event.kind,
        kind_words=str(event.get_kind_display()),
        description=event.description,
        on=event.on,
        input_price=None if event.input_price is None else float(event.input_price),
        output_price=None if event.output_price is None else float(event.output_price),
        currency=event.currency,
        source=event.source,
        seen_on=event.seen_on,
        certainty=event.certainty,
    )
