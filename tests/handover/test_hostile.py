"""A bundle is a stranger's: whatever is wrong with it is refused with a sentence, and nothing of it stays."""

import json
import zipfile
from pathlib import Path

import pytest

from accounts.models import Organization, User
from evaluations.models import Passage
from handover import schema
from handover.errors import BundleRefused
from handover.manifest import MANIFEST, SIGNATURE
from handover.opening import open_bundle
from tests.handover.conftest import brought
from tests.handover.forging import forged, line_changed, packed, parts_of, row_changed

pytestmark = pytest.mark.django_db
PLAN = "rows/tco.CostPlan.jsonl"


def refused(path: Path) -> BundleRefused:
    with pytest.raises(BundleRefused) as caught:
        open_bundle(path)
    message = caught.value.message
    assert "何も取り込んでいません" in message.ja and "othing was imported" in message.en
    return caught.value


def without(name):
    return lambda parts: parts.pop(name)


def put(name, content):
    return lambda parts: parts.update({name: content})


# --- the file


def test_a_changed_byte_in_a_part_is_found(world, tmp_path):
    parts = parts_of(world.bundle)
    parts[PLAN] = parts[PLAN].replace(b"2026", b"2027")
    assert refused(packed(parts, tmp_path / "x.zip")).code == "hash"


def test_a_changed_list_of_contents_does_not_fit_its_signature(world, tmp_path):
    parts = parts_of(world.bundle)
    parts[MANIFEST] = parts[MANIFEST].replace("引き渡す人".encode(), "別の名前の人".encode())
    assert refused(packed(parts, tmp_path / "x.zip")).code == "signature"


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b'{"algorithm":"none","public_key":"","signature":""}',
        b"\xff",
        b"[" * 4000,
    ],
)
def test_a_file_that_is_no_signature_is_none(world, tmp_path, signature):
    parts = {**parts_of(world.bundle), SIGNATURE: signature}
    assert refused(packed(parts, tmp_path / "x.zip")).code == "signature"


def test_another_server_has_another_fingerprint(world, tmp_path, settings):
    ours = open_bundle(world.bundle).fingerprint
    settings.SECRET_KEY = "the secret of somebody else"
    theirs = forged(world.bundle, tmp_path / "x.zip", lambda _: None)
    assert open_bundle(theirs).fingerprint != ours


@pytest.mark.parametrize("name", [MANIFEST, SIGNATURE])
def test_a_zip_without_list_or_signature_is_no_bundle(world, tmp_path, name):
    parts = parts_of(world.bundle)
    del parts[name]
    assert refused(packed(parts, tmp_path / "x.zip")).code == "no_bundle"


@pytest.mark.parametrize(
    "change",
    [without(PLAN), without("people.jsonl"), put("rows/accounts.Membership.jsonl", b"{}\n")],
    ids=["rows are missing", "people are missing", "rights are smuggled in"],
)
def test_the_parts_are_exactly_those_of_this_product(world, tmp_path, change):
    assert refused(forged(world.bundle, tmp_path / "x.zip", change)).code == "models"


def test_an_unknown_kind_of_part_is_refused(world, tmp_path):
    assert refused(forged(world.bundle, tmp_path / "x.zip", put("run.sh", b"x"))).code == "manifest"


def test_a_part_beside_the_list_is_refused(world, tmp_path):
    parts = {**parts_of(world.bundle), "files/extra": b"x"}
    assert refused(packed(parts, tmp_path / "x.zip")).code == "parts"


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "files/../../x", "C:\\x"])
def test_a_path_that_leads_out_is_refused(world, tmp_path, name):
    parts = {**parts_of(world.bundle), name: b"x"}
    assert refused(packed(parts, tmp_path / "x.zip")).code == "zip_path"


def test_a_bomb_is_refused_by_what_it_announces(world, tmp_path):
    parts = {**parts_of(world.bundle), "files/bomb": b"\0" * (64 * 2**20)}
    assert refused(packed(parts, tmp_path / "x.zip")).code == "zip_bomb"


def test_a_file_above_the_limit_and_a_file_that_is_cut_off_are_refused(world, tmp_path, settings):
    cut = tmp_path / "cut.zip"
    cut.write_bytes(world.bundle.read_bytes()[:-500])
    assert refused(cut).code == "truncated_file"
    settings.BUNDLE_MAX_BYTES = 1000
    assert refused(world.bundle).code == "too_large"


def test_a_name_that_stands_twice_is_refused(world, tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(world.bundle.read_bytes())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr(PLAN, b"")
    assert refused(path).code in ("parts", "hash")


# --- the version


def test_a_newer_and_an_older_version_are_refused_with_the_version_that_fits(world, tmp_path, monkeypatch):
    monkeypatch.setattr(schema, "migrations", lambda: dict.fromkeys(schema.APPS, ("0001", "0002")))
    for last, code in (("0003", "newer_schema"), ("0001", "older_schema")):
        said = {"schema": dict.fromkeys(schema.APPS, last), "product_version": "7.7"}
        refusal = refused(forged(world.bundle, tmp_path / f"{last}.zip", lambda _: None, **said))
        assert refusal.code == code
        assert "7.7" in refusal.message.en and schema.product_version() in refusal.message.ja


def test_columns_of_another_product_are_refused(world, tmp_path):
    path = forged(world.bundle, tmp_path / "x.zip", lambda _: None, columns_sha256="0" * 64)
    assert refused(path).code == "other_schema"


@pytest.mark.parametrize(
    "said",
    [
        {"format": 2}, {"extra": 1}, {"slug": "../x"}, {"name": ""}, {"name": 5}, {"hashes": {"x": {"1": "y"}}},
        {"organization_id": "1"}, {"made_at": "yesterday"}, {"schema": []}, {"broken": [1]},
    ],
    ids=str,
)  # fmt: skip
def test_a_list_that_says_something_odd_is_refused(world, tmp_path, said):
    assert refused(forged(world.bundle, tmp_path / "x.zip", lambda _: None, **said)).code == "manifest"


# --- the rows


NOT_A_ROW = {
    "another kind": row_changed("tco.CostPlan", years="five"),
    "a number for a word": row_changed("tco.CostPlan", name=5),
    "truth for a number": row_changed("tco.CostPlan", years=True),
    "beyond its column": row_changed("tco.CostPlan", years=10**9),
    "too long": row_changed("tco.CostPlan", name="x" * 201),
    "a plan without end": row_changed("tco.CostPlan", years=30_000),
    "options that no plan has": row_changed("tco.CostPlan", options=[{"key": 1}]),
    "a million pictures": row_changed("reports.ReportFile", pdf_pages=10**6),
    "no day": row_changed("tco.CostPlan", starts_on="2026-02-31"),
    "none of the choices": row_changed("evaluations.Run", state="hacked"),
    "empty": row_changed("tco.CostPlan", name=None),
    "an unknown column": row_changed("tco.CostPlan", is_admin=True),
    "a right that is not carried": row_changed("evaluations.ModelCard", remote_code_allowed_by=1),
    "a row of somebody else": row_changed("tco.Assumption", plan=1),
    "a person who is not in it": row_changed("tco.CostPlan", created_by=999_999),
    "a key that is none": row_changed("tco.CostPlan", id=-1),
    "a file that is not in it": row_changed("evaluations.Document", file="files/../../secret_key"),
    "work under way": row_changed("evaluations.Run", state="waiting"),
    "infinity": line_changed("tco.CostPlan", b'{"id": Infinity}'),
    "a number without end": line_changed("tco.CostPlan", b'{"id": ' + b"9" * 5000 + b"}"),
    "no object": line_changed("tco.CostPlan", b"[]"),
    "no JSON": line_changed("tco.CostPlan", b"import os"),
    "deeper than can be read": line_changed("tco.CostPlan", b"[" * 200_000),
    "half a character": row_changed("tco.CostPlan", name="\ud800"),
    "a NUL": row_changed("tco.CostPlan", name="a\0b"),
    "an account": lambda parts: parts.update(
        {"people.jsonl": b'{"id":1,"name":"x","title":"","language":"ja","email":"owner@kaisha.example"}\n'}
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", NOT_A_ROW.values(), ids=NOT_A_ROW.keys())
def test_a_row_that_does_not_fit_stops_everything(world, tmp_path, settings, change):
    media = Path(settings.MEDIA_ROOT)
    before = (Organization.objects.count(), User.objects.count(), files_in(media))
    path = forged(world.bundle, tmp_path / "x.zip", change)
    with pytest.raises(BundleRefused) as caught:
        brought(path, world.owner)
    assert caught.value.code == "row"
    assert "行目" in caught.value.message.ja and "何も取り込んでいません" in caught.value.message.ja
    assert (Organization.objects.count(), User.objects.count(), files_in(media)) == before


def files_in(folder: Path) -> list[Path]:
    return sorted(one for one in folder.rglob("*") if one.is_file())


@pytest.mark.parametrize(
    "change",
    [
        row_changed("adoption.Decision", snapshot={"gate": "G0"}),
        row_changed("adoption.MeasurementPlan", frozen_text="{}"),
        row_changed("tco.PlanRevision", note="x", shape={}),
        row_changed("evaluations.TestItem", question="別の質問"),
        row_changed("governance.GovernanceDocument", text="別の文"),
        row_changed("evaluations.Document", sha256="0" * 64),
    ],
    ids=["decision", "frozen plan", "revision", "question", "statement", "document"],
)
def test_a_row_that_is_not_what_its_hash_stands_for_stops_everything(world, tmp_path, change):
    count = Organization.objects.count()
    with pytest.raises(BundleRefused) as caught:
        brought(forged(world.bundle, tmp_path / "x.zip", change), world.owner)
    assert caught.value.code == "proof"
    assert Organization.objects.count() == count


def test_json_of_another_make_is_refused_where_it_is_read(world, tmp_path):
    with pytest.raises(BundleRefused) as caught:
        brought(
            forged(world.bundle, tmp_path / "x.zip", row_changed("adoption.Evidence", facts=[1])), world.owner
        )
    assert caught.value.code == "shape"


def test_rows_that_contradict_each_other_are_refused_in_words(world, tmp_path):
    def twice(parts):
        first = json.loads(parts["rows/tco.Assumption.jsonl"].splitlines()[0])
        row_changed("tco.Assumption", 1, key=first["key"])(parts)

    with pytest.raises(BundleRefused) as caught:
        brought(forged(world.bundle, tmp_path / "x.zip", twice), world.owner)
    assert caught.value.code == "constraint"


def test_an_id_inside_json_that_names_a_row_of_this_server_is_emptied(world, tmp_path):
    """The passages of an answer are shown by their ids: a stranger's number must not open a document of others."""
    foreign = Passage.objects.filter(document__organization=world.other).first()
    change = row_changed("evaluations.Answer", passage_ids=[foreign.pk + 10**6, "x", None, True, foreign.pk])
    # The number may name a row of the bundle as well; what comes of it is a row of the bundle, or none.
    copy = brought(forged(world.bundle, tmp_path / "x.zip", change), world.owner)
    answer = copy.runs.order_by("pk").first().run_candidates.first().answers.order_by("pk").first()
    own = set(Passage.objects.filter(document__organization=copy).values_list("pk", flat=True))
    assert answer.passage_ids[:4] == [0, 0, 0, 0]
    assert set(answer.passage_ids) <= own | {0}


def test_a_key_of_a_stranger_gives_no_right_here(world, tmp_path):
    copy = brought(
        forged(world.bundle, tmp_path / "x.zip", row_changed("evaluations.Watch", every_days=1)), world.owner
    )
    assert not copy.watches.filter(is_active=True).exists()
    assert not copy.model_cards.exclude(remote_code_allowed_by=None).exists()
