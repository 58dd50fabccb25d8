"""Which edition of a book of content an organisation works with."""

from __future__ import annotations

from django.db import models

from accounts.append_only import AppendOnly
from accounts.models import Organization, User


class AdoptedEdition(AppendOnly):
    """The whole book as the organisation adopted it: a later edition is compared with it. The newest row counts."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="adopted_editions")
    book = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    document = models.JSONField()
    adopted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    adopted_by_name = models.CharField(max_length=200)
    adopted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["organization", "book"])]

    def __str__(self) -> str:
        return f"{self.book} {self.version}"


class ContentReview(models.Model):
    """A changed or removed row of a book with answers that a person must read again; settled by name."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="content_reviews")
    edition = models.ForeignKey(AdoptedEdition, on_delete=models.CASCADE, related_name="reviews")
    row_key = models.CharField(max_length=100)
    is_removed = models.BooleanField()
    words = models.JSONField()  # {ja, en} of the row, as it was answered where it is gone
    answers = models.PositiveIntegerField()
    settled_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    settled_by_name = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["organization", "settled_at"])]

    def __str__(self) -> str:
        return self.row_key
