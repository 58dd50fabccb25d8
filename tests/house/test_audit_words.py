"""Every action that the code records can be read in words, and no words stand for an action nobody records."""

import re
from collections import Counter
from dataclasses import fields
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.audit_reading import app_of, words_of_apps
from accounts.audit_words import COMMON
from evaluations.models import Candidate
from evaluations.pricing.forecast import Range
from evaluations.services.hosts import HostDraft, SupplierDraft
from evaluations.services.opening import snapshot_of
from evaluations.services.price_book import ComputeDraft, ExchangeDraft, PriceDraft
from evaluations.services.work_estimates import WorkEstimate
from governance.services.company_size import SizeDraft
from governance.services.duties import HolderDraft, OperationDraft
from governance.services.editions import Moved
from governance.services.readiness import ReadinessDraft
from tco.prices.draft import PriceDraft as PriceRowDraft
from tests.house.recorded_actions import recorded

# Entries that hold a whole draft, whose keys do not stand where it is recorded.
SPREAD = {
    "company_size.entered": SizeDraft,
    "compute_rate.entered": ComputeDraft,
    "content.adopted": Moved,
    "exchange_rate.entered": ExchangeDraft,
    "host.added": HostDraft,
    "price.entered": PriceDraft,
    "price_row.entered": PriceRowDraft,
    "readiness.changed": ReadinessDraft,
    "role.assigned": HolderDraft,
    "supplier.added": SupplierDraft,
    "system.operation_described": OperationDraft,
}
# Where a person reads, nothing looks like a code.
CODE = re.compile(r"[a-z]+[._][a-z]+")
JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def worded() -> list[str]:
    return [action for words in words_of_apps() for action in words.actions]


def test_every_recorded_action_has_words_and_every_word_an_action():
    assert sorted(set(recorded()) - set(worded())) == []
    assert sorted(set(worded()) - set(recorded())) == []


def test_two_apps_never_record_under_the_same_code():
    assert [action for action, times in Counter(worded()).items() if times > 1] == []


def test_every_key_that_stands_in_the_code_has_a_name():
    nameless = [
        f"{action}: {key}"
        for words in words_of_apps()
        for action in words.actions
        for key in recorded()[action]
        if not {key, f"{action}:{key}"} & {*words.terms, *COMMON}
    ]
    assert nameless == []


@pytest.mark.parametrize(("action", "draft"), SPREAD.items())
def test_every_field_of_what_a_person_enters_has_a_name(action, draft):
    terms = {**COMMON, **app_of(action).terms}
    assert [field.name for field in fields(draft) if field.name not in terms] == []


@pytest.mark.parametrize("action", ["judge.started", "test_set.drafting_started"])
def test_what_was_foreseen_reads_in_words(action):
    work: Any = SimpleNamespace(
        calls=Range(6.0, 9.5, 12.0), cost_microyen=Range(280_000.4, 1e6, 10_600_000.0)
    )
    said = {key: app_of(action).terms[key].read(value) for key, value in WorkEstimate.for_audit(work).items()}
    assert {key: words and words.ja for key, words in said.items()} == {
        "foreseen_calls": "6–12",
        "foreseen_microyen": "0.28円–10.6円",
    }


def test_every_setting_of_a_candidate_has_a_name():
    terms = {**COMMON, **app_of("candidate.added").terms}
    assert [key for key in snapshot_of(Candidate()) if key not in terms] == []


def test_terms_and_targets_of_one_action_belong_to_an_action_of_the_app():
    for words in words_of_apps():
        assert {key.partition(":")[0] for key in words.terms if ":" in key} <= set(words.actions)
        assert set(words.targets) - {""} <= set(words.actions)


@pytest.mark.parametrize("words", words_of_apps(), ids=lambda words: words.title.en)
def test_what_was_done_is_a_japanese_sentence_and_english_words(words):
    for action, text in words.actions.items():
        assert JAPANESE.search(text.ja) and text.ja.endswith(("ました", "ません", "ませんでした", ")")), (
            action
        )
        assert not JAPANESE.search(text.en) and text.en[0].isupper() and not CODE.search(text.en), action
    for term in words.terms.values():
        assert not CODE.search(term.label.ja) and not JAPANESE.search(term.label.en), term


def test_words_of_two_actions_are_never_the_same():
    for language in ("ja", "en"):
        said = Counter(text.in_(language) for words in words_of_apps() for text in words.actions.values())
        assert [text for text, times in said.items() if times > 1] == []
