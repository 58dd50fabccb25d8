"""The recommendation table, row by row, and its law: unknown never passes a gate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adoption.gates.facts import Fact, FactName
from adoption.gates.review import Criterion, assess
from adoption.gates.snapshot import sha256_of, snapshot_of
from language.text import Text


def criterion(number, *, must=True, stops=False):
    return Criterion(f"C{number}", Text("項目", "item"), must, "evidence", f"ev('c{number}').ok", stops)


def known(**answers):
    return {FactName("ev", key, "ok"): Fact(value, "test") for key, value in answers.items()}


GATE = (criterion(1), criterion(2, stops=True), criterion(3, must=False))


@pytest.mark.parametrize(
    ("facts", "outcome", "because"),
    [
        (known(c1=True, c2=True, c3=True), "go", ()),
        (known(c1=True, c2=True, c3=False), "conditional_go", ("C3",)),
        (known(c1=True, c2=True), "conditional_go", ("C3",)),
        (known(c2=True, c3=True), "hold", ("C1",)),
        (known(), "hold", ("C1", "C2")),
        (known(c1=False), "recycle", ("C1",)),
        (known(c1=False, c2=False), "stop", ("C2",)),
        (known(c1=True, c2=False, c3=True), "stop", ("C2",)),
    ],
)
def test_the_first_row_of_the_table_that_applies_decides(facts, outcome, because):
    recommendation = assess(GATE, facts).recommendation
    assert (recommendation.outcome, recommendation.because) == (outcome, because)


def test_a_gate_without_a_must_recommends_nothing():
    with pytest.raises(ValueError, match="must"):
        assess((criterion(1, must=False),), {})


def test_a_result_carries_its_facts_and_names_the_unknown():
    result = assess(GATE, known(c1=True)).results[1]
    assert result.status == "unknown"
    assert [str(use.name) for use in result.unknown_facts] == ["ev('c2').ok"]


answers = st.dictionaries(st.sampled_from(["c1", "c2", "c3"]), st.booleans())


@given(answers)
def test_a_gate_passes_only_when_every_must_is_evidenced_and_true(given_answers):
    outcome = assess(GATE, known(**given_answers)).recommendation.outcome
    every_must = given_answers.get("c1") is True and given_answers.get("c2") is True
    assert (outcome in ("go", "conditional_go")) == every_must


@given(answers, st.sampled_from(["c1", "c2", "c3"]), st.booleans())
def test_new_evidence_for_one_criterion_leaves_the_others_as_they_were(given_answers, key, value):
    before = assess(GATE, known(**given_answers))
    after = assess(GATE, known(**{**given_answers, key: value}))
    for old, new in zip(before.results, after.results, strict=True):
        if old.criterion.check != f"ev('{key}').ok":
            assert new.status == old.status


def test_the_hash_changes_with_a_value_and_not_with_who_recorded_it():
    def hash_of(fact):
        return sha256_of(snapshot_of("G", assess(GATE, {FactName("ev", "c1", "ok"): fact})))

    first = hash_of(Fact(True, "test", "run:1", recorded_on="2026-11-01"))
    assert hash_of(Fact(True, "again", "run:1", recorded_on="2026-11-22")) == first
    assert hash_of(Fact(False, "test", "run:1")) != first
    assert hash_of(Fact(True, "test", "run:2")) != first


def test_a_whole_number_hashes_the_same_as_integer_and_as_float():
    def hash_of(value):
        return sha256_of(snapshot_of("G", assess(GATE, {FactName("ev", "c1", "ok"): Fact(value, "t")})))

    assert hash_of(3) == hash_of(3.0)
