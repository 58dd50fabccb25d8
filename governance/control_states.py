"""Every state of requirements, of the watch on rules and of clearances, with its words, in one place."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Applicability(models.TextChoices):
    UNDECIDED = "undecided", _("Not declared")
    APPLICABLE = "applicable", _("Applicable")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")


class ControlStatus(models.TextChoices):
    NOT_STARTED = "not_started", pgettext_lazy("requirement", "Not started")
    IN_PROGRESS = "in_progress", pgettext_lazy("requirement", "In progress")
    DONE = "done", pgettext_lazy("requirement", "Done")


class Standing(models.TextChoices):
    """What an update of the content did to an answer."""

    CURRENT = "current", pgettext_lazy("answer", "Current")
    CONFIRM_AGAIN = "confirm_again", _("Confirm again")
    ARCHIVED = "archived", _("Archived")


class Area(models.TextChoices):
    JP = "JP", _("Japan")
    EU = "EU", "EU"
    JP_SUBSIDY = "JP-SUBSIDY", _("Subsidies")
    JP_TAX = "JP-TAX", _("Tax")
    SEC = "SEC", _("Security")
    CUSTOMER = "CUSTOMER", _("Customers and contracts")


class Force(models.TextChoices):
    LAW = "law", _("Law")
    LAW_NO_PENALTY = "law_no_penalty", _("Law without penalty")
    POLICY = "policy", _("Government policy")
    SOFT_LAW = "soft_law", _("Soft law")
    GUIDANCE = "guidance", _("Guidance")
    PROPOSAL = "proposal", _("Proposal")
    PROGRAM = "program", _("Support programme")
    COMMUNITY = "community", _("Community standard")
    CONTRACT = "contract", _("Contract")


class Hardness(models.TextChoices):
    """How hard a rule binds: soft law asks, a proposal does not bind yet."""

    HARD = "hard", _("Hard law (binding)")
    SOFT = "soft", _("Soft law (not binding)")
    VOLUNTARY = "voluntary", _("Voluntary")
    PROPOSED = "proposed", _("Not yet a rule")


HARDNESS_OF = {
    Force.LAW: Hardness.HARD,
    Force.LAW_NO_PENALTY: Hardness.HARD,
    Force.CONTRACT: Hardness.HARD,
    Force.POLICY: Hardness.SOFT,
    Force.SOFT_LAW: Hardness.SOFT,
    Force.GUIDANCE: Hardness.SOFT,
    Force.PROGRAM: Hardness.VOLUNTARY,
    Force.COMMUNITY: Hardness.VOLUNTARY,
    Force.PROPOSAL: Hardness.PROPOSED,
}


class CertaintyChoice(models.TextChoices):
    OFFICIAL = "official", _("Official text read")
    SECONDARY_AGREE = "secondary_agree", _("Secondary sources agree")
    SECONDARY_CONFLICT = "secondary_conflict", _("Sources conflict")
    PROPOSAL = "proposal", _("Proposal, may change")
    MEMORY = "memory", _("From memory")


class WatchResult(models.TextChoices):
    NO_CHANGE = "no_change", _("No change")
    CHANGED = "changed", _("Changed: action needed")
    NOT_OURS = "not_ours", _("Does not concern us")


class ClearanceAnswer(models.TextChoices):
    UNKNOWN = "unknown", _("Unknown")
    CLEAR = "clear", pgettext_lazy("data", "Allowed")
    CONDITIONAL = "conditional", _("Allowed with conditions")
    FORBIDDEN = "forbidden", _("Not allowed")
    NOT_CONCERNED = "not_concerned", _("Not concerned")


class Industry(models.TextChoices):
    MANUFACTURING = "manufacturing", _("Manufacturing, construction, transport and others")
    WHOLESALE = "wholesale", _("Wholesale")
    RETAIL = "retail", _("Retail")
    SERVICE = "service", _("Services")
