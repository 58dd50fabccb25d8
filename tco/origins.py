"""Where an option's model comes from, as a plan stores it and a page says it."""

from collections.abc import Mapping
from typing import Any, get_args

from language.text import Text
from tco.uncertainty.futures import Origin, Supplier

ORIGIN_LABELS: dict[Origin | None, Text] = {
    None: Text("不明(最も大きい確率で計算)", "Unknown (the largest chance counts)"),
    "us": Text("米国", "US"),
    "cn": Text("中国", "China"),
    "jp_eu": Text("日本・欧州", "Japan or Europe"),
}
LIGHT = Text("軽量モデル", "light model")


def supplier_of(option: Mapping[str, Any]) -> Supplier:
    """Read a stored option; anything but a known origin is unknown.

    >>> supplier_of({"key": "api", "origin": "us"})
    Supplier(origin='us', is_light=False)
    """
    known = {str(origin): origin for origin in ORIGIN_LABELS if origin}
    return Supplier(known.get(str(option.get("origin"))), bool(option.get("is_light")))


def supplier_row(origin: str, *, is_light: bool) -> dict[str, str]:
    """Return what an option stores of its supplier; nothing where nothing is known."""
    found = {"origin": origin} if origin in get_args(Origin) else {}
    return {**found, "is_light": "1"} if is_light else found


def supplier_words(option: Mapping[str, Any]) -> Text:
    """Say where a stored option's model comes from; empty where nothing is known."""
    supplier = supplier_of(option)
    known = [ORIGIN_LABELS[supplier.origin]] if supplier.origin else []
    parts = [*known, LIGHT] if supplier.is_light else known
    return Text("・".join(part.ja for part in parts), ", ".join(part.en for part in parts))
