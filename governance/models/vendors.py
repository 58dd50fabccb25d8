"""Three records behind every use of a model: the MODEL, the HOST that runs it, the SUPPLIER who is paid."""

from __future__ import annotations

from django.db import models

from accounts.models import Organization, User
from governance.models.systems import AiSystem
from governance.vendor_states import (
    Certainty,
    Deployment,
    Disclosed,
    EventKind,
    OriginRole,
    OriginVerdict,
    SupplierKind,
    Weights,
)


class VendorRecord(models.Model):
    """What the three kinds of records say about themselves. Empty and None mean unknown, never no."""

    name = models.CharField(max_length=200)
    source = models.CharField(max_length=500, blank=True)
    seen_on = models.DateField(null=True, blank=True)
    certainty = models.CharField(max_length=20, choices=Certainty.choices, blank=True)
    entered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ModelRecord(VendorRecord):
    """A model wherever it runs: who made it, under which licence, with which weights."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="model_records")
    developer = models.CharField(max_length=200, blank=True)
    parent = models.CharField(max_length=300, blank=True)  # parent company, state involvement
    origin_country = models.CharField(max_length=2, blank=True)  # ISO 3166
    weights = models.CharField(max_length=20, choices=Weights.choices, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    licence_chain = models.TextField(blank=True)  # what it was distilled or derived from, under which licence
    weights_sha256 = models.CharField(max_length=64, blank=True)
    weights_public = models.CharField(max_length=10, choices=Disclosed.choices, blank=True)
    code_public = models.CharField(max_length=10, choices=Disclosed.choices, blank=True)
    data_public = models.CharField(max_length=10, choices=Disclosed.choices, blank=True)
    recipe_public = models.CharField(max_length=10, choices=Disclosed.choices, blank=True)
    released_on = models.DateField(null=True, blank=True)
    retired_on = models.DateField(null=True, blank=True)  # past, or announced

    class Meta(VendorRecord.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="one_model_record")]


class HostRecord(VendorRecord):
    """Where a model runs, under whose law, and from where people reach it."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="host_records")
    operator = models.CharField(max_length=200, blank=True)
    jurisdiction = models.CharField(max_length=2, blank=True)
    fallback_places = models.CharField(max_length=200, blank=True)
    operators_location = models.CharField(max_length=2, blank=True)
    remote_access = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=255, blank=True)  # as in the sending policy: host:port

    class Meta(VendorRecord.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="one_host_record")]


class SupplierRecord(VendorRecord):
    """The party of the contract."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="supplier_records")
    kind = models.CharField(max_length=20, choices=SupplierKind.choices, blank=True)
    country = models.CharField(max_length=2, blank=True)
    contract = models.CharField(max_length=200, blank=True)
    contract_on = models.DateField(null=True, blank=True)
    viability_note = models.TextField(blank=True)

    class Meta(VendorRecord.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="one_supplier_record")]


class VendorEvent(models.Model):
    """A dated price, retirement or change of terms; a wrong row is taken out with an audit entry."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="vendor_events")
    model = models.ForeignKey(ModelRecord, null=True, on_delete=models.PROTECT, related_name="events")
    supplier = models.ForeignKey(SupplierRecord, null=True, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=EventKind.choices)
    on = models.DateField()
    description = models.CharField(max_length=500)
    input_price = models.DecimalField(max_digits=12, decimal_places=4, null=True)  # for a million tokens
    output_price = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    currency = models.CharField(max_length=3, blank=True)
    source = models.CharField(max_length=500)
    seen_on = models.DateField()
    certainty = models.CharField(max_length=20, choices=Certainty.choices)
    entered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.model or self.supplier}: {self.description}"


class ModelUse(models.Model):
    """One AI system uses a model, at a host, from a supplier; a record that is None is not known yet."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="model_uses")
    system = models.ForeignKey(AiSystem, on_delete=models.PROTECT, related_name="model_uses")
    name = models.CharField(max_length=200)
    model = models.ForeignKey(
        ModelRecord, null=True, blank=True, on_delete=models.PROTECT, related_name="uses"
    )
    host = models.ForeignKey(HostRecord, null=True, blank=True, on_delete=models.PROTECT, related_name="uses")
    supplier = models.ForeignKey(
        SupplierRecord, null=True, blank=True, on_delete=models.PROTECT, related_name="uses"
    )
    deployment = models.CharField(max_length=20, choices=Deployment.choices, blank=True)
    is_selected = models.BooleanField(default=False)  # chosen for this system, not only considered
    # What the shares of concentration are made of; only uses that were chosen count.
    spend_jpy_per_year = models.DecimalField(max_digits=16, decimal_places=0, null=True, blank=True)
    requests_per_month = models.PositiveBigIntegerField(null=True, blank=True)
    amounts_source = models.CharField(max_length=300, blank=True)
    amounts_on = models.DateField(null=True, blank=True)
    evaluated_on = models.DateField(null=True, blank=True)
    evaluation_reference = models.CharField(max_length=300, blank=True)
    shared_parts = models.JSONField(default=list, blank=True)  # SharedPart: what customers may read
    entered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-is_selected", "name", "pk"]
        constraints = [models.UniqueConstraint(fields=["system", "name"], name="one_model_use_per_name")]

    def __str__(self) -> str:
        return self.name


class OriginRule(models.Model):
    """One line of the company's policy on origins: a country, in one role, with the reason."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="origin_rules")
    role = models.CharField(max_length=10, choices=OriginRole.choices)
    country = models.CharField(max_length=2)
    verdict = models.CharField(max_length=20, choices=OriginVerdict.choices)
    rationale = models.TextField()  # the geopolitical reason, in words that a customer could read
    decided_by_name = models.CharField(max_length=100)
    decided_on = models.DateField()
    review_on = models.DateField()
    entered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["role", "country"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "role", "country"], name="one_origin_rule")
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.country}"


class OriginApproval(models.Model):
    """A named person approved a use that the policy wants approved; valid for the three countries it was about."""

    use = models.ForeignKey(ModelUse, on_delete=models.CASCADE, related_name="origin_approvals")
    countries = models.CharField(max_length=12)  # origin,host,operators as approved
    person_name = models.CharField(max_length=100)
    reason = models.TextField()
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.use}: {self.countries}"


class ChangeReview(models.Model):
    """One AI system was evaluated again after a change of a model that it uses."""

    system = models.ForeignKey(AiSystem, on_delete=models.CASCADE, related_name="change_reviews")
    event = models.ForeignKey(VendorEvent, on_delete=models.PROTECT, related_name="reviews")
    on = models.DateField()
    reference = models.CharField(max_length=300)  # the evaluation, and where to find it
    result = models.TextField()
    person_name = models.CharField(max_length=100)
    entered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["system", "event"], name="one_review_per_change")]

    def __str__(self) -> str:
        return f"{self.system}: {self.event}"
