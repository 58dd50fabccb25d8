"""The company's documents, their passages and the vectors of these."""

from __future__ import annotations

from django.db import models

from accounts.models import Organization, User
from evaluations.models.wording import text_in_page_language
from evaluations.states import Confidentiality, DocumentState


class Document(models.Model):
    """A file of the company. Refused ones stay listed with their reason until removed; their content is not kept."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="documents")
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    file = models.FileField(max_length=300, blank=True)
    confidentiality = models.CharField(
        max_length=20, choices=Confidentiality.choices, default=Confidentiality.SECRET
    )
    state = models.CharField(max_length=20, choices=DocumentState.choices, default=DocumentState.WAITING)
    media_type = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=5, blank=True)
    encoding = models.CharField(max_length=40, blank=True)
    units = models.PositiveIntegerField(default=0)  # pages, slides, sheets or lines
    notices = models.JSONField(default=list)  # [{code, ja, en, where}]
    refusal = models.JSONField(null=True)  # {code, ja, en}
    owner = models.CharField(max_length=100, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    woken_at = models.DateTimeField(null=True)  # when a worker was last told
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    parsed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "sha256"], name="one_document_per_content")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def refusal_text(self) -> str:
        return text_in_page_language(self.refusal)

    @property
    def is_pdf(self) -> bool:
        return self.media_type == "application/pdf"


class Passage(models.Model):
    """A piece of a document that can be found and cited: never across a page, slide or sheet."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="passages")
    ordinal = models.PositiveIntegerField()
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=200)
    heading_path = models.JSONField(default=list)

    class Meta:
        ordering = ["document_id", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["document", "ordinal"], name="one_passage_per_place")]

    def __str__(self) -> str:
        return f"{self.document} {self.label}"


class PassageVector(models.Model):
    """An embedding, kept by the hash of the model and of the text so that it is never computed twice."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE)
    embedder = models.CharField(max_length=64)  # hash of weights and prefix
    text_sha256 = models.CharField(max_length=64)
    vector = models.BinaryField()  # float32, little endian

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "embedder", "text_sha256"], name="one_vector_per_text"
            )
        ]

    def __str__(self) -> str:
        return f"{self.embedder[:8]} {self.text_sha256[:8]}"
