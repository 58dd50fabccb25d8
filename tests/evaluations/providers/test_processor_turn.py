import signal
import subprocess
import sys
import time

from evaluations.providers.processor_turn import processor_turn
from tests.evaluations.weights.prepared import PROJECT

HOLDER = """
import time
from evaluations.providers.processor_turn import processor_turn
with processor_turn():
    print("computing", flush=True)
    time.sleep(60)
"""


def test_a_second_process_waits_until_the_first_has_ended_even_by_a_kill(monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    command = [sys.executable, "-c", HOLDER]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "computing\n"
        waiting = subprocess.Popen(
            [sys.executable, "-c", HOLDER.replace("60", "0")], cwd=PROJECT, stdout=subprocess.PIPE, text=True
        )
        time.sleep(0.7)
        assert waiting.poll() is None
        holder.send_signal(signal.SIGKILL)
        assert waiting.communicate(timeout=20)[0] == "computing\n"
    with processor_turn():
        pass
