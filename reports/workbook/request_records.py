"""The lines of the request that are words, from the gate, the register and the records, or 未確認 without one."""

from collections.abc import Iterator
from dataclasses import dataclass

from language.text import Text
from reports.contents import ManagementReport, Risk
from reports.programme.pilots import Change, KpiResult, PilotPart
from reports.programme.said import Said
from reports.workbook.effects import is_effect_firm
from reports.workbook.evidence import UNKNOWN_EXIT, dissent_of, exit_lines
from reports.workbook.page import said_date
from reports.workbook.words import OUTCOME, UNKNOWN

_MOST_LINES = 8


@dataclass(frozen=True)
class Record:
    """One line; `is_open` where nobody has said yet."""

    text: Text
    is_open: bool = False


@dataclass(frozen=True)
class Records:
    """All of them."""

    subject: Record
    purpose: Record
    stage: tuple[Record, ...]
    benefit: tuple[Record, ...]
    no_promise: Record
    structure: tuple[Record, ...]
    schedule: tuple[Record, ...]
    risks: tuple[Record, ...]
    exit_conditions: tuple[Record, ...]
    unknowns: tuple[Record, ...]
    dissent: tuple[Record, ...]
    models: Record


_NO_PROMISE = Text(
    "本試算は前提条件に基づくもので、将来を保証しません。",
    "The figures follow from the assumptions and do not promise the future.",
)
_INDICATIVE = Text(
    "標本不足または仮定を含むため、金額にした効果は参考値です。",
    "The benefit in money is indicative: short samples or assumptions.",
)
_FIRM = Text("効果は、凍結した測定計画に基づく実測値です。", "The benefit was measured by a frozen plan.")
_NOBODY_HAS = Text("未確認（登録がまだありません）", "not confirmed (nothing is recorded yet)")


def records_of(report: ManagementReport) -> Records:
    """Read every line of words."""
    cover = report.cover
    named = f"{cover.organization}　{cover.use_case}"
    firm = is_effect_firm(report)
    return Records(
        subject=Record(Text(named, named.replace("　", ": "))),
        purpose=Record(Text(cover.purpose, cover.purpose)) if cover.purpose else Record(_NOBODY_HAS, True),
        stage=tuple(_stage(report)),
        benefit=(*_measured(report), Record(_FIRM if firm else _INDICATIVE, not firm)),
        no_promise=Record(_NO_PROMISE),
        structure=_or_open(_structure(report)),
        schedule=_or_open(_schedule(report)),
        risks=_or_open(_risk(risk) for risk in report.risks),
        exit_conditions=_or_open((Record(line) for line in exit_lines(report)), UNKNOWN_EXIT),
        unknowns=tuple(_unknowns(report)),
        dissent=_dissent(report),
        models=_models(report),
    )


def _measured(report: ManagementReport) -> Iterator[Record]:
    """What a pilot found on its primary KPI, where every promise of its plan was kept: by the careful end."""
    for pilot in report.programme.pilots if report.programme else ():
        for result in pilot.results:
            if result.is_primary and result.is_firm and pilot.plan_sha256:
                yield from _found(pilot, result)


def _found(pilot: PilotPart, result: KpiResult) -> Iterator[Record]:
    change = result.change
    if change is None:
        return
    careful = change.low if result.direction == "up" else change.high
    if careful is None:
        return
    found, end = (_moved(result, change, value) for value in (change.value, careful))
    yield Record(
        Text(
            f"{_in(pilot.name, 'ja')}の実測: {result.name.ja} {found.ja}（確定、効果の下限 {end.ja}）。"
            "本効果は95%信頼区間の下限で評価しています。",
            f"Measured in {_in(pilot.name, 'en')}: {result.name.en} {found.en} (firm, at least {end.en}). It is judged "
            "by the lower bound of its 95 % interval.",
        )
    )


def _moved(result: KpiResult, change: Change, value: float) -> Text:
    if change.is_relative:
        return Text(f"{value:+.1%}".replace("-", "△"), f"{value:+.1%}")
    size = f"{value:+,.1f}"
    return Text(f"{size.replace('-', '△')}{result.unit.ja}", f"{size} {result.unit.en}")


def _or_open(lines: Iterator[Record], unknown: Text = _NOBODY_HAS) -> tuple[Record, ...]:
    found = tuple(lines)
    if len(found) > _MOST_LINES:
        rest = len(found) - _MOST_LINES
        more = Text(f"ほか{rest}件は該当のシートにあります。", f"{rest} more on their own sheet.")
        found = (*found[:_MOST_LINES], Record(more))
    return found or (Record(unknown, True),)


def _stage(report: ManagementReport) -> Iterator[Record]:
    gate = report.gate
    if gate is None:
        yield Record(
            Text("承認を求める段階: 未確認", "Stage for which approval is sought: not confirmed"), True
        )
        return
    yield Record(
        Text(
            f"本件は「{gate.stage.ja}」の承認を求めるもので、判定「{gate.name.ja}」（{gate.id}）の必須基準を満たさない場合は"
            "中止または見直します。",
            f"Approval is sought for “{gate.stage.en}” only; it is stopped or reworked if the musts of {gate.id} "
            f"({gate.name.en}) are not met.",
        )
    )
    outcome = OUTCOME[gate.recommendation]
    yield Record(Text(f"規則による推奨: {outcome.ja}。{gate.rule.ja}", f"Rule: {outcome.en}. {gate.rule.en}"))


def _structure(report: ManagementReport) -> Iterator[Record]:
    for role in report.programme.structure.roles if report.programme else ():
        if role.person:
            deputy = (
                Text(f"（代行 {role.deputy}）", f" (deputy {role.deputy})") if role.deputy else Text("", "")
            )
            yield Record(
                Text(f"{role.name.ja}: {role.person}{deputy.ja}", f"{role.name.en}: {role.person}{deputy.en}")
            )


def _schedule(report: ManagementReport) -> Iterator[Record]:
    for span in report.programme.schedule.spans if report.programme else ():
        first, last = (said_date(day, report.cover) for day in (span.starts_on, span.ends_on))
        ja, en = (
            (first.ja, first.en) if first == last else (f"{first.ja}〜{last.ja}", f"{first.en} to {last.en}")
        )
        yield Record(Text(f"{_in(span.name, 'ja')}: {ja}", f"{_in(span.name, 'en')}: {en}"))


def _risk(risk: Risk) -> Record:
    owner = risk.owner or UNKNOWN.ja
    owner_en = risk.owner or UNKNOWN.en
    return Record(
        Text(
            f"{risk.name.ja} → {risk.response.ja}（責任者: {owner}）",
            f"{risk.name.en}: {risk.response.en} (owner: {owner_en})",
        ),
        not risk.owner,
    )


def _unknowns(report: ManagementReport) -> Iterator[Record]:
    still_open = report.gate.open_criteria() if report.gate else ()
    if report.gate is None:
        yield Record(Text("判定基準は確認されていません。", "No gate was reviewed."), True)
        return
    if not still_open:
        yield Record(Text("判定基準はすべて達成しています。", "Every criterion of the gate is met."))
        return
    ja, en = "、".join(c.name.ja for c in still_open), "; ".join(c.name.en for c in still_open)
    yield Record(Text(f"未達・未確認の判定基準: {ja}", f"Criteria not met or not confirmed: {en}"), True)


def _dissent(report: ManagementReport) -> tuple[Record, ...]:
    voices = dissent_of(report)
    if voices:
        return tuple(Record(Text(f"反対意見: {voice}", f"Dissent: {voice}")) for voice in voices)
    decided = report.gate is not None and report.gate.decision is not None
    if decided:
        return (Record(Text("反対意見: なし", "Dissent: none")),)
    return (
        Record(
            Text("反対意見: 未確認（決裁の記録がありません）", "Dissent: not confirmed (no decision yet)"),
            True,
        ),
    )


def _models(report: ManagementReport) -> Record:
    if report.programme and report.programme.vendors.uses:
        return Record(
            Text(
                "使用モデルの出自・運用場所・契約先は別紙11（ベンダー評価）のとおりです。",
                "Origin, host and supplier of the models: see sheet 11 (Vendors).",
            )
        )
    return Record(
        Text("使用モデルの出自・運用場所・契約先: 未確認", "Origin, host and supplier: not confirmed"), True
    )


def _in(said: Said, language: str) -> str:
    return said.in_(language) if isinstance(said, Text) else said
