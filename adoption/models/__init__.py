"""Use cases, what is measured about them, the evidence for their gates, and the decisions made on it."""

from adoption.models.decisions import AppendOnlyError, Decision
from adoption.models.pilots import (
    Deviation,
    KpiInstance,
    KpiReading,
    MeasurementPlan,
    Observation,
    ReadingImport,
    ReadingToken,
)
from adoption.models.use_cases import Evidence, UseCase

__all__ = [
    "AppendOnlyError",
    "Decision",
    "Deviation",
    "Evidence",
    "KpiInstance",
    "KpiReading",
    "MeasurementPlan",
    "Observation",
    "ReadingImport",
    "ReadingToken",
    "UseCase",
]
