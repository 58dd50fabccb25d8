"""Every state of a pilot with its words."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class KpiRole(models.TextChoices):
    PRIMARY = "primary", _("Primary KPI")
    SECONDARY = "secondary", _("Secondary KPI")
    QUALITY_GUARD = "quality_guard", _("Quality guard")


class KpiFamily(models.TextChoices):
    DIRECT = "direct", _("Direct effect")
    INDIRECT = "indirect", _("Indirect effect")
    RISK = "risk", _("Risk")
    COST = "cost", pgettext_lazy("KPI family", "Cost")
    ADOPTION = "adoption", _("Use and training")


class KpiDirection(models.TextChoices):
    UP = "up", _("▲ Higher is better")
    DOWN = "down", _("▼ Lower is better")


class KpiHorizon(models.TextChoices):
    SHORT = "short", _("Short term")
    MID = "mid", _("Mid term")


class Design(models.TextChoices):
    """The comparison that a plan commits to; the keys are those of the KPI library's tests."""

    PAIRED_LOG = "paired_log", _("Same people or matched tasks, with and without AI (log time)")
    CROSSOVER = "crossover", _("Crossover: each person with and without AI, in random order")
    DIFFERENCE_IN_DIFFERENCES = "did", _("Staggered roll-out by line or site (difference in differences)")
    INTERRUPTED_SERIES = "its", _("One site, at least 8 points before and after (interrupted series)")
    TWO_GROUPS = "ind_t", _("Two groups of different people")
    MCNEMAR = "mcnemar", _("Right or wrong on the same items (McNemar)")
    TWO_SHARES = "prop2", _("Two shares of different cases (difference of proportions)")
    SEVERE_BOUND = "cp_upper", _("Upper bound of rare severe errors (Clopper-Pearson)")


class Arm(models.TextChoices):
    WITHOUT = "without", _("Without AI")
    WITH = "with", _("With AI")


class Period(models.TextChoices):
    BASELINE = "baseline", pgettext_lazy("before AI", "Baseline")
    PILOT = "pilot", _("Pilot")
    OPERATION = "operation", _("Operation")


class Difficulty(models.TextChoices):
    EASY = "easy", _("Easy")
    NORMAL = "normal", pgettext_lazy("difficulty", "Normal")
    HARD = "hard", _("Hard")


class Skill(models.TextChoices):
    NOVICE = "novice", _("Novice")
    EXPERIENCED = "experienced", _("Experienced")
    EXPERT = "expert", _("Expert")


class ReadingSource(models.TextChoices):
    FORM = "form", _("Form")
    FILE = "file", _("Imported file")
    API = "api", _("API")


class DeviationKind(models.TextChoices):
    CHANGE = "change", _("Change of the plan")
    INTERRUPTION = "interruption", _("Interruption")
    DROPOUT = "dropout", _("Person or site dropped out")
    UNFAVOURABLE = "unfavourable", _("Unfavourable result")
    NEW_VERSION = "new_version", _("New version of the plan")
    NONE = "none", _("Statement: nothing deviated")
