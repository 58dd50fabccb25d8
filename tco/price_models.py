"""Dated prices of a company, and the bills that were imported to compare a plan with."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import Organization, User
from tco.assumptions import STATUS_LABELS, Status
from tco.prices.kinds import KIND_LABELS, UNITS, Kind, Unit


class PriceRow(models.Model):
    """One price with its source and the days it holds. A successor closes a row; nothing overwrites its value.

    `valid_to` is the last day on which the row holds; rows with the same kind, item, provider, region, unit and
    status are one series.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="price_rows")
    kind = models.CharField(
        max_length=20, choices=[(kind.value, text.en) for kind, text in KIND_LABELS.items()]
    )
    item = models.CharField(max_length=200)
    provider = models.CharField(max_length=100, blank=True)
    region = models.CharField(max_length=100, blank=True)
    value = models.DecimalField(max_digits=24, decimal_places=8)
    unit = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    tax_included = models.BooleanField(default=False)
    source = models.CharField(max_length=500)
    source_url = models.URLField(max_length=500, blank=True)
    retrieved_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    status = models.CharField(
        max_length=12, choices=[(status.value, label.en) for status, label in STATUS_LABELS.items()]
    )
    note = models.CharField(max_length=1000, blank=True)
    entered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    entered_by_name = models.CharField(max_length=200, blank=True)
    entered_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="closes")

    class Meta:
        ordering = ["kind", "item", "provider", "region", "-valid_from", "-pk"]
        indexes = [models.Index(fields=["organization", "kind", "item"], name="prices_of_an_item")]
        constraints = [
            models.CheckConstraint(condition=Q(value__gt=0), name="a_price_is_above_zero"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="a_price_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.value} {self.unit}"

    @property
    def known_kind(self) -> Kind:
        """The stored kind as its enumeration."""
        return Kind(self.kind)

    @property
    def known_status(self) -> Status:
        """The stored status as its enumeration."""
        return Status(self.status)

    @property
    def known_unit(self) -> Unit:
        """The stored unit with its meaning."""
        return UNITS[self.unit]


class BillImport(models.Model):
    """One imported file of charges in the FOCUS format; the same content is imported once."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="bill_imports")
    plan = models.ForeignKey("tco.CostPlan", null=True, on_delete=models.SET_NULL, related_name="bills")
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    imported_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    imported_by_name = models.CharField(max_length=200, blank=True)
    imported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-imported_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "sha256"], name="one_import_of_a_bill")
        ]

    def __str__(self) -> str:
        return self.name


class BillLine(models.Model):
    """One charge of a bill, in the currency that was billed; unknown figures are null.

    `billing_end` and `charge_end` are the first day after the period, as the FOCUS format has them.
    """

    bill = models.ForeignKey(BillImport, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    billing_start = models.DateField()
    billing_end = models.DateField()
    charge_start = models.DateField(null=True)
    charge_end = models.DateField(null=True)
    category = models.CharField(max_length=40, blank=True)
    provider = models.CharField(max_length=200, blank=True)
    service = models.CharField(max_length=200, blank=True)
    resource = models.CharField(max_length=300, blank=True)
    charge = models.CharField(max_length=500, blank=True)
    billed_cost = models.DecimalField(max_digits=24, decimal_places=10)
    effective_cost = models.DecimalField(max_digits=24, decimal_places=10, null=True)
    currency = models.CharField(max_length=3)
    consumed_quantity = models.DecimalField(max_digits=30, decimal_places=10, null=True)
    consumed_unit = models.CharField(max_length=100, blank=True)
    pricing_unit = models.CharField(max_length=100, blank=True)
    tags = models.JSONField(default=dict)

    class Meta:
        ordering = ["bill_id", "number"]
        indexes = [models.Index(fields=["bill", "billing_start", "currency"], name="charges_of_a_month")]
        constraints = [models.UniqueConstraint(fields=["bill", "number"], name="one_charge_per_number")]

    def __str__(self) -> str:
        return f"{self.billing_start:%Y-%m} · {self.service} · {self.billed_cost} {self.currency}"
