"""Ids that stand inside JSON and text: the places where a number is the key of another row.

Rows get new keys on the receiving server, so each of these numbers is translated; one that names no row of the
bundle is emptied, or it could name a row of somebody else there.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

EACH = "*"  # every element of a list
NO_ROW = 0  # never the key of a row
Ids = Mapping[str, Mapping[int, int]]


def _always(_whole: Any) -> bool:
    return True


def _is_compute(whole: Any) -> bool:
    return isinstance(whole, dict) and whole.get("kind") == "compute"


def _is_no_compute(whole: Any) -> bool:
    return not _is_compute(whole)


@dataclass(frozen=True)
class Place:
    """Where an id of a `model` stands in a JSON value, and what stands there when its row is not known."""

    path: tuple[str, ...]
    model: str
    unknown: int | None = NO_ROW
    when: Callable[[Any], bool] = _always


CANDIDATE = Place(("candidate_id",), "evaluations.Candidate")
PASSAGES = Place((EACH,), "evaluations.Passage")
PLACES: dict[str, tuple[Place, ...]] = {
    "evaluations.RunCandidate.snapshot": (CANDIDATE,),
    "evaluations.JudgePanel.snapshot": (CANDIDATE,),
    "evaluations.Answer.passage_ids": (PASSAGES,),
    "evaluations.Answer.cost_basis": (
        Place(("price",), "evaluations.CandidatePrice", None),
        Place(("rate",), "evaluations.ExchangeRate", None, _is_no_compute),
        Place(("rate",), "evaluations.ComputeRate", None, _is_compute),
    ),
    "evaluations.Retrieval.passage_ids": (PASSAGES,),
    "evaluations.DraftJob.passage_ids": (PASSAGES,),
    "evaluations.Call.document_ids": (Place((EACH,), "evaluations.Document"),),
    "tco.PlanRevision.values": (Place((EACH, "price_row"), "tco.PriceRow", None),),
}
# Text columns that hold a beginning and an id.
KEYS: dict[str, tuple[str, str]] = {
    "governance.WatchConfirmation.item_key": ("own:", "governance.OwnWatchItem"),
}
# JSON columns that were read and hold no id of a row.
NO_IDS = frozenset(
    f"{model}.{field}"
    for model, fields in {
        "evaluations.Document": "notices refusal",
        "evaluations.Passage": "heading_path",
        "evaluations.TestItem": "golds choices schema key_points evidence checks",
        "evaluations.DraftJob": "discarded failure",
        "evaluations.Run": "retrievers retriever_facts perturbations estimate pause_reason failure",
        "evaluations.RunCandidate": "failure left_out",
        "evaluations.Retrieval": "scores",
        "evaluations.Answer": "failure",
        "evaluations.Score": "measures reason",
        "evaluations.JudgePanel": "failure",
        "evaluations.Judgement": "failure",
        "evaluations.Watch": "problem",
        "tco.BillLine": "tags",
        "tco.CostPlan": "options uses correlations",
        "tco.PlanRevision": "shape",
        "tco.Simulation": "results",
        "tco.SizingStudy": "question answer points second_opinion",
        "adoption.Evidence": "facts",
        "adoption.Decision": "unknowns_acknowledged snapshot",
        "adoption.KpiInstance": "inputs",
        "adoption.MeasurementPlan": "definition",
        "adoption.ReadingImport": "rows",
        "adoption.KpiReading": "inputs",
        "adoption.Canvas": "answers",
        "adoption.RiskTriage": "answers",
        "adoption.CaseScore": "marks",
        "adoption.Ringi": "parts",
        "adoption.RingiStep": "seen_parts reopened_for",
        "adoption.RingiAction": "checklist parts",
        "governance.GovernanceDocument": "facts",
        "governance.SwitchReview": "answers",
        "governance.RaciChange": "letters",
        "governance.AdoptedEdition": "document",
        "governance.ContentReview": "words",
        "governance.Risk": "fail_safes",
        "governance.RiskVersion": "values",
        "governance.ModelUse": "shared_parts",
        "reports.ReportFile": "failure",
        "reports.WorkbookUpload": "lines",
    }.items()
    for field in fields.split()
)


def translated(column: str, value: Any, ids: Ids) -> Any:
    """Give a value of `app.Model.field` the new ids; a column without ids comes back as it is."""
    if column in KEYS:
        return _translated_key(value, *KEYS[column], ids)
    for place in PLACES.get(column, ()):
        if place.when(value):
            value = _at(value, place.path, place, ids)
    return value


def _at(value: Any, path: tuple[str, ...], place: Place, ids: Ids) -> Any:
    if not path:
        return _new(value, place, ids)
    step, rest = path[0], path[1:]
    if step == EACH:
        return [_at(one, rest, place, ids) for one in value] if isinstance(value, list) else []
    if not isinstance(value, dict) or value.get(step) is None:
        return value
    return {**value, step: _at(value[step], rest, place, ids)}


def _new(value: Any, place: Place, ids: Ids) -> int | None:
    known = ids.get(place.model, {})
    is_id = isinstance(value, int) and not isinstance(value, bool)
    return known.get(value, place.unknown) if is_id else place.unknown


def _translated_key(value: str, beginning: str, model: str, ids: Ids) -> str:
    found = re.fullmatch(rf"{re.escape(beginning)}(\d{{1,18}})", value)
    if found is None:
        return value
    return f"{beginning}{ids.get(model, {}).get(int(found[1]), NO_ROW)}"
