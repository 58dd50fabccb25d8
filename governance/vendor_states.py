"""Every state and choice of the vendor records with its words, in one place."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Certainty(models.TextChoices):
    OFFICIAL = "official", _("Official original")
    AGREE = "secondary_agree", _("Secondary sources agree")
    CONFLICT = "secondary_conflict", _("Secondary sources conflict")
    PROPOSAL = "proposal", _("Proposal or announcement")
    MEMORY = "memory", _("From memory: check it")


class Weights(models.TextChoices):
    """An open weight is not an open source: data and licence say more."""

    OPEN_SOURCE = "open_source", _("Open source (weights, code and data)")
    OPEN_WEIGHTS = "open_weights", _("Open weights")
    CLOSED = "closed", pgettext_lazy("weights", "Closed")


class Disclosed(models.TextChoices):
    YES = "yes", pgettext_lazy("disclosed", "Public")
    PARTIAL = "partial", pgettext_lazy("disclosed", "Partly")
    NO = "no", pgettext_lazy("disclosed", "Not public")


DISCLOSED_POINTS = {Disclosed.YES: 1.0, Disclosed.PARTIAL: 0.5, Disclosed.NO: 0.0}


class SupplierKind(models.TextChoices):
    DEVELOPER = "developer", _("Developer of the model")
    CLOUD = "cloud", _("Cloud operator")
    INTEGRATOR = "integrator", _("Integrator on open weights")
    RESELLER = "reseller", _("Reseller")
    SAAS = "saas", _("Service with AI inside")
    OWN = "own", _("Our own company")


class Deployment(models.TextChoices):
    SAAS = "saas", pgettext_lazy("deployment", "SaaS")
    API = "api", pgettext_lazy("deployment", "Vendor's API")
    CLOUD = "cloud", pgettext_lazy("deployment", "Own cloud account")
    RENTED_GPU = "rented_gpu", pgettext_lazy("deployment", "Rented GPU, own weights")
    ON_PREMISES = "on_premises", pgettext_lazy("deployment", "On our premises")
    EDGE = "edge", pgettext_lazy("deployment", "Edge PC")


class OriginVerdict(models.TextChoices):
    ALLOWED = "allowed", pgettext_lazy("origin", "Allowed")
    NEEDS_APPROVAL = "needs_approval", _("Needs approval")
    NOT_ALLOWED = "not_allowed", pgettext_lazy("origin", "Not allowed")


class OriginRole(models.TextChoices):
    ORIGIN = "origin", _("Origin of the model")
    HOST = "host", _("Place of operation and of its operators")


class EventKind(models.TextChoices):
    PRICE = "price", pgettext_lazy("event", "Price")
    RELEASE = "release", pgettext_lazy("event", "Release")
    UPDATE = "update", pgettext_lazy("event", "Model update")
    NOTICE = "notice", pgettext_lazy("event", "Retirement notice")
    RETIRED = "retired", pgettext_lazy("event", "Retired")
    TERMS = "terms", pgettext_lazy("event", "Terms or licence changed")
    OPENNESS = "openness", pgettext_lazy("event", "Stance on openness changed")
    OUTAGE = "outage", pgettext_lazy("event", "Outage")


# Each of these asks for the evaluation to be repeated (gate G5).
ASKS_RE_EVALUATION = frozenset({EventKind.UPDATE, EventKind.NOTICE, EventKind.RETIRED})


class GivenBy(models.TextChoices):
    FIRM = "firm", _("Our own finding")
    VENDOR = "vendor", _("Answer of the supplier")


class ReplyState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("reply", "Draft")
    WAITING = "waiting", _("Waiting for review")
    ACCEPTED = "accepted", pgettext_lazy("reply", "Accepted")
    REJECTED = "rejected", pgettext_lazy("reply", "Not accepted")


class DocumentKind(models.TextChoices):
    DEPENDENCY = "dependency", _("Statement on external dependence")
    PARTNERS = "partners", _("Scope of sharing with partners")


class SwitchDecision(models.TextChoices):
    STAY = "stay", _("Stay")
    PREPARE = "prepare", _("Prepare to switch")
    SWITCH = "switch", pgettext_lazy("verb", "Switch")


class Trend(models.TextChoices):
    FALLING = "falling", _("Falling")
    LEVEL = "level", _("Level")
    RISING = "rising", _("Rising")
    UNKNOWN = "unknown", _("Unknown")


class PartnerKind(models.TextChoices):
    INDUSTRY = "industry", _("Industry body")
    PARTNER = "partner", _("Partner company")
    CUSTOMER = "customer", _("Customer")
    SUPPLIER = "supplier", _("AI supplier")
    RESEARCH = "research", _("University or institute")
    PUBLIC = "public", _("Public body")


class SharedPart(models.TextChoices):
    """Parts of the provenance sheet that may each be shown to customers."""

    SYSTEM = "system", _("Name of the AI system")
    MODEL = "model", _("Model and developer")
    ORIGIN = "origin", _("Country of origin")
    LICENCE = "licence", _("Licence")
    HOST = "host", _("Place of operation")
    SUPPLIER = "supplier", _("Contract party")
    EVALUATION = "evaluation", _("Date of the evaluation")


# Origins and states drawn in the colours of the frame.
STATE_CLASSES = {
    "allowed": "state-pass",
    "needs_approval": "state-warn",
    "not_allowed": "state-fail",
    "undecided": "state-warn",
    "unknown": "state-warn",
    "accepted": "state-pass",
    "rejected": "state-fail",
    "waiting": "state-warn",
    "draft": "",
}
VERDICT_WORDS = {
    **dict(OriginVerdict.choices),
    "undecided": _("No rule yet"),
    "unknown": _("Unknown"),
}
ASPECT_WORDS = {
    "origin": _("Origin of the model"),
    "host": _("Place of operation"),
    "operators": _("Operators' location"),
}
