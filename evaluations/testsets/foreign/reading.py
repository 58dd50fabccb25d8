"""Recognises and opens a file of another tool within limits; it is data of a stranger, whatever its name says."""

import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from evaluations.testsets.foreign import inspect_log, llm_jp_eval, lm_eval, promptfoo
from evaluations.testsets.foreign.result import ForeignResult, Gathering
from evaluations.testsets.grid import MOST_ROWS
from evaluations.testsets.refusal import TestSetRefused, refused_file
from intake.archive import MIB, ArchiveLimits, check_sizes
from intake.refusal import IntakeRefused
from language.storable import all_storable
from language.text import Text

_MOST_BYTES = 50 * MIB
_ARCHIVE = ArchiveLimits(parts=50_000, unpacked_bytes=300 * MIB, part_bytes=300 * MIB)
_MOST_ANSWERS = 200_000

_TOO_LARGE = (
    Text("ファイルが大きすぎます(上限 50 MiB)。", "The file is too large (limit 50 MiB)."),
    Text("分けて取り込んでください。", "Split it and import the parts."),
)
_TOO_MANY = (
    Text("質問が多すぎます(上限 5,000 問)。", "There are too many questions (limit 5,000)."),
    Text("分けて取り込んでください。", "Split the set and import the parts."),
)
_BROKEN = (
    Text("「{name}」を JSON として読めません({detail})。", '"{name}" cannot be read as JSON ({detail}).'),
    Text(
        "書き出しが最後まで終わったファイルか確認してください。",
        "Check that the file was written to its end.",
    ),
)
_BROKEN_ZIP = (
    Text(
        "「{name}」は壊れているか、途中で切れた .eval ファイルです。",
        '"{name}" is a damaged or cut-off .eval file.',
    ),
    Text("元のファイルから取り込み直してください。", "Import it again from the original."),
)
_BOMB = (
    Text("「{name}」は展開すると異常に大きくなります。", '"{name}" grows abnormally when unpacked.'),
    Text(
        "inspect log convert で JSON にしてから取り込んでください。",
        "Convert it to JSON with inspect log convert.",
    ),
)
_COMPRESSION = (
    Text(
        "「{name}」は、ここでは読めない方式で圧縮されています。",
        '"{name}" is compressed in a way that cannot be read here.',
    ),
    Text(
        "inspect log convert --to json で JSON にしてから取り込んでください。",
        "Convert it with inspect log convert --to json and import that.",
    ),
)
_UNKNOWN = (
    Text(
        "「{name}」は promptfoo、Inspect、lm-evaluation-harness、llm-jp-eval のどの形式でもありません。",
        '"{name}" has none of the formats of promptfoo, Inspect, lm-evaluation-harness and llm-jp-eval.',
    ),
    Text("各ツールが書き出したファイルをそのまま選んでください。", "Choose the file as the tool wrote it."),
)
_NOTHING = (
    Text("「{name}」に、正解のある質問がありません。", '"{name}" holds no question with a right answer.'),
    Text(
        "正解が文字列で書かれているか確認してください。", "Check that the right answers are written as text."
    ),
)


def read_foreign(name: str, content: bytes) -> ForeignResult:
    """Return the items and answers of a file of promptfoo, Inspect, lm-evaluation-harness or llm-jp-eval.

    The format is known by the content; `name` is only repeated in messages. Items have no reviewer, so they wait
    for review. Raises TestSetRefused for a file that is too large, damaged, of another format, or without a
    question that has a right answer.
    """
    shown = name[:120]
    if len(content) > _MOST_BYTES:
        raise refused_file("foreign-too-large", *_TOO_LARGE)
    gathering = _gathered(shown, content)
    if len(gathering.items) > MOST_ROWS or len(gathering.answers) > _MOST_ANSWERS:
        raise refused_file("foreign-too-many", *_TOO_MANY)
    if not gathering.items:
        raise _refused("foreign-empty", _NOTHING, shown)
    return gathering.result()


def _gathered(name: str, content: bytes) -> Gathering:
    if content[:4] == b"PK\x03\x04":
        return _read_zip(name, content)
    text = _text(name, content)
    try:
        found = _json(name, text)
    except TestSetRefused:
        # Several objects, one in a line, are no JSON as a whole.
        if not (lines := _json_lines(text)):
            raise
        found = lines
    gathering = _of_object(found) if isinstance(found, dict) else _of_list(found)
    if gathering is None:
        raise _refused("foreign-unknown", _UNKNOWN, name)
    return gathering


def _of_object(found: Mapping[str, Any]) -> Gathering | None:
    if inspect_log.is_log(found):
        samples = found.get("samples")
        listed = [one for one in samples if isinstance(one, dict)] if isinstance(samples, list) else []
        return inspect_log.read_log(found, listed)
    if promptfoo.is_results(found):
        return promptfoo.read_results(found)
    if llm_jp_eval.is_data(found):
        return llm_jp_eval.read_data(found)
    if promptfoo.is_config(found):
        return promptfoo.read_config([one for one in found["tests"] if isinstance(one, dict)])
    return _of_list([found])


def _of_list(found: Any) -> Gathering | None:
    rows = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    if not rows:
        return None
    readers = (
        (lm_eval.is_sample, lm_eval.read_samples),
        (promptfoo.is_result, promptfoo.read_each_result),
        (llm_jp_eval.is_training_row, llm_jp_eval.read_rows),
        (lambda row: "vars" in row, promptfoo.read_config),
    )
    return next((read(rows) for is_one, read in readers if is_one(rows[0])), None)


def _read_zip(name: str, content: bytes) -> Gathering:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_sizes(name, parts, len(content))
            return _read_eval(name, archive, parts)
    except NotImplementedError as error:  # zipfile's word for a compression that it lacks
        raise _refused("foreign-compression", _COMPRESSION, name) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError) as error:
        raise _refused("foreign-broken", _BROKEN_ZIP, name) from error


def _read_eval(name: str, archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> Gathering:
    names = {part.filename for part in parts}
    header_name = next((one for one in ("header.json", "_journal/start.json") if one in names), None)
    samples = sorted(one for one in names if one.startswith("samples/") and one.endswith(".json"))
    if header_name is None or not samples:
        raise _refused("foreign-unknown", _UNKNOWN, name)
    header = _json(name, _text(name, archive.read(header_name)))
    found = [_json(name, _text(name, archive.read(one))) for one in samples]
    return inspect_log.read_log(
        header if isinstance(header, dict) else {}, [one for one in found if isinstance(one, dict)]
    )


def _check_sizes(name: str, parts: Sequence[zipfile.ZipInfo], packed: int) -> None:
    """By the directory, before anything is unpacked; zipfile never yields more than it declares."""
    try:
        check_sizes(parts, packed, _ARCHIVE)
    except IntakeRefused as error:
        raise _refused("foreign-bomb", _BOMB, name) from error


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused("foreign-json", _BROKEN, name, detail="UTF-8") from error


def _json(name: str, text: str) -> Any:
    try:
        return all_storable(json.loads(text))
    except json.JSONDecodeError as error:
        raise _refused("foreign-json", _BROKEN, name, detail=f"line {error.lineno}") from error
    except (RecursionError, ValueError) as error:  # nested too deeply, or a number of thousands of digits
        raise _refused("foreign-json", _BROKEN, name, detail="depth") from error


def _json_lines(text: str) -> list[Any]:
    """One value in each line; empty when any line is none."""
    try:
        return [all_storable(json.loads(line)) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        return []


def _refused(code: str, reason: tuple[Text, Text], name: str, **values: object) -> TestSetRefused:
    what, action = reason
    return refused_file(code, what.filled(name=name, **values), action)
