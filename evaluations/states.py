"""Every state and class of this app, with its words, in one place."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Confidentiality(models.TextChoices):
    PUBLIC = "public", _("Public")
    INTERNAL = "internal", _("Internal")
    PARTNER = "partner", _("Partner only")
    SECRET = "secret", _("Strictly confidential")


class DocumentState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be read")
    PARSING = "parsing", _("Being read")
    READY = "ready", _("Read")
    REFUSED = "refused", _("Refused")


class TestSetState(models.TextChoices):
    __test__ = False  # not a pytest class
    DRAFT = "draft", _("Draft")
    FROZEN = "frozen", _("Frozen")


class ProviderKind(models.TextChoices):
    TRANSFORMERS = "transformers", _("This machine (transformers)")
    OPENAI = "openai_compatible", _("OpenAI-compatible endpoint")


class Openness(models.TextChoices):
    OPEN = "open", _("Open weights")
    CLOSED = "closed", _("Closed")


class RunState(models.TextChoices):
    WAITING = "waiting", _("Waiting to start")
    RETRIEVING = "retrieving", _("Searching documents")
    ANSWERING = "answering", _("Answering")
    SCORING = "scoring", _("Scoring")
    DONE = "done", _("Finished")
    CANCELLED = "cancelled", _("Stopped")
    FAILED = "failed", _("Failed")


RUN_ACTIVE = (RunState.WAITING, RunState.RETRIEVING, RunState.ANSWERING, RunState.SCORING)


class AnswerState(models.TextChoices):
    PENDING = "pending", _("Waiting")
    RUNNING = "running", _("Being answered")
    DONE = "done", _("Answered")
    FAILED = "failed", _("Failed")


class CallOutcome(models.TextChoices):
    UNKNOWN = "unknown", _("Unknown (may be billed)")
    OK = "ok", _("Answered")
    ERROR = "error", _("Error")
