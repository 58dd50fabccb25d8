"""The states of a report and the languages it can be written in, with their words, in one place."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be made")
    BUILDING = "building", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Not made")


REPORT_ACTIVE = (ReportState.WAITING, ReportState.BUILDING)


class PdfState(models.TextChoices):
    """What became of the printed summary of a finished workbook."""

    NONE = "", _("Not asked for")
    WAITING = "waiting", _("Waiting to be printed")
    READY = "ready", _("Ready")
    ABSENT = "absent", _("No LibreOffice on the server")
    FAILED = "failed", _("Not printed")


class ReportLanguage(models.TextChoices):
    JA = "ja", _("Japanese")
    EN = "en", _("English")


class ReportKind(models.TextChoices):
    """What a workbook is made for; only one that keeps every rule goes out as a request."""

    REFERENCE = "reference", _("For reference")
    REQUEST = "request", _("Request for approval (ringi)")


class AmountUnit(models.TextChoices):
    """What amounts look like when a workbook is opened; a cell in it changes that."""

    THOUSANDS = "thousands", _("Thousands of yen")
    MILLIONS = "millions", _("Millions of yen")


class Era(models.TextChoices):
    """How years are counted when a workbook is opened; a cell in it changes that."""

    WESTERN = "western", _("Western calendar")
    JAPANESE = "japanese", _("Japanese era")


class UploadState(models.TextChoices):
    """What became of an edited workbook."""

    OPEN = "open", _("To be decided")
    APPLIED = "applied", _("Taken over")
    DROPPED = "dropped", _("Dropped")
