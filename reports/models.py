"""Rows of made workbooks (who asked for which, from which inputs, the file with its hash) and of edited ones."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language

from accounts.models import Organization, User
from adoption.models import UseCase
from evaluations.models import Run
from reports.states import (
    REPORT_ACTIVE,
    AmountUnit,
    Era,
    PdfState,
    ReportKind,
    ReportLanguage,
    ReportState,
    UploadState,
)
from tco.models import CostPlan


class ReportFile(models.Model):
    """One version of the management workbook. A ready file is never changed; a new one is a new row."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="reports")
    use_case = models.ForeignKey(UseCase, null=True, on_delete=models.SET_NULL, related_name="reports")
    plan = models.ForeignKey(CostPlan, null=True, on_delete=models.SET_NULL, related_name="reports")
    run = models.ForeignKey(Run, null=True, on_delete=models.SET_NULL, related_name="reports")
    gate = models.CharField(max_length=10, blank=True)
    language = models.CharField(max_length=2, choices=ReportLanguage.choices)
    kind = models.CharField(max_length=10, choices=ReportKind.choices, default=ReportKind.REFERENCE)
    amounts = models.CharField(max_length=10, choices=AmountUnit.choices, default=AmountUnit.THOUSANDS)
    era = models.CharField(max_length=10, choices=Era.choices, default=Era.WESTERN)
    with_all_answers = models.BooleanField(default=False)  # a sheet with every answer of the run
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.WAITING)
    progress = models.FloatField(default=0.0)
    failure = models.JSONField(null=True)  # {ja, en}
    file = models.FileField(max_length=300, blank=True)
    file_name = models.CharField(max_length=200, blank=True)  # what a download is called
    size_bytes = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    pdf = models.FileField(max_length=300, blank=True)  # the summary, printed; previews lie beside it
    pdf_state = models.CharField(max_length=10, choices=PdfState.choices, default=PdfState.NONE, blank=True)
    pdf_attempt = models.PositiveIntegerField(default=0)
    pdf_pages = models.PositiveIntegerField(default=0)
    inputs_sha256 = models.CharField(max_length=64, blank=True)
    plan_revision = models.PositiveIntegerField(null=True)
    owner = models.CharField(max_length=100, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    woken_at = models.DateTimeField(null=True)  # when a worker was last told
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["organization", "state"])]

    def __str__(self) -> str:
        return self.file_name or f"report {self.pk}"

    @property
    def is_active(self) -> bool:
        return self.state in REPORT_ACTIVE

    @property
    def is_ready(self) -> bool:
        return self.state == ReportState.READY

    @property
    def has_pdf(self) -> bool:
        return self.is_ready and self.pdf_state == PdfState.READY

    @property
    def is_coming(self) -> bool:
        """Whether the workbook or its pages are still being made."""
        return self.is_active or (self.is_ready and self.pdf_state == PdfState.WAITING)

    @property
    def phase(self) -> str:
        """What a page that shows this report is drawn from; it changes when there is more to show."""
        return f"{self.state}-{self.pdf_state}"

    @property
    def percent(self) -> int:
        return round(self.progress * 100)

    @property
    def error(self) -> str:
        """Why the file was not made, in the language of the page; empty while nothing went wrong."""
        if not self.failure:
            return ""
        return str(self.failure["en" if (get_language() or "ja").startswith("en") else "ja"])


class WorkbookUpload(models.Model):
    """An edited workbook that came back: what it would change, and what was decided. The file itself is not kept.

    `lines` holds one row per input that differs: key, fate, base, server, file, problem, shown.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="workbook_uploads")
    plan = models.ForeignKey(CostPlan, on_delete=models.CASCADE, related_name="workbook_uploads")
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    workbook_id = models.CharField(max_length=64)
    base_revision = models.PositiveIntegerField()
    server_revision = models.PositiveIntegerField()
    lines = models.JSONField()
    scenario = models.CharField(max_length=40, blank=True)
    is_tampered = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=UploadState.choices, default=UploadState.OPEN)
    applied_revision = models.PositiveIntegerField(null=True)
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.name
