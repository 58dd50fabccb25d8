"""What the process that reads a stranger's file may not do: use more than its share, reach out, or write."""

import resource

from evaluations.parsing.limits import MIB, Limits

_FORBIDDEN_EVENTS = (
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "subprocess.Popen",
    "os.system",
    "os.exec",
)
_WRITING_MODES = set("wax+")


def limit_process(limits: Limits) -> None:
    """Bound memory, CPU and written files; the soft CPU limit ends the process by SIGXCPU."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 2))
    # Room for the error report on standard error, which is a file.
    resource.setrlimit(resource.RLIMIT_FSIZE, (MIB, MIB))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def forbid(event: str, arguments: tuple[object, ...]) -> None:
    """Audit hook: a document needs no network, no program and no written file."""
    is_writing = event == "open" and isinstance(mode := arguments[1], str) and _WRITING_MODES & set(mode)
    if event in _FORBIDDEN_EVENTS or is_writing:
        raise PermissionError(f"{event} is forbidden while a file is read")
