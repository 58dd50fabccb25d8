"""Which character encoding a text file is written in."""

import re

from intake.refusal import refused

_LOOKED_AT = 200_000  # characters that tell one encoding from another
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 (BOM)",
    "utf-16": "UTF-16",
    "cp932": "CP932 (Shift_JIS)",
    "euc_jp": "EUC-JP",
    "iso2022_jp": "ISO-2022-JP",
    "cp1252": "Windows-1252",
}
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uff01-\uff60]+")
_ODD = re.compile("[\uff61-\uff9f\ue000-\uf8ff\u0080-\u009f]")
_KANA = re.compile("[\u3040-\u30ff]")


def _decoded(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeDecodeError, UnicodeError):
        return None


def _plausibility(text: str) -> float:
    """Kana and runs of wide characters speak for a guess; half-width kana and lone kanji against it."""
    text = text[:_LOOKED_AT]
    runs = _WIDE.findall(text)
    lone = sum(1 for run in runs if len(run) == 1)
    joined = sum(len(run) for run in runs if len(run) > 1)
    return joined + len(_KANA.findall(text)) - 2 * len(_ODD.findall(text)) - 3 * lone


def _unmarked(data: bytes) -> tuple[str, str] | None:
    """Choose among the encodings that carry no mark and are not valid UTF-8."""
    codecs = ("cp932", "euc_jp", "cp1252")
    guesses = [(text, codec) for codec in codecs if (text := _decoded(data, codec)) is not None]
    scored = [(_plausibility(text) if codec != "cp1252" else 0.0, text, codec) for text, codec in guesses]
    if not scored:
        return None
    score, text, codec = max(scored, key=lambda row: row[0])
    if codec == "cp1252" and not _reads_as_western(text):
        return None
    return (text, codec) if score >= 0 else None


def _reads_as_western(text: str) -> bool:
    """Western text is mostly ASCII; anything else that fits Windows-1252 is another encoding."""
    visible = [character for character in text if not character.isspace()]
    ascii_count = sum(1 for character in visible if " " <= character <= "~")
    return bool(visible) and ascii_count >= 0.8 * len(visible)


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding; raise IntakeRefused when none fits.

    Tried in this order: byte order marks, ISO-2022-JP escapes, strict UTF-8, then the most plausible of
    CP932, EUC-JP and Windows-1252.

    >>> decode("品番,数量".encode("cp932"))
    ('品番,数量', 'CP932 (Shift_JIS)')
    """
    found = _marked(data) or _unmarked(data)
    if found is None or "\x00" in found[0]:
        raise refused("unreadable_encoding")
    return found[0], _NAMES[found[1]]


def _marked(data: bytes) -> tuple[str, str] | None:
    for mark, codec in _BOMS:
        if data.startswith(mark) and (text := _decoded(data, codec)) is not None:
            return text, codec
    if (b"\x1b$" in data or b"\x1b(J" in data) and (text := _decoded(data, "iso2022_jp")) is not None:
        return text, "iso2022_jp"
    text = _decoded(data, "utf-8")
    return None if text is None else (text, "utf-8")
