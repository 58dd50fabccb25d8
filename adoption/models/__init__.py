"""Use cases, what is measured about them, the evidence for their gates, and the decisions made on it."""

from accounts.append_only import AppendOnlyError
from adoption.models.decisions import Decision
from adoption.models.pilots import (
    Deviation,
    KpiInstance,
    KpiReading,
    MeasurementPlan,
    Observation,
    ReadingImport,
    ReadingToken,
)
from adoption.models.portfolio import Canvas, CaseScore, PlanUse, RiskTriage, ScoreRound
from adoption.models.ringi import AuthorityLimit, ReviewerSeat, Ringi, RingiAction, RingiStep
from adoption.models.use_cases import Evidence, UseCase

__all__ = [
    "AppendOnlyError",
    "AuthorityLimit",
    "Canvas",
    "CaseScore",
    "Decision",
    "Deviation",
    "Evidence",
    "KpiInstance",
    "KpiReading",
    "MeasurementPlan",
    "Observation",
    "PlanUse",
    "ReadingImport",
    "ReadingToken",
    "ReviewerSeat",
    "Ringi",
    "RingiAction",
    "RingiStep",
    "RiskTriage",
    "ScoreRound",
    "UseCase",
]
