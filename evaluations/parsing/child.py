"""The child process of sandbox: read one file under limits, print the result as JSON.

Run as `python -m evaluations.parsing.child`, with the request as JSON on standard input.
"""

import base64
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evaluations.parsing.confinement import forbid, limit_process
from evaluations.parsing.errors import DocumentRefused, refused
from evaluations.parsing.limits import MIB, Limits


def _parsed(request: dict[str, Any], limits: Limits) -> dict[str, Any]:
    from evaluations.parsing.registry import parse_document

    return asdict(parse_document(Path(request["path"]), request["filename"], limits))


def _rendered(request: dict[str, Any]) -> str:
    from evaluations.parsing.pages import render_page

    png = render_page(Path(request["path"]), request["number"], request["width_px"])
    return base64.b64encode(png).decode("ascii")


def _listed(request: dict[str, Any], limits: Limits) -> dict[str, Any]:
    from evaluations.parsing.bundle import list_bundle

    return asdict(list_bundle(Path(request["path"]), limits))


def _answer(request: dict[str, Any], limits: Limits) -> dict[str, Any]:
    try:
        if "number" in request:
            return {"result": _rendered(request)}
        reading = _listed if "bundle" in request else _parsed
        return {"result": reading(request, limits)}
    except DocumentRefused as refusal:
        return {"refused": [refusal.code, *refusal.message]}
    except MemoryError:
        too_much = refused("too_much_memory", limit_mib=limits.memory_bytes // MIB)
        return {"refused": [too_much.code, *too_much.message]}


def main() -> None:
    """Answer one request and exit; an unforeseen error ends with a traceback and a status other than 0."""
    request = json.load(sys.stdin)
    limits = Limits(**request["limits"])
    limit_process(limits)
    sys.addaudithook(forbid)
    json.dump(_answer(request, limits), sys.stdout)


if __name__ == "__main__":
    main()
