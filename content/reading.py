"""Reads rows of a content file into frozen dataclasses: the dataclass is the schema.

A field `name: Text` takes the row's own `ja` and `en`; any other Text field takes a mapping `{ja, en}`. Lists
become tuples. A missing, unknown or mistyped key is refused with the file, the row and the key.
"""

import dataclasses
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import yaml

from content.errors import ContentRefused
from language.text import Text

T = TypeVar("T")
SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def refuse(where: str, why_ja: str, why_en: str) -> ContentRefused:
    """A refusal that names the place: `where` is the file and the row."""
    return ContentRefused(
        Text(
            f"コンテンツを読み込めません({where}):{why_ja}。保存済みの内容は変わりません。",
            f"Content refused ({where}): {why_en}. Nothing that is stored was changed.",
        )
    )


def read_yaml(path: Path) -> dict[str, Any]:
    """Parse one content file; its top must be a mapping with schema_version 1."""
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=SafeLoader)  # noqa: S506  safe, in C
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise refuse(path.name, "ファイルを読めません", "the file cannot be read") from error
    if not isinstance(document, dict) or document.get("schema_version") != 1:
        raise refuse(path.name, "schema_version: 1 がありません", "schema_version: 1 is missing")
    return document


def build_all(cls: type[T], rows: object, where: str) -> tuple[T, ...]:
    """Build one `cls` for every row of a list."""
    if not isinstance(rows, list):
        raise refuse(where, "一覧がありません", "a list is missing")
    return tuple(build(cls, row, f"{where} {_label(row, at)}") for at, row in enumerate(rows, start=1))


def build(cls: type[T], row: object, where: str) -> T:
    """Build one frozen dataclass from a mapping, checking every key and type."""
    if not isinstance(row, dict):
        raise refuse(where, "項目の組になっていません", "it is not a mapping")
    left = dict(row)
    values: dict[str, Any] = {}
    hints = get_type_hints(cls)
    for field in dataclasses.fields(cls):  # type: ignore[arg-type]
        if field.name == "name" and hints["name"] is Text:
            values["name"] = _text({key: left.pop(key, None) for key in ("ja", "en")}, where)
        elif field.name in left:
            values[field.name] = _value(hints[field.name], left.pop(field.name), f"{where}.{field.name}")
        elif field.default is dataclasses.MISSING:
            raise refuse(where, f"{field.name} がありません", f"{field.name} is missing")
    if left:
        names = ", ".join(map(str, left))
        raise refuse(where, f"知らない項目があります: {names}", f"unknown keys: {names}")
    return cls(**values)


def read_book(cls: type[T], folder: Path, name: str) -> T:
    """Read `name`.yaml of a folder as one book."""
    document = read_yaml(folder / f"{name}.yaml")
    document.pop("schema_version")
    return build(cls, document, f"{name}.yaml")


def _label(row: object, at: int) -> str:
    return str(row["id"]) if isinstance(row, dict) and "id" in row else f"#{at}"


def _text(value: object, where: str) -> Text:
    match value:
        case {"ja": str(ja), "en": str(en), **rest} if not rest and ja.strip() and en.strip():
            return Text(ja, en)
    raise refuse(where, "日本語と英語の両方が必要です", "Japanese and English are both needed")


def _value(hint: Any, value: object, where: str) -> Any:
    origin, args = get_origin(hint), get_args(hint)
    if hint is Text:
        return _text(value, where)
    if origin is tuple:
        return _tuple(args, value, where)
    if origin is Literal:
        return _choice(args, value, where)
    if origin in (Union, types.UnionType):
        return None if value is None else _value(next(a for a in args if a is not type(None)), value, where)
    if origin is dict or origin is Mapping:
        return _mapping(args, value, where)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return build(hint, value, where)
    return _plain(hint, value, where)


def _tuple(args: tuple[Any, ...], value: object, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise refuse(where, "一覧がありません", "a list is missing")
    if args[-1] is Ellipsis:
        return tuple(
            _value(args[0], one, f"{where} {_label(one, at)}") for at, one in enumerate(value, start=1)
        )
    if len(value) != len(args):
        raise refuse(where, f"{len(args)}個の値が必要です", f"{len(args)} values are needed")
    return tuple(_value(arg, one, where) for arg, one in zip(args, value, strict=True))


def _choice(allowed: tuple[Any, ...], value: object, where: str) -> object:
    if value not in allowed:
        listed = ", ".join(map(str, allowed))
        raise refuse(where, f"「{value}」は選べません({listed})", f"'{value}' is not one of {listed}")
    return value


def _mapping(args: tuple[Any, ...], value: object, where: str) -> Mapping[Any, Any]:
    if not isinstance(value, dict):
        raise refuse(where, "項目の組になっていません", "it is not a mapping")
    return {_value(args[0], key, where): _value(args[1], one, f"{where}.{key}") for key, one in value.items()}


def _plain(hint: type, value: object, where: str) -> object:
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, hint) and (hint is bool or not isinstance(value, bool)):
        return value
    raise refuse(where, f"型が違います({value!r})", f"{value!r} is not a {hint.__name__}")
