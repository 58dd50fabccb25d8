"""Ways to use models: model, host and supplier, with what they answered and how their prices moved."""

from dataclasses import dataclass
from datetime import date

from adoption.gates.review import Status
from language.text import Text
from reports.programme.said import Certainty, Said


@dataclass(frozen=True)
class Party:
    """Who stands behind one of the three: the model, where it runs, whom we buy from."""

    name: str
    place: Said
    terms: Said


@dataclass(frozen=True)
class VendorAnswer:
    """One must of the questionnaire; the score is 0 to 4, None while the answer is unknown."""

    id: str
    question: Text
    answer: str
    score: int | None
    evidence: str


@dataclass(frozen=True)
class ModelUse:
    """One way to use a model: model, host and supplier are three answers, not one."""

    name: str
    model: Party | None
    host: Party | None
    supplier: Party | None
    musts: tuple[VendorAnswer, ...]
    unknown_answers: int
    asked: int

    @property
    def open_musts(self) -> tuple[VendorAnswer, ...]:
        """Musts that are unknown or unacceptable; each blocks going live."""
        return tuple(one for one in self.musts if not one.score)


@dataclass(frozen=True)
class PricePoint:
    """The price of a model from a day on, per million tokens."""

    model: str
    valid_from: date
    input_price: float | None
    output_price: float | None
    currency: str
    source: str
    seen_on: date | None
    entered_by: str = ""


@dataclass(frozen=True)
class LifecycleEvent:
    """Something that happened, or is announced, to a model: release, retirement, new terms."""

    model: str
    event: Said
    on: date | None
    source: str
    seen_on: date | None
    certainty: Certainty | None
    entered_by: str = ""


@dataclass(frozen=True)
class Dependence:
    """How concentrated the uses in operation are (Herfindahl-Hirschman, 0 to 1), beside what is tolerated."""

    name: Text
    by_spend: float | None
    by_workload: float | None
    limit: float | None
    largest: str
    status: Status


@dataclass(frozen=True)
class WayOut:
    """How one AI system would leave its supplier; `is_measured`: a drill was passed in that many days."""

    system: Said
    substitute: str
    days: float | None
    is_measured: bool
    days_limit: float | None
    drilled_on: date | None
    status: Status


@dataclass(frozen=True)
class VendorPart:
    """The ways to use models that are considered, the history of prices and retirements, and how we could leave."""

    uses: tuple[ModelUse, ...] = ()
    prices: tuple[PricePoint, ...] = ()
    events: tuple[LifecycleEvent, ...] = ()
    dependence: tuple[Dependence, ...] = ()
    ways_out: tuple[WayOut, ...] = ()
