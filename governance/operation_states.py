"""States of risks, readiness items, incidents and duties, with their words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RiskResponse(models.TextChoices):
    AVOID = "avoid", _("Avoid")
    REDUCE = "reduce", _("Reduce")
    TRANSFER = "transfer", _("Transfer")
    ACCEPT = "accept", _("Accept")


class RiskState(models.TextChoices):
    OPEN = "open", _("Treatment not in place")
    TREATED = "treated", _("Treatment in place")
    CLOSED = "closed", _("Risk has gone")


class ReadinessState(models.TextChoices):
    OPEN = "open", _("Not started")
    STARTED = "started", _("Under way")
    DONE = "done", _("Complete")
    NOT_NEEDED = "not_needed", _("Does not apply")


class IncidentState(models.TextChoices):
    OPEN = "open", _("Being handled")
    CONTAINED = "contained", _("Contained")
    CLOSED = "closed", _("Settled")


class EntryKind(models.TextChoices):
    NOTICED = "noticed", _("Noticed")
    ACTION = "action", _("First action")
    STEP = "step", _("Playbook step")
    NOTE = "note", _("Note on the course")
    STATE = "state", _("State changed")
    LESSON = "lesson", _("Cause and lesson")


class PartyChoice(models.TextChoices):
    SUPPLIER = "supplier", _("Supplier")
    HOST = "host", _("Host")
    SHARED = "shared", _("Shared")
    OWN = "own", _("Own company")
