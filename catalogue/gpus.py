"""GPUs with their memory, bandwidth, dense FLOPS, power and dated prices."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from catalogue.reading import FOLDER, number_or_none, read_mapping, refuse, required

FIGURES = ("memory_gb", "bandwidth_gb_s", "bf16_dense_tflops", "fp8_dense_tflops", "tdp_w")


@dataclass(frozen=True)
class Figure:
    """A value and where it comes from; None means that no trustworthy value was found."""

    value: float | None
    source: str


@dataclass(frozen=True)
class Price:
    """A price (or a range of prices) with its currency, kind and date."""

    low: float
    high: float
    currency: str
    kind: str
    as_of: str
    source: str


@dataclass(frozen=True)
class Gpu:
    """One GPU; `figures` holds memory_gb, bandwidth_gb_s, bf16/fp8_dense_tflops and tdp_w.

    `link_gb_s` is what one card sends to its neighbours in the server, in one direction; None: not known.
    """

    id: str
    name: str
    vendor: str
    figures: dict[str, Figure]
    prices: tuple[Price, ...]
    rental_usd_per_hour: tuple[Price, ...]
    note: str
    link_gb_s: Figure | None = None


@cache
def gpus(path: Path = FOLDER / "gpus.yaml") -> dict[str, Gpu]:
    """Read all GPUs by id; raises InvalidCatalogue naming the place of a mistake."""
    content = read_mapping(path, "gpus/1")
    sources = required(content, "sources", dict, path.name)
    found: dict[str, Gpu] = {}
    for row in required(content, "gpus", list, path.name):
        gpu = _gpu(row, sources)
        if gpu.id in found:
            raise refuse(gpu.id, "id used twice")
        found[gpu.id] = gpu
    return found


def _gpu(row: dict[str, Any], sources: dict[str, str]) -> Gpu:
    name = required(row, "id", str, "gpus")
    return Gpu(
        id=name,
        name=required(row, "name", str, name),
        vendor=required(row, "vendor", str, name),
        figures={key: _figure(required(row, key, dict, name), f"{name}.{key}", sources) for key in FIGURES},
        prices=tuple(_price(price, name, sources) for price in required(row, "prices", list, name)),
        rental_usd_per_hour=tuple(_price(price, name, sources) for price in row.get("rental_usd_h", [])),
        note=str(row.get("note", "")),
        link_gb_s=_figure(row["link_gb_s"], f"{name}.link_gb_s", sources) if "link_gb_s" in row else None,
    )


def _figure(row: dict[str, Any], place: str, sources: dict[str, str]) -> Figure:
    if "v" not in row:
        raise refuse(place, "v is missing (null means unknown)")
    source = required(row, "src", str, place)
    return Figure(number_or_none(row["v"], place), sources.get(source, source))


def _price(row: dict[str, Any], place: str, sources: dict[str, str]) -> Price:
    amount = row.get("amount")
    ends = amount if isinstance(amount, list) else [amount, amount]
    known = [end for end in (number_or_none(end, place) for end in ends) if end]
    if len(known) != 2:
        raise refuse(f"{place}.amount", "a price or a range of two prices expected")
    source = required(row, "src", str, place)
    return Price(
        low=known[0],
        high=known[1],
        currency=required(row, "currency", str, place),
        kind=required(row, "kind", str, place),
        as_of=str(row.get("as_of", "")),
        source=sources.get(source, source),
    )
