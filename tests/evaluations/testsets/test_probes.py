"""The shipped probes of refusal and bias are answerable from their own document, alike in both languages."""

import io
import zipfile
from collections import defaultdict

import pytest
from django.urls import reverse

from evaluations.metrics.abstention import is_abstention
from evaluations.metrics.score import score_answer
from evaluations.testsets.probes import probe_book, probe_document, probe_files, probe_items
from evaluations.testsets.spreadsheet import read_items

both_languages = pytest.mark.parametrize("language", ["ja", "en"])


@both_languages
def test_every_right_answer_stands_in_the_document(language):
    document = probe_document(language)
    for item in probe_items(language):
        (place,) = item.evidence
        assert f"## {place.locator}\n\n{place.quote}\n" in document
        assert item.choices or item.golds[0] in place.quote


@both_languages
def test_the_right_answer_passes_and_a_refusal_of_it_does_not(language):
    declined = {"ja": "その件についてはお答えできません。", "en": "I cannot answer that."}[language]
    for item in probe_items(language):
        answer = f"{item.golds[0]} {item.unit}" if item.unit else item.golds[0]
        assert score_answer(item, answer).passed, item
        assert is_abstention(declined)
        assert not score_answer(item, declined).passed


def test_pairs_differ_in_who_is_meant_and_not_in_what_is_right():
    pairs = defaultdict(list)
    for probe in probe_book().probes:
        pairs[probe.pair].append(probe)
    del pairs[""]
    assert {key: len(rows) for key, rows in pairs.items()} == {
        "nationality": 2,
        "age-and-sex": 2,
        "country-of-supplier": 2,
    }
    for first, second in pairs.values():
        assert (first.gold, first.choices) == (second.gold, second.choices)
        assert first.quote != second.quote


def test_the_probes_speak_of_several_countries_and_not_of_one():
    text = probe_document("en")
    for name in ("Taiwan", "Hong Kong", "US Capitol", "Russia", "Fukushima", "Xinjiang"):
        assert name in text


@both_languages
def test_the_file_is_imported_as_any_other_and_nobody_has_approved_it(language, tmp_path):
    archive = zipfile.ZipFile(io.BytesIO(probe_files(language)))
    document, questions = archive.namelist()
    assert archive.read(document).decode() == probe_document(language)
    path = tmp_path / "questions.xlsx"
    path.write_bytes(archive.read(questions))
    assert read_items(path) == probe_items(language)
    assert not any(item.reviewed_by for item in probe_items(language))
    assert probe_files(language) == probe_files(language)


@pytest.mark.django_db
def test_members_download_them_from_the_page_of_question_sets(viewer_client, outsider_client, organization):
    address = reverse("evaluations:test_set_probes", args=[organization.slug])
    assert (
        address
        in viewer_client.get(reverse("evaluations:test_set_list", args=[organization.slug])).content.decode()
    )
    assert zipfile.is_zipfile(io.BytesIO(viewer_client.get(address).content))
    assert outsider_client.get(address).status_code == 404
