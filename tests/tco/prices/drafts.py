"""A draft to vary in tests."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from tco.assumptions import Status
from tco.prices.draft import PriceDraft
from tco.prices.kinds import Kind

TODAY = date(2026, 11, 22)
GPU_HOUR = PriceDraft(
    kind=Kind.GPU_HOUR,
    item="H100 SXM 80GB",
    provider="クラウド社",
    region="東京",
    value=Decimal("2.5"),
    unit="USD_per_GPU_hour",
    source="見積 Q-2026-11",
    source_url="https://example.com/q",
    retrieved_on=TODAY,
    valid_from=date(2026, 11, 1),
    status=Status.QUOTED,
    note="1年契約",
)


def draft(**changes: Any) -> PriceDraft:
    return replace(GPU_HOUR, **changes)
