"""Rows of governance: each belongs to an organisation, and to one AI system where it concerns only that."""

from governance.models.duties import DutyHolder, FailSafe, RaciChange, RoleHolder, SystemOperation
from governance.models.incidents import Drill, Incident, IncidentEntry
from governance.models.planted import PlantedItem, PlantedMark, PlantedTaking, PlantedTest
from governance.models.readiness import Readiness
from governance.models.risks import Risk, RiskVersion, ScaleStep
from governance.models.training import Attendance, TrainingNeed, TrainingSession
from governance.models.systems import AiSystem

__all__ = [
    "AiSystem",
    "Attendance",
    "Drill",
    "DutyHolder",
    "FailSafe",
    "Incident",
    "IncidentEntry",
    "PlantedItem",
    "PlantedMark",
    "PlantedTaking",
    "PlantedTest",
    "RaciChange",
    "Readiness",
    "Risk",
    "RiskVersion",
    "RoleHolder",
    "ScaleStep",
    "SystemOperation",
    "TrainingNeed",
    "TrainingSession",
]
