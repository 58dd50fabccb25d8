"""The kinds and states of a bundle, with their words, in one place."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Direction(models.TextChoices):
    EXPORT = "export", _("Export")
    IMPORT = "import", _("Import")


class BundleState(models.TextChoices):
    """An upload is checked first; nothing of it is taken over before a person says so."""

    CHECKED = "checked", _("Checked, waiting for your confirmation")
    WAITING = "waiting", _("Waiting to start")
    WORKING = "working", _("Under way")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Not done")
    DROPPED = "dropped", _("File removed")


BUNDLE_ACTIVE = (BundleState.WAITING, BundleState.WORKING)
