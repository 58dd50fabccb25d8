"""The kinds and states of a simulation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SimulationKind(models.TextChoices):
    """All draws in one future, or every future with fewer draws."""

    DRAWS = "draws", _("Simulation")
    FUTURES = "futures", _("Futures")


class SimulationStatus(models.TextChoices):
    """From asked for to done; a failed one says why."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


SIMULATION_ACTIVE = (SimulationStatus.WAITING, SimulationStatus.RUNNING)
