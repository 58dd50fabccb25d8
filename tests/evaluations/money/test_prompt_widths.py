"""The estimate knows how long each candidate's version of the prompt is."""

import pytest

from evaluations.parsing.sentences import width
from evaluations.pricing.forecast import TOKENS_PER_WIDTH_AT_MOST, TOKENS_PER_WIDTH_EXPECTED
from evaluations.running.instructions import instruction
from evaluations.services.estimates import Plan
from evaluations.services.estimating import estimate_run
from tests.evaluations.money.rows import priced_candidate

pytestmark = pytest.mark.django_db


def test_a_longer_instruction_is_foreseen_in_every_call(organization, finished_run):
    """All four questions of the set are asked with numbers: nobody is to tell the one without an answer."""
    candidate = priced_candidate(organization)
    found = []
    for version in ("", "P1", "P2"):
        candidate.prompt_version = version
        plan = Plan(evidence_characters=1200)
        (one,) = estimate_run(organization, finished_run.test_set, [candidate], plan).candidates
        found.append(one.tokens.input)
    as_the_run, p1, p2 = found
    more = width(instruction("P2", "short", "ja")) - width(instruction("P1", "short", "ja"))
    assert as_the_run == p1
    assert p2.expected - p1.expected == pytest.approx(TOKENS_PER_WIDTH_EXPECTED * more)
    assert p2.high - p1.high == pytest.approx(TOKENS_PER_WIDTH_AT_MOST * more, abs=1)
    assert more > 40
