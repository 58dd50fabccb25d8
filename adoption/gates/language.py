"""The check language of gate criteria: small, typed and three-valued.

    ev('eval_report').n_open >= 1 and ev('eval_report').n >= 3

Names: kpi(), ev(), control(), doc(), role(), vendor(), approval(); each takes a quoted key and an attribute.
Signs: == != < <= > >= (also chained), and, or, not, parentheses; numbers, texts, True, False to compare with.

The text is parsed by Python's own parser and then read by an allow-list into the small tree below; nothing is
ever compiled or evaluated by Python. True and False alone are no statement and every comparison needs a fact:
with no facts at all every expression is unknown (`None`), and unknown never becomes a pass. The logic is
Kleene's: unknown and false = false, unknown or true = true. Values of different kinds compare as unknown.
"""

import ast
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from adoption.errors import ExpressionRefused
from adoption.gates.facts import SOURCES, FactName, Facts, FactUse, FactValue, is_usable
from language.text import Text

LONGEST_TEXT_CHARACTERS = 500
MOST_NODES = 120
DEEPEST_NESTING = 20

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_:.-]{0,63}")
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,63}")

_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
# Any: an operator of the standard library compares numbers with numbers and texts with texts alike.
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class Constant:
    value: FactValue


@dataclass(frozen=True)
class Comparison:
    sign: str
    left: "FactName | Constant"
    right: "FactName | Constant"


@dataclass(frozen=True)
class Both:
    parts: "tuple[Expression, ...]"


@dataclass(frozen=True)
class Either:
    parts: "tuple[Expression, ...]"


@dataclass(frozen=True)
class Negation:
    part: "Expression"


Expression = FactName | Comparison | Both | Either | Negation


def parse(text: str) -> Expression:
    """Read a check into its tree; raise ExpressionRefused with a sentence for anything outside the language.

    >>> parse("ev('a').n >= 30")
    Comparison(sign='>=', left=FactName(source='ev', key='a', field='n'), right=Constant(value=30))
    """
    if len(text) > LONGEST_TEXT_CHARACTERS:
        raise _refused(text, "長すぎます", "it is too long")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise _refused(text, "式として読めません", "it cannot be read") from error
    if sum(1 for _ in ast.walk(tree)) > MOST_NODES:
        raise _refused(text, "要素が多すぎます", "it has too many parts")
    return _statement(tree.body, text, DEEPEST_NESTING)


def evaluate(expression: Expression, facts: Facts) -> bool | None:
    """True, False, or None for unknown. Never raises for a parsed expression.

    >>> evaluate(parse("ev('a').b or ev('c').d"), {})
    """
    match expression:
        case FactName():
            return _truth(_value(expression, facts))
        case Comparison(sign, left, right):
            return _compared(sign, _value(left, facts), _value(right, facts))
        case Negation(part):
            answer = evaluate(part, facts)
            return None if answer is None else not answer
        case Both(parts):
            return _all_known([evaluate(part, facts) for part in parts], decisive=False)
        case Either(parts):
            return _all_known([evaluate(part, facts) for part in parts], decisive=True)


def facts_named(expression: Expression) -> tuple[FactName, ...]:
    """Every fact the expression asks for, once each, in reading order."""
    match expression:
        case FactName():
            names = [expression]
        case Comparison(_, left, right):
            names = [side for side in (left, right) if isinstance(side, FactName)]
        case Negation(part):
            names = list(facts_named(part))
        case Both(parts) | Either(parts):
            names = [name for part in parts for name in facts_named(part)]
    return tuple(dict.fromkeys(names))


def trace(expression: Expression, facts: Facts) -> tuple[FactUse, ...]:
    """What the expression asked for and what it got, for display beside the result."""
    return tuple(FactUse(name, facts.get(name)) for name in facts_named(expression))


def _all_known(answers: list[bool | None], *, decisive: bool) -> bool | None:
    if decisive in answers:
        return decisive
    return None if None in answers else not decisive


def _value(side: FactName | Constant, facts: Facts) -> FactValue | None:
    if isinstance(side, Constant):
        return side.value
    fact = facts.get(side)
    return fact.value if fact is not None and is_usable(fact.value) else None


def _truth(value: FactValue | None) -> bool | None:
    """A yes/no speaks for itself, a text is there; a bare number says neither yes nor no."""
    if isinstance(value, bool):
        return value
    return True if isinstance(value, str) else None


def _compared(sign: str, left: FactValue | None, right: FactValue | None) -> bool | None:
    if left is None or right is None or _kind(left) != _kind(right):
        return None
    if sign not in ("==", "!=") and _kind(left) == "yes_no":
        return None
    return _COMPARE[sign](left, right)


def _kind(value: FactValue) -> str:
    if isinstance(value, bool):
        return "yes_no"
    return "text" if isinstance(value, str) else "number"


def _statement(node: ast.expr, text: str, depth: int) -> Expression:
    if depth == 0:
        raise _refused(text, "入れ子が深すぎます", "it is nested too deeply")
    match node:
        case ast.BoolOp(op=op, values=values):
            parts = tuple(_statement(value, text, depth - 1) for value in values)
            return Both(parts) if isinstance(op, ast.And) else Either(parts)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Negation(_statement(operand, text, depth - 1))
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            return _comparisons([left, *comparators], ops, text)
        case ast.Attribute():
            return _fact(node, text)
    raise _refused(text, "使えない書き方があります", "it uses something outside the check language")


def _comparisons(nodes: list[ast.expr], ops: list[ast.cmpop], text: str) -> Expression:
    sides = [_side(node, text) for node in nodes]
    parts = tuple(
        _comparison(op, left, right, text) for op, left, right in zip(ops, sides, sides[1:], strict=False)
    )
    return parts[0] if len(parts) == 1 else Both(parts)


def _comparison(
    op: ast.cmpop, left: FactName | Constant, right: FactName | Constant, text: str
) -> Comparison:
    if type(op) not in _COMPARISONS:
        raise _refused(text, "使えない比較があります", "it uses a comparison outside the check language")
    if isinstance(left, Constant) and isinstance(right, Constant):
        raise _refused(text, "事実を含まない比較があります", "a comparison has no fact in it")
    return Comparison(_COMPARISONS[type(op)], left, right)


def _side(node: ast.expr, text: str) -> FactName | Constant:
    match node:
        case ast.Attribute():
            return _fact(node, text)
        case ast.Constant(value=bool() | int() | float() | str() as value) if is_usable(value):
            return Constant(value)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)) if is_usable(
            value
        ):
            return Constant(-value)
    raise _refused(
        text, "比べられるのは事実、数、文字だけです", "only facts, numbers and texts can be compared"
    )


def _fact(node: ast.Attribute, text: str) -> FactName:
    match node:
        case ast.Attribute(
            value=ast.Call(func=ast.Name(id=source), args=[ast.Constant(value=str() as key)], keywords=[]),
            attr=field,
        ) if source in SOURCES and _KEY.fullmatch(key) and _FIELD.fullmatch(field):
            return FactName(source, key, field)
    raise _refused(
        text,
        "事実は ev('名前').項目 の形で書きます(kpi, ev, control, doc, role, vendor, approval)",
        "a fact is written ev('name').field (kpi, ev, control, doc, role, vendor, approval)",
    )


def _refused(text: str, why_ja: str, why_en: str) -> ExpressionRefused:
    shown = text if len(text) <= 80 else text[:77] + "..."
    return ExpressionRefused(
        Text(
            f"判定式を受け付けられません:{why_ja}。式: {shown}",
            f"The check was refused: {why_en}. Check: {shown}",
        )
    )
