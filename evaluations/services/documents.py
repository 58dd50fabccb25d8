"""Taking in the company's documents and reading them."""

from __future__ import annotations

import hashlib
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.audit import record
from accounts.models import Organization, User
from evaluations.errors import EvaluationRefused, as_row
from evaluations.models import Document, Passage
from evaluations.parsing.errors import DocumentRefused
from evaluations.parsing.limits import Limits
from evaluations.parsing.passage import ParsedDocument
from evaluations.parsing.sandbox import parse_safely
from evaluations.services.leases import free, kept, lease_end, new_owner
from evaluations.services.waking import wake_on_commit
from evaluations.states import Confidentiality, DocumentState
from language.text import Text

MAX_ATTEMPTS = 3
GIVEN_UP = Text(
    "この資料の読み取りは3回とも途中で止まりました。ほかの資料には影響ありません。"
    "ファイルを開いて保存し直すか、PDFに変換してから、もう一度追加してください。",
    "Reading this document stopped half-way three times. Your other documents are unaffected. "
    "Open and save the file again, or convert it to PDF, and add it once more.",
)


def upload_document(
    organization: Organization, user: User | None, file: File[bytes], confidentiality: str
) -> tuple[Document, bool]:
    """Store a file and queue it for reading; return it and whether it is new.

    The same content twice is one document; refused content is read again, under the name it has now. The name
    is shown, never used as a path.
    """
    if confidentiality not in Confidentiality.values:
        raise EvaluationRefused("class", _unknown_class(confidentiality))
    name = Path(str(file.name or "").replace("\\", "/")).name[:255]
    if file.size > settings.DOCUMENT_MAX_BYTES:
        raise EvaluationRefused("size", _too_large(name))
    content = file.read()
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        document, created = Document.objects.get_or_create(
            organization=organization,
            sha256=digest,
            defaults={
                "name": name,
                "size_bytes": len(content),
                "confidentiality": confidentiality,
                "uploaded_by": user,
            },
        )
        if document.state == DocumentState.REFUSED:
            # Often the name was the reason: an ending that did not fit the content.
            document.name, document.confidentiality, document.uploaded_by = name, confidentiality, user
            document.state, document.refusal, document.attempt = DocumentState.WAITING, None, 0
            created = True
        if created:
            path = f"documents/{organization.pk}/{uuid.uuid4().hex}"
            document.file.save(path, ContentFile(content), save=True)
            record(organization, user, "document.added", name, sha256=digest, confidentiality=confidentiality)
            wake_on_commit("evaluations.tasks.parse_document", document.pk)
    return document, created


def parse_document(document_id: int) -> None:
    """Read one document in a limited child process and store its passages; safe to call twice."""
    document = _claim(document_id)
    if document is None:
        return
    if document.attempt > MAX_ATTEMPTS:
        _refuse(document, "gave-up", GIVEN_UP)
        return
    limits = Limits(file_bytes=settings.DOCUMENT_MAX_BYTES)
    try:
        with kept(lambda: _mine(document).update(lease_until=lease_end())):
            parsed = parse_safely(Path(document.file.path), document.name, limits)
    except DocumentRefused as refusal:
        _refuse(document, refusal.code, refusal.message)
    else:
        _store(document, parsed)


def _claim(document_id: int) -> Document | None:
    """Lease the document to this process; None when it is done or somebody else reads it."""
    owner = new_owner()
    waiting = Document.objects.filter(
        pk=document_id, state__in=[DocumentState.WAITING, DocumentState.PARSING]
    )
    with transaction.atomic():
        document = waiting.filter(free()).select_for_update().first()
        if document is None:
            return None
        Document.objects.filter(pk=document.pk).update(
            state=DocumentState.PARSING, owner=owner, attempt=document.attempt + 1, lease_until=lease_end()
        )
    return Document.objects.select_related("organization").get(pk=document.pk)


@transaction.atomic
def _store(document: Document, parsed: ParsedDocument) -> None:
    if not _finish(document, DocumentState.READY, **_columns(parsed)):
        return
    document.passages.all().delete()
    Passage.objects.bulk_create(
        [
            Passage(
                document=document,
                ordinal=ordinal,
                text=passage.text,
                text_sha256=hashlib.sha256(passage.text.encode()).hexdigest(),
                kind=passage.locator.kind,
                number=passage.locator.number,
                label=passage.locator.label[:200],
                heading_path=list(passage.heading_path),
            )
            for ordinal, passage in enumerate(parsed.passages)
        ]
    )
    record(document.organization, None, "document.read", document.name, passages=len(parsed.passages))


@transaction.atomic
def _refuse(document: Document, code: str, message: Text) -> None:
    if _finish(document, DocumentState.REFUSED, refusal=as_row(code, message)):
        document.file.delete(save=False)
        Document.objects.filter(pk=document.pk).update(file="")
        record(document.organization, None, "document.refused", document.name, code=code)


def _finish(document: Document, state: DocumentState, **columns: Any) -> bool:
    """Write the end, fenced: a reader that lost its lease changes nothing."""
    return bool(_mine(document).update(state=state, lease_until=None, parsed_at=timezone.now(), **columns))


def _mine(document: Document) -> QuerySet[Document]:
    return Document.objects.filter(
        pk=document.pk, owner=document.owner, attempt=document.attempt, state=DocumentState.PARSING
    )


def _columns(parsed: ParsedDocument) -> dict[str, Any]:
    notices = [
        {"code": n.code, "where": n.where, "ja": n.message.ja, "en": n.message.en} for n in parsed.notices
    ]
    return {
        "media_type": parsed.media_type,
        "language": parsed.language,
        "encoding": parsed.encoding or "",
        "units": parsed.units,
        "notices": notices,
    }


def _too_large(name: str) -> Text:
    limit = settings.DOCUMENT_MAX_BYTES // 2**20
    return Text(
        f"「{name}」は上限の{limit}MBを超えるため追加できません。ほかのファイルは追加されています。"
        "ファイルを分割してから、もう一度追加してください。",
        f'"{name}" is larger than the limit of {limit} MB and was not added. The other files were. '
        "Split the file and add it again.",
    )


def _unknown_class(value: str) -> Text:
    return Text(
        f"機密区分「{value}」は選べません。何も追加していません。一覧から選び直してください。",
        f'"{value}" is not a confidentiality class. Nothing was added. Choose one from the list.',
    )
