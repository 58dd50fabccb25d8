import json
import pickle
import subprocess
import sys

import pytest

from evaluations.weights.errors import FolderRefused
from evaluations.weights.folder_guard import check_folder
from tests.evaluations.weights.prepared import PROJECT

LOADS = """
import sys
from pathlib import Path
from evaluations.providers.local_transformers import LocalTransformers
from evaluations.retrieval.dense import load_embedder
from evaluations.weights.errors import FolderRefused
for load in (LocalTransformers, lambda folder: load_embedder(folder, "k", "s")):
    try:
        load(Path(sys.argv[1]))
    except FolderRefused as refused:
        print(refused.code)
print(sorted({"torch", "transformers", "sentence_transformers"} & set(sys.modules)))
"""


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "model"
    made.mkdir()
    (made / "config.json").write_text('{"model_type": "llama", "attention_bias": false}')
    (made / "model.safetensors").write_bytes(b"\0" * 8)
    return made


def test_a_plain_folder_is_accepted(folder):
    (folder / "tokenizer.json").write_text('{"model": {"vocab": {"auto_map": 1}}}')
    (folder / "modules.json").write_text('[{"type": "sentence_transformers.models.Transformer"}]')
    check_folder(folder)


@pytest.mark.parametrize(
    "name", ["pytorch_model.bin", "model.pt", "x.pkl", "modeling_x.py", "x.so", "a/b.ckpt"]
)
def test_a_file_that_can_run_is_refused(folder, name):
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(pickle.dumps(print))
    with pytest.raises(FolderRefused, match=name.split("/")[-1]):
        check_folder(folder)


@pytest.mark.parametrize(
    "settings",
    [
        {"auto_map": {"AutoModel": "modeling_x.X"}},
        {"_attn_implementation_internal": "someone/kernel"},
        {"text_config": [{"attn_implementation": "someone/kernel"}]},
        {"model_args": {"trust_remote_code": True}},
        {"custom_generate": "someone/loop"},
    ],
)
@pytest.mark.parametrize("name", ["config.json", "generation_config.json", "sentence_bert_config.json"])
def test_settings_that_name_code_are_refused(folder, name, settings):
    (folder / name).write_text(json.dumps(settings))
    with pytest.raises(FolderRefused):
        check_folder(folder)


@pytest.mark.parametrize("kind", ["os.system", "sentence_transformers_evil.Model", "modeling.X", None])
def test_a_module_from_elsewhere_is_refused(folder, kind):
    (folder / "modules.json").write_text(json.dumps([{"type": kind}]))
    with pytest.raises(FolderRefused, match=r"modules\.json"):
        check_folder(folder)


def test_a_link_out_of_the_folder_is_refused(folder, tmp_path):
    (folder / "vocab.txt").symlink_to(tmp_path)
    with pytest.raises(FolderRefused, match="link"):
        check_folder(folder)


def test_settings_nested_on_purpose_are_refused_without_a_crash(folder):
    (folder / "config.json").write_text("[" * 100_000 + "]" * 100_000)
    with pytest.raises(FolderRefused):
        check_folder(folder)


@pytest.mark.parametrize("name", ["config.json", "model.safetensors"])
def test_an_incomplete_folder_is_refused(folder, name):
    (folder / name).unlink()
    with pytest.raises(FolderRefused, match="missing"):
        check_folder(folder)


def test_a_hostile_folder_is_refused_before_any_library_is_imported(folder):
    (folder / "pytorch_model.bin").write_bytes(b"")
    command = [sys.executable, "-c", LOADS, str(folder)]
    printed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    assert printed.split("\n")[:3] == ["weights-folder", "weights-folder", "[]"]
