"""The list of documents, as documents.yaml states it."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from language.text import Text
from sample_company.build.places import DOCUMENTS, DOCUMENTS_INDEX


@dataclass(frozen=True)
class CompanyDocument:
    """One document: its file name, its title, its confidentiality class and its language."""

    file: str
    title: Text
    confidentiality: str
    language: str

    @property
    def number(self) -> str:
        """The document number that starts the file name, e.g. `MT-201`."""
        return self.file.split("_", 1)[0]

    @property
    def kind(self) -> str:
        """The ending of the file name without its dot, e.g. `pdf`."""
        return self.path.suffix.lstrip(".")

    @property
    def path(self) -> Path:
        """Where the built file lies."""
        return DOCUMENTS / self.file


def company_documents() -> list[CompanyDocument]:
    """All documents in the order of documents.yaml."""
    rows = yaml.safe_load(DOCUMENTS_INDEX.read_text(encoding="utf-8"))
    return [CompanyDocument(row["file"], Text(**row["title"]), row["class"], row["language"]) for row in rows]
