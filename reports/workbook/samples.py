"""When a result may only be called indicative, and why."""

from evaluations.summary import RunSummary
from language.text import Text

# Below 100 questions a pass rate around one half is known no better than ±10 points (95 % Wilson interval).
ENOUGH_ITEMS = 100


def is_indicative(summary: RunSummary) -> bool:
    """True when the sample is too short for a firm statement, or not every candidate answered everything."""
    return summary.n_items < ENOUGH_ITEMS or not all(c.is_complete for c in summary.candidates)


def sample_note(summary: RunSummary) -> Text:
    """Say why the result is indicative."""
    return Text(
        f"参考値: {summary.n_items}問の結果です。"
        f"{ENOUGH_ITEMS}問以上で全候補が全問に回答するまで、確定値として扱いません。",
        f"Indicative: {summary.n_items} questions. Not firm until there are {ENOUGH_ITEMS} or more and every "
        "candidate has answered all of them.",
    )
