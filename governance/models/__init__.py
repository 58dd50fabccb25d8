"""Rows of governance: each belongs to an organisation, and to one AI system where it concerns only that."""

from governance.models.clearances import ClearanceDecision, DataClearance
from governance.models.company_size import CompanySize
from governance.models.controls import ControlRecord
from governance.models.dependence import (
    DependencyTolerance,
    ExitDrill,
    ExitPlan,
    GovernanceDocument,
    PartnerActivity,
    SwitchReview,
)
from governance.models.duties import DutyHolder, FailSafe, RaciChange, RoleHolder, SystemOperation
from governance.models.editions import AdoptedEdition, ContentReview
from governance.models.incidents import Drill, Incident, IncidentEntry
from governance.models.planted import PlantedItem, PlantedMark, PlantedTaking, PlantedTest
from governance.models.questionnaire import VendorAnswer, VendorReply, VendorRequest
from governance.models.readiness import Readiness
from governance.models.risks import Risk, RiskVersion, ScaleStep
from governance.models.systems import AiSystem
from governance.models.training import Attendance, TrainingNeed, TrainingSession
from governance.models.usage_rules import RuleReader, RuleReceipt, UsageRule
from governance.models.vendors import (
    ChangeReview,
    HostRecord,
    ModelRecord,
    ModelUse,
    OriginApproval,
    OriginRule,
    SupplierRecord,
    VendorEvent,
)
from governance.models.watch import OwnWatchItem, WatchConfirmation

__all__ = [
    "AdoptedEdition",
    "AiSystem",
    "Attendance",
    "ChangeReview",
    "ClearanceDecision",
    "CompanySize",
    "ContentReview",
    "ControlRecord",
    "DataClearance",
    "DependencyTolerance",
    "Drill",
    "DutyHolder",
    "ExitDrill",
    "ExitPlan",
    "FailSafe",
    "GovernanceDocument",
    "HostRecord",
    "Incident",
    "IncidentEntry",
    "ModelRecord",
    "ModelUse",
    "OriginApproval",
    "OriginRule",
    "OwnWatchItem",
    "PartnerActivity",
    "PlantedItem",
    "PlantedMark",
    "PlantedTaking",
    "PlantedTest",
    "RaciChange",
    "Readiness",
    "Risk",
    "RiskVersion",
    "RoleHolder",
    "RuleReader",
    "RuleReceipt",
    "ScaleStep",
    "SupplierRecord",
    "SwitchReview",
    "SystemOperation",
    "TrainingNeed",
    "TrainingSession",
    "UsageRule",
    "VendorAnswer",
    "VendorEvent",
    "VendorReply",
    "VendorRequest",
    "WatchConfirmation",
]
