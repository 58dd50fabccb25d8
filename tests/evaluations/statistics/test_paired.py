import gc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.statistics.many import compare_with_reference, holm
from evaluations.statistics.paired import compare
from evaluations.statistics.verdict import Verdict


def scores(gained, lost, n=60):
    """Reference and candidate that disagree on `gained` + `lost` of n questions."""
    keys = [f"Q{number:03d}" for number in range(n)]
    reference = {key: float(place < lost or place >= n // 2) for place, key in enumerate(keys)}
    candidate = dict(reference)
    for key in keys[:lost]:
        candidate[key] = 0.0
    for key in keys[lost : lost + gained]:
        candidate[key] = 1.0
    return reference, candidate


def test_mcnemar_is_exact():
    result = compare(*scores(gained=10, lost=2))
    # Two-sided binomial: 2 * (1 + 12 + 66) / 2^12.
    assert result.mcnemar_p == pytest.approx(2 * 79 / 4096)
    assert (result.gained, result.lost) == (10, 2)
    assert result.difference.estimate == pytest.approx(8 / 60)


def test_a_clear_difference_is_called_so_in_both_directions():
    reference, candidate = scores(gained=20, lost=1)
    assert compare(reference, candidate).verdict is Verdict.BETTER
    assert compare(candidate, reference).verdict is Verdict.WORSE


def test_a_small_lead_is_not_shown_to_differ():
    result = compare(*scores(gained=6, lost=4))
    assert result.difference.estimate > 0
    assert result.verdict is Verdict.NOT_SHOWN
    assert result.verdict.text.ja.startswith("差は確認できない")


def test_four_wins_and_no_loss_are_not_enough_although_the_bootstrap_leaves_out_zero():
    result = compare(*scores(gained=4, lost=0))
    assert result.difference.low > 0
    assert result.permutation_p == pytest.approx(0.125)
    assert result.verdict is Verdict.NOT_SHOWN


def test_few_questions_or_documents_get_no_verdict():
    assert compare(*scores(gained=9, lost=0, n=19)).verdict is Verdict.TOO_FEW
    reference, candidate = scores(gained=30, lost=0)
    documents = {key: f"document {place % 5}" for place, key in enumerate(reference)}
    assert compare(reference, candidate, documents).verdict is Verdict.TOO_FEW


def test_questions_of_one_document_count_together():
    reference, candidate = scores(gained=12, lost=0)
    documents = {key: f"document {place // 6}" for place, key in enumerate(reference)}
    alone, grouped = compare(reference, candidate), compare(reference, candidate, documents)
    assert grouped.clusters == 10
    assert grouped.difference.high - grouped.difference.low > alone.difference.high - alone.difference.low
    # All gains come from two documents: flipping two signs can never reach 5 %.
    assert grouped.permutation_p == pytest.approx(0.5)
    assert grouped.verdict is Verdict.NOT_SHOWN


def test_equal_answers_are_no_proof_of_equality():
    reference, _ = scores(gained=0, lost=0)
    result = compare(reference, dict(reference))
    assert result.difference.low == pytest.approx(-(1 - 0.025 ** (1 / 60)))
    assert result.difference.high == -result.difference.low
    assert (result.mcnemar_p, result.permutation_p) == (1.0, 1.0)


def test_only_shared_questions_are_compared():
    reference, candidate = scores(gained=5, lost=5)
    del candidate["Q000"]
    assert compare(reference, candidate).difference.n == 59


def test_graded_scores_have_no_mcnemar():
    reference, candidate = scores(gained=5, lost=5)
    candidate["Q059"] = 0.4
    assert compare(reference, candidate).mcnemar_p is None


def test_nothing_in_common_and_impossible_scores_are_refused():
    with pytest.raises(ValueError, match="share no item"):
        compare({"a": 1.0}, {"b": 1.0})
    with pytest.raises(ValueError, match="between 0 and 1"):
        compare({"a": 1.0}, {"a": 1.5})


@given(
    st.lists(st.tuples(st.sampled_from([0.0, 1.0]), st.sampled_from([0.0, 1.0])), min_size=20, max_size=60)
)
@settings(max_examples=15, deadline=None)
def test_the_same_input_gives_the_same_result_and_the_interval_holds_the_estimate(pairs):
    reference = {str(n): pair[0] for n, pair in enumerate(pairs)}
    candidate = {str(n): pair[1] for n, pair in enumerate(pairs)}
    first, second = compare(reference, candidate), compare(reference, candidate)
    assert first == second
    assert first.difference.low <= first.difference.estimate <= first.difference.high
    assert -1 <= first.difference.low <= first.difference.high <= 1
    turned = compare(candidate, reference)
    assert {first.verdict, turned.verdict} != {Verdict.BETTER}
    assert turned.permutation_p == pytest.approx(first.permutation_p, abs=0.02)


def test_holm_follows_its_worked_example():
    # Holm 1979: sorted p times 4, 3, 2, 1, then made non-decreasing.
    adjusted = holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005})
    assert {name: round(p, 4) for name, p in adjusted.items()} == {"a": 0.03, "b": 0.06, "c": 0.06, "d": 0.02}
    assert holm({}) == {}


def test_trying_many_candidates_needs_stronger_evidence():
    reference, candidate = scores(gained=6, lost=0)
    assert compare(reference, candidate).verdict is Verdict.BETTER
    results = compare_with_reference(reference, dict.fromkeys("abc", candidate))
    assert results["a"].adjusted_p == pytest.approx(3 * 0.03125)
    assert {result.comparison.verdict for result in results.values()} == {Verdict.NOT_SHOWN}


@pytest.fixture(scope="module")
def little_garbage():
    """statsmodels collects garbage in every call: half a second each where other tests have loaded models."""
    gc.freeze()
    yield
    gc.unfreeze()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12).map(lambda found: dict(enumerate(found))))
@settings(deadline=None, max_examples=60)
def test_holm_is_that_of_statsmodels(little_garbage, p_values):
    from statsmodels.stats.multitest import multipletests

    expected = multipletests(list(p_values.values()), method="holm")[1]
    assert list(holm(p_values).values()) == pytest.approx(list(expected))
