"""What a criterion stood on, in words: each fact with its value and its source."""

from adoption.content.loader import gate_book
from adoption.gates.facts import FactUse
from adoption.gates.review import CriterionResult
from language.text import Text

NOT_RECORDED = Text("根拠が登録されていません", "No evidence is recorded")


def evidence_text(result: CriterionResult) -> Text:
    """One line for each fact that the criterion asked for."""
    lines = [_fact_text(use) for use in result.facts]
    return Text("\n".join(line.ja for line in lines), "\n".join(line.en for line in lines))


def _fact_text(use: FactUse) -> Text:
    kind = gate_book().fact_kind(use.name)
    if use.fact is None or not use.is_known:
        return Text(f"{kind.name.ja}: {NOT_RECORDED.ja}", f"{kind.name.en}: {NOT_RECORDED.en}")
    value, source = kind.value_text(use.fact.value), use.fact.source
    return Text(f"{kind.name.ja}: {value.ja}（{source}）", f"{kind.name.en}: {value.en} ({source})")
