"""One row for each bundle that was made here or brought here."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language

from accounts.models import Organization, User
from handover.states import BUNDLE_ACTIVE, BundleState, Direction


class Bundle(models.Model):
    """An export of an organisation, or an import by one of its owners. It stays as the record of what was done.

    `summary` is what the signed list of contents says; `outcome` what came of an import.
    """

    # Whose owner asked: for an import the organisation in which it was uploaded, not the one that it brings.
    organization = models.ForeignKey(
        Organization, null=True, on_delete=models.CASCADE, related_name="bundles"
    )
    direction = models.CharField(max_length=10, choices=Direction.choices)
    state = models.CharField(max_length=10, choices=BundleState.choices, default=BundleState.WAITING)
    progress = models.FloatField(default=0.0)
    failure = models.JSONField(null=True)  # {ja, en}
    file = models.FileField(max_length=300, blank=True)
    file_name = models.CharField(max_length=255, blank=True)  # what a download is called
    size_bytes = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)  # of the key that signed
    is_known_key = models.BooleanField(default=False)  # signed here, or by a key that was accepted before
    summary = models.JSONField(default=dict)
    outcome = models.JSONField(default=dict)
    imported = models.OneToOneField(
        Organization, null=True, on_delete=models.CASCADE, related_name="origin_bundle"
    )
    trail = models.FileField(max_length=300, blank=True)  # the audit trail of the other server, as it was
    owner = models.CharField(max_length=100, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    woken_at = models.DateTimeField(null=True)  # when a worker was last told
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["organization", "state"])]

    def __str__(self) -> str:
        return self.file_name or f"bundle {self.pk}"

    @property
    def is_active(self) -> bool:
        return self.state in BUNDLE_ACTIVE

    @property
    def is_ready(self) -> bool:
        return self.state == BundleState.READY

    @property
    def is_export(self) -> bool:
        return self.direction == Direction.EXPORT

    @property
    def awaits_confirmation(self) -> bool:
        return self.state == BundleState.CHECKED

    @property
    def percent(self) -> int:
        return round(self.progress * 100)

    @property
    def error(self) -> str:
        """Why nothing came of it, in the language of the page; empty while nothing went wrong."""
        if not self.failure:
            return ""
        return str(self.failure["en" if (get_language() or "ja").startswith("en") else "ja"])
