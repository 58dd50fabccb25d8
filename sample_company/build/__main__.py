"""Build the documents and the test set: `python -m sample_company.build [document number ... | testset]`."""

import shutil
import sys

from sample_company.build.index import CompanyDocument, company_documents
from sample_company.build.pdf import build_pdf
from sample_company.build.places import DOCUMENTS, SOURCES, TESTSET
from sample_company.build.slides import build_pptx
from sample_company.build.testset import build_testset
from sample_company.build.word import build_docx
from sample_company.build.workbook import build_xlsx

CSV_ENCODINGS = {"ST-2026-09": "cp932", "CK-010": "utf-8-sig"}


def build(document: CompanyDocument) -> None:
    """Write one document in the format its file name asks for."""
    number, target = document.number, document.path
    match document.kind:
        case "pdf":
            build_pdf(number, target, document.language)
        case "docx":
            build_docx(number, target)
        case "xlsx":
            build_xlsx(number, target)
        case "pptx":
            build_pptx(number, target)
        case "csv":
            rows = (SOURCES / f"{number}.csv").read_text(encoding="utf-8")
            target.write_bytes(rows.replace("\n", "\r\n").encode(CSV_ENCODINGS[number]))
        case "html":
            shutil.copyfile(SOURCES / f"{number}.html", target)
        case other:
            raise ValueError(f"no builder writes .{other} files: {document.file}")


def main(wanted: list[str]) -> None:
    """Build the documents with these numbers, or all of them and the test set when none is named."""
    DOCUMENTS.mkdir(exist_ok=True)
    for document in company_documents():
        if not wanted or document.number in wanted:
            build(document)
            print(f"{document.file}  {document.path.stat().st_size:,} bytes")
    if not wanted or "testset" in wanted:
        build_testset(TESTSET)
        print(TESTSET.name)


if __name__ == "__main__":
    main(sys.argv[1:])
