"""A pack to share with industry and partners: definitions of KPIs, measurement and evaluation, and no company text.

Nothing is copied from what people typed: only ids of the shipped library, numbers and words of fixed lists go in.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterable
from typing import Any

import yaml

from accounts.models import Organization
from adoption.content.library import Kpi
from adoption.content.loader import library
from adoption.models import MeasurementPlan
from adoption.pilot_selectors import PlanInForce, frozen_values
from evaluations.metrics.measures import MEASURES
from language.text import Text

SCHEMA = 1
# Numbers and yes/no of a plan; its free texts, dates and names stay inside the company.
SHARED_NUMBERS = (
    "min_effect", "kill_number", "quality_margin", "severe_tolerance", "expected_sd", "expected_rho",
    "expected_share", "tasks_per_person", "icc", "n_required", "n_planned", "indicative_agreed", "n_baseline",
    "first_weeks_discarded",
)  # fmt: skip
_README = """# Shareable pack

KPI definitions (kpis.yaml), methods of measurement (measurement.yaml) and definitions of the evaluation
(evaluation.yaml), in Japanese and English. The pack holds no text, name, date, document or result of a company:
only ids of the public library, numbers of frozen measurement plans and fixed words.
KPIの定義・測定方法・評価の定義です。企業の文章・名称・日付・資料・結果は含みません。
Licence of the definitions / 定義のライセンス: CC BY 4.0
"""


def shareable_pack(organization: Organization) -> bytes:
    """The pack as a ZIP file; the same plans give the same bytes."""
    plans = _plans_in_force(organization)
    files = {
        "README.md": _README.encode(),
        "kpis.yaml": _dumped({"schema_version": SCHEMA, "kpis": [_kpi(one) for one in library().kpis.kpis]}),
        "measurement.yaml": _dumped(_measurement(plans)),
        "evaluation.yaml": _dumped(_evaluation()),
    }
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items())
    return _zipped({**files, "SHA256SUMS": sums.encode()})


def shared_plans(organization: Organization) -> int:
    """How many frozen plans give their numbers."""
    return len(_plans_in_force(organization))


def _plans_in_force(organization: Organization) -> list[PlanInForce]:
    """The newest frozen version of every use case."""
    rows = MeasurementPlan.objects.filter(use_case__organization=organization, frozen_at__isnull=False)
    newest: dict[int, MeasurementPlan] = {}
    for row in rows.order_by("use_case_id", "version"):
        newest[row.use_case_id] = row
    return [frozen_values(row) for row in newest.values()]


def _measurement(plans: Iterable[PlanInForce]) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA,
        "methods": [
            {"id": one.id, "name": _both(one.name), "use": _both(one.use), "library": one.library}
            for one in library().kpis.tests
        ],
        "plans": sorted((_plan(one) for one in plans), key=repr),
    }


def _plan(plan: PlanInForce) -> dict[str, Any]:
    """Design and numbers; KPIs of the company's own making are only counted."""
    known = {one.id for one in library().kpis.kpis}
    designs = {one.id for one in library().kpis.tests}
    numbers = {name: getattr(plan.definition, name) for name in SHARED_NUMBERS}
    return {
        "design": plan.definition.design if plan.definition.design in designs else "other",
        **{name: value for name, value in numbers.items() if isinstance(value, bool | int | float)},
        "kpis": [{"id": one.kpi_id, "role": str(one.role)} for one in plan.kpis if one.kpi_id in known],
        "own_kpis": sum(one.kpi_id not in known for one in plan.kpis),
    }


def _kpi(kpi: Kpi) -> dict[str, Any]:
    return {
        "id": kpi.id, "name": _both(kpi.name), "family": kpi.family, "unit": kpi.unit, "direction": kpi.direction,
        "formula": kpi.formula, "inputs": list(kpi.inputs), "measure": _both(kpi.measure), "test": kpi.test,
        "horizon": kpi.horizon, "pitfall": _both(kpi.pitfall) if kpi.pitfall else None,
    }  # fmt: skip


def _evaluation() -> dict[str, Any]:
    """What is measured of every answer, and what the numbers allow to be said."""
    return {
        "schema_version": SCHEMA,
        "measures": [
            {
                "id": key,
                "name": _both(one.name),
                "meaning": _both(one.meaning),
                "more_is_better": one.more_is_better,
            }
            for key, one in MEASURES.items()
        ],
        "verdict": [_both(one) for one in _VERDICT],
    }


_VERDICT = (
    Text(
        "質問集は凍結してハッシュを記録し、同じ質問・同じ段落・同じ設定で全候補に聞く。",
        "The question set is frozen with its hash; every candidate gets the same questions, passages and settings.",
    ),
    Text(
        "重大な誤りは、割合の片側95%上限(Clopper-Pearson)で許容値と比べる。",
        "Severe errors: the one-sided upper 95% bound (Clopper-Pearson) is held against the tolerance.",
    ),
    Text(
        "2つの候補の差は、対応のある検定と信頼区間で示す。差が出ないことは、同等の証明ではない。",
        "Two candidates: paired tests with intervals. No difference found is no proof of equality.",
    ),
    Text(
        "答えられない質問への「分かりません」は正解とし、過剰な回答拒否は別に数える。",
        "Abstaining from an unanswerable question is right; over-refusal is counted separately.",
    ),
    Text(
        "途中切れ・エラーは不正解として数え、除外しない。",
        "Cut-off answers and errors count as wrong and are not left out.",
    ),
)


def _both(text: Text) -> dict[str, str]:
    return {"ja": text.ja, "en": text.en}


def _dumped(value: dict[str, Any]) -> bytes:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=110).encode()


def _zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            # A fixed day: the pack says nothing about when it was made.
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
