"""Where the sources are read and the files are written."""

from pathlib import Path

COMPANY = Path(__file__).resolve().parent.parent
SOURCES = COMPANY / "build" / "sources"
DOCUMENTS = COMPANY / "documents"
DOCUMENTS_INDEX = COMPANY / "documents.yaml"
TESTSET_SOURCE = COMPANY / "testset.yaml"
TESTSET = COMPANY / "testset.xlsx"

CHROMIUM = "/usr/bin/chromium"
FONT = "游ゴシック"
COMPANY_NAME = "サンプル精機株式会社"
