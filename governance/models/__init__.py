"""Rows of governance: each belongs to an organisation, and to one AI system where it concerns only that."""

from governance.models.clearances import ClearanceDecision, DataClearance
from governance.models.company_size import CompanySize
from governance.models.controls import ControlRecord
from governance.models.duties import DutyHolder, FailSafe, RaciChange, RoleHolder, SystemOperation
from governance.models.editions import AdoptedEdition
from governance.models.incidents import Drill, Incident, IncidentEntry
from governance.models.planted import PlantedItem, PlantedMark, PlantedTaking, PlantedTest
from governance.models.readiness import Readiness
from governance.models.risks import Risk, RiskVersion, ScaleStep
from governance.models.systems import AiSystem
from governance.models.training import Attendance, TrainingNeed, TrainingSession
from governance.models.watch import OwnWatchItem, WatchConfirmation

__all__ = [
    "AdoptedEdition",
    "AiSystem",
    "Attendance",
    "ClearanceDecision",
    "CompanySize",
    "ControlRecord",
    "DataClearance",
    "Drill",
    "DutyHolder",
    "FailSafe",
    "Incident",
    "IncidentEntry",
    "OwnWatchItem",
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
    "WatchConfirmation",
]
