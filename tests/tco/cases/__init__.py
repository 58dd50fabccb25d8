"""Worked cases with their expected figures."""

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


def finance_case(name: str) -> dict[str, Any]:
    cases = yaml.safe_load((FOLDER / "finance.yaml").read_text(encoding="utf-8"))["cases"]
    return next(case for case in cases if case["id"] == name)


def adoption_cases() -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = yaml.safe_load((FOLDER / "adoption.yaml").read_text(encoding="utf-8"))[
        "cases"
    ]
    return cases


def uncertainty_case(name: str) -> dict[str, Any]:
    cases = yaml.safe_load((FOLDER / "uncertainty.yaml").read_text(encoding="utf-8"))["cases"]
    return next(case for case in cases if case["id"] == name)


def sizing_case(name: str) -> dict[str, Any]:
    cases = yaml.safe_load((FOLDER / "sizing.yaml").read_text(encoding="utf-8"))["cases"]
    return next(case for case in cases if case["id"] == name)
