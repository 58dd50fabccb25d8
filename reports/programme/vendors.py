"""Ways to use models: model, host and supplier, with what they answered and how their prices moved."""

from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True)
class LifecycleEvent:
    """Something that happened, or is announced, to a model: release, retirement, new terms."""

    model: str
    event: Said
    on: date | None
    source: str
    seen_on: date | None
    certainty: Certainty | None


@dataclass(frozen=True)
class VendorPart:
    """The ways to use models that are considered, with the history of prices and retirements."""

    uses: tuple[ModelUse, ...] = ()
    prices: tuple[PricePoint, ...] = ()
    events: tuple[LifecycleEvent, ...] = ()
