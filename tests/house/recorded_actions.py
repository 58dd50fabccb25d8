"""Reads from the sources which actions the code records in the audit trail, and under which keys."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "adoption", "config", "evaluations", "governance", "handover", "reports", "tco")
RECORDERS = ("record", "record_each")
ACTION = 2  # record(organization, actor, action, ...)
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Unreadable(AssertionError):
    """An action that this reading cannot follow: write it as a text, or teach the reading."""


@cache
def recorded() -> dict[str, frozenset[str]]:
    """Every action that is recorded, with the keys that stand beside it in the source."""
    found: dict[str, set[str]] = {}
    for module in _recording_modules():
        for call, action in module.actions():
            keys = {one.arg for one in call.keywords if one.arg}
            found.setdefault(action, set()).update(keys)
    return {action: frozenset(keys) for action, keys in found.items()}


def _recording_modules() -> Iterator["_Module"]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            source = path.read_text()
            if "accounts.audit" in source and path.name != "audit.py":
                module = _Module(path, ast.parse(source))
                if module.records():
                    yield module


class _Module:
    def __init__(self, path: Path, tree: ast.Module) -> None:
        self.path, self.tree = path, tree
        # Outer functions come before the ones inside them, so the innermost wins.
        self.owner: dict[ast.AST, Function] = {}
        for node in ast.walk(tree):
            if isinstance(node, Function):
                self.owner |= dict.fromkeys(ast.walk(node), node)

    def records(self) -> bool:
        """Whether the recorders are imported; by another name they would be missed, so that is refused."""
        names = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import) and any(one.name == "accounts.audit" for one in node.names):
                raise Unreadable(f"{self.path}: import the recorders by their names")
            if isinstance(node, ast.ImportFrom) and node.module in ("accounts", "accounts.audit"):
                names += [(one.name, one.asname) for one in node.names]
        if any(name == "audit" or (name in RECORDERS and other) for name, other in names):
            raise Unreadable(f"{self.path}: import the recorders by their names")
        return any(name in RECORDERS for name, _ in names)

    def actions(self) -> Iterator[tuple[ast.Call, str]]:
        for call in self._calls(RECORDERS):
            for action in self._texts(call.args[ACTION], call):
                yield call, action

    def _calls(self, names: tuple[str, ...]) -> list[ast.Call]:
        return [
            node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
        ]

    def _texts(self, value: ast.expr, at: ast.AST) -> set[str]:
        match value:
            case ast.Constant(value=str(text)):
                return {text}
            case ast.IfExp():
                return self._texts(value.body, at) | self._texts(value.orelse, at)
            case ast.JoinedStr():
                return self._joined(value)
            case ast.Name():
                return self._named(value.id, at)
        raise Unreadable(f"{self.path}:{value.lineno} {ast.unparse(value)}")

    def _named(self, name: str, at: ast.AST) -> set[str]:
        """A constant of the module, a variable of the function, or what the callers hand to the function."""
        function = self.owner.get(at)
        for place in (ast.walk(function) if function else (), self.tree.body):
            values = [
                node.value
                for node in place
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name
            ]
            if values:
                return set().union(*(self._texts(one, at) for one in values))
        if function is None:
            raise Unreadable(f"{self.path}: {name}")
        return self._handed(function, name)

    def _handed(self, function: Function, name: str) -> set[str]:
        names = [one.arg for one in function.args.args]
        calls = self._calls((function.name,))
        if name not in names or not calls or not function.name.startswith("_"):
            raise Unreadable(
                f"{self.path}:{function.lineno} {function.name} is not followed beyond its module"
            )
        return set().union(*(self._texts(call.args[names.index(name)], call) for call in calls))

    def _joined(self, value: ast.JoinedStr) -> set[str]:
        """The one action that is put together: the name of the model, and whether the row is new."""
        if ast.unparse(value) != "f\"{row._meta.model_name}.{('added' if is_new else 'changed')}\"":
            raise Unreadable(f"{self.path}:{value.lineno} {ast.unparse(value)}")
        from governance.services.vendors import Stored

        return {f"{one._meta.model_name}.{end}" for one in get_args(Stored) for end in ("added", "changed")}
