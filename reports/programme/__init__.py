"""What the workbook says about pilots, suppliers, risks, people, dates and rules, as frozen values.

None means that nobody knows: it is printed as 未確認 and never as 0, and never counts as done.
"""

from dataclasses import dataclass, field

from reports.programme.approvals import ApprovalPart, RevisionLine
from reports.programme.pilots import PilotPart
from reports.programme.risks import RegisteredRisk
from reports.programme.rules import RulesPart, SubsidyPart
from reports.programme.schedule import SchedulePart
from reports.programme.structure import StructurePart
from reports.programme.vendors import VendorPart


@dataclass(frozen=True)
class Programme:
    """Everything beside money and models that an approval file says."""

    pilots: tuple[PilotPart, ...] = ()
    vendors: VendorPart = field(default_factory=VendorPart)
    risks: tuple[RegisteredRisk, ...] = ()
    structure: StructurePart = field(default_factory=StructurePart)
    schedule: SchedulePart = field(default_factory=SchedulePart)
    rules: RulesPart = field(default_factory=RulesPart)
    subsidies: SubsidyPart | None = None
    approvals: ApprovalPart = field(default_factory=ApprovalPart)
    revisions: tuple[RevisionLine, ...] = ()
