"""Every state of this app with its words, in one place."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StageChoice(models.TextChoices):
    S1 = "S1", _("Stage 1: small pilot")
    S2 = "S2", _("Stage 2: operation, TCO and organisation")
    S3 = "S3", _("Stage 3: partners, standards and regulation")


class FactSource(models.TextChoices):
    KPI = "kpi", _("KPI")
    EVIDENCE = "ev", _("Evidence")
    CONTROL = "control", _("Control")
    DOCUMENT = "doc", _("Document")
    ROLE = "role", _("Role")
    VENDOR = "vendor", _("Vendor")
    APPROVAL = "approval", _("Approval")


class OutcomeChoice(models.TextChoices):
    GO = "go", _("Go")
    CONDITIONAL_GO = "conditional_go", _("Conditional go")
    RECYCLE = "recycle", _("Recycle")
    HOLD = "hold", _("Hold")
    STOP = "stop", pgettext_lazy("gate outcome", "Stop")


OPENS_THE_GATE = frozenset({OutcomeChoice.GO, OutcomeChoice.CONDITIONAL_GO})


class CriterionStatus(models.TextChoices):
    MET = "met", _("Met")
    NOT_MET = "not_met", _("Not met")
    UNKNOWN = "unknown", _("Unknown")


class TaxChoice(models.TextChoices):
    EXCLUDED = "excluded", _("without consumption tax")
    INCLUDED = "included", _("with consumption tax")


class RingiState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("Under review by the functions")
    CIRCULATION = "circulation", _("In circulation")
    DECISION = "decision", _("Waiting for the decision")
    APPROVED = "approved", _("Approved")
    CONDITIONAL = "conditional", _("Approved with conditions")
    RETURNED = "returned", _("Sent back")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class RingiStepKind(models.TextChoices):
    REVIEW = "review", _("Review by a function")
    CIRCULATION = "circulation", _("Circulation")
    DECISION = "decision", pgettext_lazy("approval route", "Decision")


class RingiStepState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("approval route", "Waiting")
    AGREED = "agreed", _("Agreed")
    AGREED_WITH_OPINION = "agreed_with_opinion", _("Agreed, with an opinion")
    AGREED_WITH_CONDITIONS = "agreed_with_conditions", _("Agreed, with conditions")
    RETURNED = "returned", _("Sent back")
    READ = "read", pgettext_lazy("approval route", "Read")
    TO_READ_LATER = "to_read_later", _("To be read afterwards")
    READ_LATER = "read_later", _("Read afterwards")
    APPROVED = "approved", _("Approved")
    APPROVED_WITH_CONDITIONS = "approved_with_conditions", _("Approved with conditions")
    REJECTED = "rejected", _("Rejected")


class RingiActionKind(models.TextChoices):
    DRAFTED = "drafted", _("Drafted")
    CHANGED = "changed", _("Draft changed")
    COMMENTED = "commented", _("Commented")
    SUBMITTED = "submitted", _("Submitted")
    AGREED = "agreed", _("Agreed")
    AGREED_WITH_OPINION = "agreed_with_opinion", _("Agreed, with an opinion")
    AGREED_WITH_CONDITIONS = "agreed_with_conditions", _("Agreed, with conditions")
    RETURNED = "returned", _("Sent back")
    READ = "read", pgettext_lazy("approval route", "Read")
    PUT_OFF = "put_off", _("Left to be read afterwards")
    READ_LATER = "read_later", _("Read afterwards")
    APPROVED = "approved", _("Approved")
    APPROVED_WITH_CONDITIONS = "approved_with_conditions", _("Approved with conditions")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REOPENED = "reopened", _("Re-opened by a change")
    REMINDED = "reminded", _("Reminded")
