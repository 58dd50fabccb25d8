"""One entrance for all formats."""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from evaluations.parsing.errors import from_the_door, refused
from evaluations.parsing.kinds import MEDIA_TYPES, Format, format_of
from evaluations.parsing.limits import MIB, Limits
from evaluations.parsing.notices import notice
from evaluations.parsing.packing import Block, pack
from evaluations.parsing.passage import ParsedDocument
from evaluations.parsing.reading import Reading
from evaluations.parsing.spoken import language_of
from intake.archive import IN_A_DOCUMENT, check_archive
from intake.cleaning import cleaned
from intake.refusal import IntakeRefused

# Imported when needed: a text file should not load the PDF engine.
_READERS: dict[Format, str] = {
    "pdf": "evaluations.parsing.formats.pdf",
    "docx": "evaluations.parsing.formats.word",
    "xlsx": "evaluations.parsing.formats.excel",
    "pptx": "evaluations.parsing.formats.powerpoint",
    "csv": "evaluations.parsing.formats.csv_table",
    "text": "evaluations.parsing.formats.plain_text",
    "markdown": "evaluations.parsing.formats.markdown",
    "html": "evaluations.parsing.formats.html",
}


def parse_document(path: Path, filename: str, limits: Limits = Limits()) -> ParsedDocument:  # noqa: B008
    """Read the file at `path`, named `filename` by its owner, in this process.

    Raise DocumentRefused with a sentence for the owner. For files of strangers use sandbox.parse_safely,
    which adds limits of memory and time.
    """
    _check_size(path, limits)
    kind = format_of(path, filename)
    try:
        if kind in ("docx", "xlsx", "pptx"):
            with path.open("rb") as file:
                check_archive(file, limits.archive, IN_A_DOCUMENT)
        read: Callable[[Path, Limits], Reading] = import_module(_READERS[kind]).read
        return _document(read(path, limits), kind, limits)
    except IntakeRefused as error:
        raise from_the_door(error) from error


def _check_size(path: Path, limits: Limits) -> None:
    size = path.stat().st_size
    if size == 0:
        raise refused("empty_file")
    if size > limits.file_bytes:
        raise refused("too_large", limit_mib=limits.file_bytes // MIB)


def _document(reading: Reading, kind: Format, limits: Limits) -> ParsedDocument:
    if sum(len(block.text) for block in reading.blocks) > limits.characters:
        raise refused("too_much_text", limit=limits.characters)
    blocks = [_clean(block) for block in reading.blocks]
    passages = pack(block for block in blocks if block.text)
    return ParsedDocument(
        passages=passages,
        notices=reading.notices if passages else (*reading.notices, notice("no_text")),
        media_type=MEDIA_TYPES[kind],
        language=language_of("\n".join(passage.text for passage in passages)),
        encoding=reading.encoding,
        units=reading.units,
    )


def _clean(block: Block) -> Block:
    path = tuple(" ".join(cleaned(heading).split()) for heading in block.heading_path)
    return replace(block, text=cleaned(block.text).strip(), heading_path=path)
