"""What a person can get wrong in adoption: one family, each with a sentence in both languages."""

from language.text import Text


class AdoptionRefused(Exception):
    """Something was refused; nothing was saved. `message` says what happened, what is safe and what to do."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


class ExpressionRefused(AdoptionRefused):
    """A criterion's check is not written in the check language."""


class EvidenceRefused(AdoptionRefused):
    """A fact cannot be recorded as it was given."""


class DecisionRefused(AdoptionRefused):
    """A decision cannot be recorded as it was given."""


class ExperimentRefused(AdoptionRefused):
    """Readings cannot be analysed, or a sample cannot be planned, as they were given."""


class PilotRefused(AdoptionRefused):
    """A KPI, a measurement plan or a reading cannot be taken as it was given."""


class RingiRefused(AdoptionRefused):
    """A step on the approval route cannot be taken as it was asked for."""


class PortfolioRefused(AdoptionRefused):
    """A canvas, a triage, a score or a place in a plan cannot be taken as it was given."""
