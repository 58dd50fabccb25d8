"""Who holds a role, who does what, and who carries which duty in the chosen deployment mode."""

from django.db import models
from django.db.models import Q

from accounts.models import Organization
from governance.models.belonging import OperationRow
from governance.models.systems import AiSystem
from governance.operation_states import PartyChoice


class RoleHolder(OperationRow):
    """The named person of a role, with deputy and whom to call next; a system's own row goes before the company's."""

    role = models.CharField(max_length=20)
    person_name = models.CharField(max_length=100)
    deputy_name = models.CharField(max_length=100, blank=True)
    escalation_name = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "role"], condition=Q(system=None), name="one_holder_per_company_role"
            ),
            models.UniqueConstraint(
                fields=["system", "role"],
                condition=Q(system__isnull=False),
                name="one_holder_per_system_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.person_name}"


class RaciChange(models.Model):
    """A company's own letters for one row of the matrix, instead of the shipped ones."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    row = models.CharField(max_length=20)
    letters = models.JSONField()  # {role id: "R", "A", "RA", "C" or "I"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "row"], name="one_change_per_raci_row")
        ]

    def __str__(self) -> str:
        return self.row


class SystemOperation(models.Model):
    """How one AI system is deployed, watched and updated, and who may stop it, where and how."""

    system = models.OneToOneField(AiSystem, on_delete=models.CASCADE, related_name="operation")
    deployment_mode = models.CharField(max_length=20, blank=True)  # empty: unknown
    deploy_plan = models.TextField(blank=True)
    monitor_plan = models.TextField(blank=True)
    update_plan = models.TextField(blank=True)
    stop_person = models.CharField(max_length=100, blank=True)
    stop_place = models.CharField(max_length=200, blank=True)
    stop_how = models.TextField(blank=True)
    stop_tried_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.system)


class DutyHolder(models.Model):
    """Who carries a duty for one AI system, and where that was agreed."""

    system = models.ForeignKey(AiSystem, on_delete=models.CASCADE, related_name="duties")
    duty = models.CharField(max_length=20)
    party = models.CharField(max_length=10, choices=PartyChoice.choices)
    person_name = models.CharField(max_length=100, blank=True)
    agreed_in = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "duty"], name="one_holder_per_duty")]

    def __str__(self) -> str:
        return f"{self.system} {self.duty}"


class FailSafe(models.Model):
    """A fail-safe pattern of one AI system and how it is realised."""

    system = models.ForeignKey(AiSystem, on_delete=models.CASCADE, related_name="fail_safes")
    pattern = models.CharField(max_length=20)
    realised = models.TextField()
    tried_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pattern"]
        constraints = [models.UniqueConstraint(fields=["system", "pattern"], name="one_row_per_fail_safe")]

    def __str__(self) -> str:
        return f"{self.system} {self.pattern}"
