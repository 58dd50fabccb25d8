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
