"""The shipped content holds together, and every way to break it is refused with its place."""

import shutil

import pytest

from adoption.content.loader import FOLDER, library, load_library
from adoption.gates.language import evaluate, facts_named
from content.errors import ContentRefused
from governance.content import loader as governance_loader
from governance.content.loader import books, load_books


def test_the_shipped_content_is_whole():
    shipped = library()
    assert [gate.id for gate in shipped.gates.gates] == ["G0", "G1", "G2", "G3", "G4", "G5"]
    assert [stage.id for stage in shipped.gates.stages] == ["S1", "S2", "S3"]
    assert len(shipped.kpis.kpis) == 58
    assert len(shipped.use_cases.usecases) == 20
    governance = books()
    assert len(governance.frameworks.requirements) == 108
    assert len(governance.roles.raci) == 19
    assert sum(item.must for item in governance.roles.operating_readiness) == 14
    assert sum(len(section.questions) for section in governance.vendors.sections) == 41
    assert len(governance.watch.items) == 18


def test_every_shipped_check_is_unknown_without_facts():
    for gate in library().gates.gates:
        for criterion in gate.criteria:
            assert evaluate(criterion.expression, {}) is None
            assert facts_named(criterion.expression)


def test_every_raci_row_has_one_accountable_role_and_somebody_responsible():
    assert all(row.responsible and row.accountable for row in books().roles.raci)


@pytest.fixture
def folder(tmp_path):
    for file in (*FOLDER.glob("*.yaml"), *governance_loader.FOLDER.glob("*.yaml")):
        shutil.copy(file, tmp_path)
    return tmp_path


def test_a_copy_of_the_content_loads_as_the_original(folder):
    assert load_library(folder, load_books(folder)) == library()


BREAKS = [
    ("gates.yaml", "ev('tco').options >= 3", "ev('tco').option >= 3", "G3-C1"),
    ("gates.yaml", "ev('tco').options >= 3", "__import__('os').x", "G3-C1"),
    ("gates.yaml", "id: G2-C2", "id: G2-C1", "G2-C1"),
    ("gates.yaml", "decider: R-COMMITTEE", "decider: R-NOBODY", "R-NOBODY"),
    ("gates.yaml", "exit_gate: G2", "exit_gate: G7", "G7"),
    ("gates.yaml", "opens: S2", "opens: S9", "S9"),
    ("gates.yaml", "kind: role, ja:", "knd: role, ja:", "kind"),
    ("gates.yaml", "must: true, kind: role", "must: 1, kind: role", "must"),
    ("gates.yaml", "recur_months: 6", "recur_months: six", "recur_months"),
    ("gates.yaml", 'en: "Use-case selection"', 'en: ""', "G0"),
    (
        "gates.yaml",
        "must: false, kind: evidence, ja",
        "must: false, stops: true, kind: evidence, ja",
        "G0-C5",
    ),
    ("gates.yaml", "schema_version: 1", "schema_version: 2", "schema_version"),
    ("gates.yaml", "gates:\n", "gates: [\n", "gates.yaml"),
    ("facts.yaml", "ev.regwatch.age_days", "ev.regwatch.days", "ev.regwatch.age_days"),
    ("facts.yaml", "kpi.K-A-02.value", "kpi.K-A-99.value", "K-A-02"),
    ("roles.yaml", "accountable: R-FIN", "accountable: R-FINANCE", "R-FINANCE"),
    ("roles.yaml", "id: R-FIN,", "id: R-PROC,", "R-PROC"),
    ("roles.yaml", "decider: R-CAIO", "decider: R-CAI0", "R-CAI0"),
    ("kpis.yaml", "test: crossover", "test: crossing", "crossing"),
    ("kpis.yaml", "direction: down", "direction: sideways", "sideways"),
    ("kpis.yaml", "[0.05, 0.15, 0.35]", "[0.05, 0.55, 0.35]", "K-D-02"),
    ("kpis.yaml", "id: K-I-02", "id: K-I-01", "K-I-01"),
    ("usecases.yaml", "K-D-04", "K-D-94", "K-D-94"),
    ("usecases.yaml", "FS-02", "FS-92", "FS-92"),
    ("usecases.yaml", "[internal, confidential]", "[internal, secret]", "secret"),
    ("usecases.yaml", "risk_class: B\n", "risk_class: E\n", "risk_class"),
    ("usecases.yaml", "id: UC-02", "id: UC-01", "UC-01"),
    ("frameworks.yaml", "framework: METI", "framework: METTI", "METTI"),
    ("frameworks.yaml", "gate: G4", "gate: G8", "G8"),
    ("frameworks.yaml", "id: METI-C2", "id: METI-C1", "METI-C1"),
    ("frameworks.yaml", "id: JP-POLICY-01", "id: JP-POLICY-02", "JP-POLICY-01"),
    ("regwatch.yaml", "certainty: proposal", "certainty: sure", "sure"),
    ("regwatch.yaml", "id: RW-02", "id: RW-01", "RW-01"),
    ("vendor_questions.yaml", "id: V-JUR-2", "id: V-JUR-1", "V-JUR-1"),
    ("vendor_questions.yaml", "answer_type: number", "answer_type: amount", "amount"),
    ("ringi.yaml", "watches: [request, rules, dependence]", "watches: [rule]", "rule"),
    ("ringi.yaml", "ev.regwatch, ", "", "ev.regwatch"),
    ("ringi.yaml", "ev.regwatch, ", "ev.regwatch, ev.roi, ", "ev.roi"),
    ("workshop.yaml", "minutes: 15", "minutes: 16", "W90"),
    ("workshop.yaml", "weight: 0.35", "weight: 0.45", "criteria"),
]


@pytest.mark.parametrize(("name", "old", "new", "named"), BREAKS)
def test_broken_content_is_refused_and_the_place_is_named(folder, name, old, new, named):
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentRefused) as refused:
        load_library(folder, load_books(folder))
    assert named in refused.value.message.ja
    assert named in refused.value.message.en


def test_a_missing_file_is_refused(folder):
    (folder / "kpis.yaml").unlink()
    with pytest.raises(ContentRefused, match=r"kpis\.yaml"):
        load_library(folder, load_books(folder))


def test_a_row_without_english_is_refused(folder):
    file = folder / "roles.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("en: Sponsor", "english: Sponsor"), encoding="utf-8")
    with pytest.raises(ContentRefused, match="R-SPONSOR"):
        load_library(folder, load_books(folder))
