"""What a pilot measures and how: chosen KPIs, the measurement plan, its readings and its deviations."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import get_language

from accounts.append_only import AppendOnlyError
from accounts.models import Organization, User
from adoption.models.use_cases import UseCase
from adoption.pilot_states import (
    Arm,
    Design,
    DeviationKind,
    Difficulty,
    KpiDirection,
    KpiFamily,
    KpiHorizon,
    KpiRole,
    Period,
    ReadingSource,
    Skill,
)


class KpiInstance(models.Model):
    """A KPI that a use case is judged by: of the library (`kpi_id`), or of the company's own making ("")."""

    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="kpis")
    kpi_id = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    family = models.CharField(max_length=10, choices=KpiFamily.choices)
    unit = models.CharField(max_length=40)
    direction = models.CharField(max_length=4, choices=KpiDirection.choices)
    formula = models.CharField(max_length=300)
    inputs = models.JSONField(default=list)  # names of the values that the formula asks for
    horizon = models.CharField(max_length=5, choices=KpiHorizon.choices)
    role = models.CharField(max_length=15, choices=KpiRole.choices)
    start = models.FloatField(null=True)  # None: not measured yet
    start_source = models.CharField(max_length=300, blank=True)
    target = models.FloatField(null=True)
    target_on = models.DateField(null=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["use_case", "kpi_id"],
                condition=~models.Q(kpi_id=""),
                name="a_library_kpi_once_per_use_case",
            ),
            models.UniqueConstraint(fields=["use_case", "name"], name="a_kpi_name_once_per_use_case"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.name}"

    @property
    def key(self) -> str:
        """The name by which plans and files refer to it: the library's id, or OWN-12."""
        return self.kpi_id or f"OWN-{self.pk}"

    @property
    def display_name(self) -> str:
        return self.name_en if self.name_en and (get_language() or "ja").startswith("en") else self.name


class FrozenQuerySet(models.QuerySet[Any]):
    """Rows that only their own service changes, one by one, and that nobody deletes."""

    def update(self, **kwargs: Any) -> int:  # noqa: ARG002
        raise AppendOnlyError("These rows are never changed in bulk.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("These rows are never deleted.")


class MeasurementPlan(models.Model):
    """One version of how a pilot will be judged. A draft may be edited; a frozen version never changes.

    `definition` are the draft's fields; `frozen_text` is the canonical JSON of plan and KPIs at the moment of
    freezing, and `frozen_sha256` its hash. The newest frozen version is in force.
    """

    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="measurement_plans")
    version = models.PositiveIntegerField()
    design = models.CharField(max_length=12, choices=Design.choices)
    definition = models.JSONField(default=dict)
    reason = models.TextField(blank=True)  # why this version follows another; empty for the first
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    frozen_text = models.TextField(blank=True)
    frozen_sha256 = models.CharField(max_length=64, blank=True)
    frozen_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    frozen_by_name = models.CharField(max_length=200, blank=True)
    frozen_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[MeasurementPlan]] = FrozenQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["use_case", "version"], name="one_plan_per_version"),
            models.CheckConstraint(
                condition=models.Q(frozen_at__isnull=True, frozen_sha256="")
                | (models.Q(frozen_at__isnull=False) & ~models.Q(frozen_sha256="")),
                name="a_frozen_plan_has_a_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.use_case} v{self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        stored = None if self._state.adding else MeasurementPlan.objects.filter(pk=self.pk).first()
        if stored is not None and stored.is_frozen:
            raise AppendOnlyError("A frozen plan is never changed; make a new version.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.is_frozen:
            raise AppendOnlyError("A frozen plan is never deleted.")
        return super().delete(*args, **kwargs)

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None


class ReadingImport(models.Model):
    """A file of readings that was checked row by row; it is taken over as a whole, or not at all."""

    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="reading_imports")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)  # tasks or values
    rows = models.JSONField(default=list)  # [{number, cells}] as they were read
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(null=True)
    taken_rows = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class AddedOnly(models.Model):
    """Rows that are only ever added; a mistake is corrected by a new row that says why."""

    objects: ClassVar[models.Manager[Any]] = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("Readings and deviations are only ever added.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ARG002
        raise AppendOnlyError("Readings and deviations are only ever added.")


class Reading(AddedOnly):
    """What every reading says about itself; `key` is the label under which its source knows it."""

    key = models.CharField(max_length=60)
    plan = models.ForeignKey(
        MeasurementPlan, null=True, on_delete=models.PROTECT, related_name="%(class)s_set"
    )  # the frozen version it was measured under; None: a baseline before the freeze
    source = models.CharField(max_length=5, choices=ReadingSource.choices)
    source_text = models.CharField(max_length=300, blank=True)
    imported = models.ForeignKey(ReadingImport, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)  # of a correction
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_by_name = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta(AddedOnly.Meta):
        abstract = True


class Observation(Reading):
    """One task of one person, timed and judged. `person` is a pseudonym, never a name."""

    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="observations")
    supersedes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    on = models.DateField()
    period = models.CharField(max_length=10, choices=Period.choices)
    arm = models.CharField(max_length=7, choices=Arm.choices)
    person = models.CharField(max_length=20)
    pair = models.CharField(max_length=60, blank=True)  # the same for tasks that are compared with each other
    sequence = models.PositiveSmallIntegerField(null=True)  # 1 or 2: the period of a crossover
    group = models.CharField(max_length=40, blank=True)  # line or site
    difficulty = models.CharField(max_length=6, choices=Difficulty.choices, default=Difficulty.NORMAL)
    skill = models.CharField(max_length=11, choices=Skill.choices, blank=True)
    baseline_minutes = models.FloatField(null=True)  # the same task without AI
    prompt_minutes = models.FloatField(null=True)
    wait_minutes = models.FloatField(null=True)
    review_minutes = models.FloatField(null=True)
    rework_minutes = models.FloatField(null=True)
    is_correct = models.BooleanField(null=True)
    is_severe = models.BooleanField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta(Reading.Meta):
        abstract = False
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["use_case", "period"])]
        constraints = [
            models.UniqueConstraint(
                fields=["use_case", "key"],
                condition=models.Q(supersedes__isnull=True),
                name="one_observation_per_key",
            )
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def net_minutes(self) -> float | None:
        """Prompting, waiting, review and rework together; None unless all four were measured."""
        parts = (self.prompt_minutes, self.wait_minutes, self.review_minutes, self.rework_minutes)
        return None if None in parts else sum(part for part in parts if part is not None)


class KpiReading(Reading):
    """The value of a KPI over a period, of the whole or of one line or site."""

    kpi = models.ForeignKey(KpiInstance, on_delete=models.PROTECT, related_name="readings")
    supersedes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    on = models.DateField()  # the last day of the period that the value is of
    period = models.CharField(max_length=10, choices=Period.choices)
    group = models.CharField(max_length=40, blank=True)
    is_treated = models.BooleanField(null=True)  # for staggered roll-outs: the group uses AI at that time
    value = models.FloatField()
    inputs = models.JSONField(default=dict)  # {name: number} from which the value was computed
    n = models.PositiveIntegerField(null=True)  # how many cases the value stands on

    class Meta(Reading.Meta):
        abstract = False
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["kpi", "on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["kpi", "key"],
                condition=models.Q(supersedes__isnull=True),
                name="one_kpi_reading_per_key",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kpi_id} {self.key}"


class Deviation(AddedOnly):
    """Something that went otherwise than planned, or the statement that nothing did."""

    plan = models.ForeignKey(MeasurementPlan, on_delete=models.PROTECT, related_name="deviations")
    kind = models.CharField(max_length=12, choices=DeviationKind.choices)
    on = models.DateField()
    what = models.TextField()
    why = models.TextField(blank=True)
    effect = models.TextField(blank=True)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_by_name = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta(AddedOnly.Meta):
        abstract = False
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.kind}"


class ReadingToken(models.Model):
    """Lets a machine of the company send readings and nothing else. Only the hash of the secret is kept."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="reading_tokens")
    name = models.CharField(max_length=100)
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    window_started_at = models.DateTimeField(null=True)
    window_requests = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
