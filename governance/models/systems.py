"""The register of AI systems: what risks, incidents, roles and readiness are about."""

from django.db import models
from django.utils.translation import get_language

from accounts.models import Organization


class AiSystem(models.Model):
    """One AI system of a company, from idea to retirement (ISO/IEC 42001 calls for such a register)."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="ai_systems")
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    purpose = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        """The name in the language of the page."""
        return self.name_en if self.name_en and (get_language() or "ja").startswith("en") else self.name
