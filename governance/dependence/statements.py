"""The first wording of a document that is made from records: facts in, sentences out, to be edited by people."""

from collections.abc import Mapping, Sequence
from typing import Any

Facts = Mapping[str, Any]
_UNKNOWN = {"ja": "未確認", "en": "unknown"}
_DIMENSIONS = {
    "vendor": {"ja": "契約先", "en": "contract party"},
    "origin": {"ja": "モデルの出自", "en": "origin of the model"},
    "host": {"ja": "実行場所", "en": "place of operation"},
}
_VERDICTS = {
    "allowed": {"ja": "許可", "en": "allowed"},
    "needs_approval": {"ja": "要承認(未承認)", "en": "needs approval (not given)"},
    "not_allowed": {"ja": "不許可", "en": "not allowed"},
    "undecided": {"ja": "規則なし", "en": "no rule"},
    "unknown": {"ja": "未確認", "en": "unknown"},
}


def dependency_text(facts: Facts, language: str) -> str:
    """A statement on external dependence: what is used, how concentrated, what is tolerated, how to leave."""
    return _dependency_ja(facts) if language == "ja" else _dependency_en(facts)


def partner_text(facts: Facts, language: str) -> str:
    """The scope of sharing with partners: who does what, which data, which rights."""
    rows: Sequence[Facts] = facts["activities"]
    if language == "ja":
        lines = [
            f"・{row['partner']}:{row['activity']}。共有データ:{row['data_shared'] or '未確認'}。"
            f"権利:{row['rights'] or '未確認'}。最終責任:{row['accountable']}、実施:{row['responsible']}。"
            for row in rows
        ]
        return "\n".join(
            ["1 共有の範囲と権利", *(lines or ["・共有している活動はありません。"]), "", "2 共有しないもの",
             "・図面、顧客名、個人情報、取引先限定・社外秘の資料は共有しません。例外は書面で承認します。"]
        )  # fmt: skip
    lines = [
        f"- {row['partner']}: {row['activity']}. Data shared: {row['data_shared'] or 'unknown'}. "
        f"Rights: {row['rights'] or 'unknown'}. Accountable: {row['accountable']}; does it: {row['responsible']}."
        for row in rows
    ]
    return "\n".join(
        ["1 Scope of sharing and rights", *(lines or ["- Nothing is shared."]), "", "2 What is not shared",
         "- Drawings, customers' names, personal data and restricted documents. Exceptions are approved in writing."]
    )  # fmt: skip


def _dependency_ja(facts: Facts) -> str:
    most = facts["tolerance"]
    lines = ["1 利用しているモデル・実行場所・契約先"]
    lines += [
        f"・{use['system']}:モデル {_said(use['model'], 'ja')}(出自 {_said(use['origin'], 'ja')})、"
        f"実行場所 {_said(use['host'], 'ja')}(法域 {_said(use['jurisdiction'], 'ja')}、"
        f"運用者の所在 {_said(use['operators'], 'ja')})、契約先 {_said(use['supplier'], 'ja')}。"
        f"出自ポリシー:{_VERDICTS[use['verdict']]['ja']}。"
        for use in facts["uses"]
    ] or ["・運用中の利用はありません。"]
    lines += ["", "2 集中度(HHI、支出/業務量)と許容値"]
    lines += [
        f"・{_DIMENSIONS[one['dimension']]['ja']}:{_index(one['spend'], 'ja')} / {_index(one['workload'], 'ja')}"
        f"(許容 {_index(one['most'], 'ja')})"
        for one in facts["concentration"]
    ]
    lines += [
        "",
        "3 許容する外部依存",
        most["tolerated"] or "(経営が許容する依存と、許容しない依存を記入してください)",
    ]
    lines += ["", "4 乗換の備え"]
    lines += [
        f"・{plan['system']}:代替 {_said(plan['substitute'], 'ja')}、"
        f"見積 {_days(plan['days_estimate'], 'ja')}、実測 {_days(plan['days_measured'], 'ja')}"
        for plan in facts["exits"]
    ]
    lines += [f"・乗換日数の許容値:{_days(most['switching_days_max'], 'ja')}"]
    return "\n".join(lines)


def _dependency_en(facts: Facts) -> str:
    most = facts["tolerance"]
    lines = ["1 Models, places of operation and contract parties in use"]
    lines += [
        f"- {use['system']}: model {_said(use['model'], 'en')} (origin {_said(use['origin'], 'en')}), "
        f"run at {_said(use['host'], 'en')} (jurisdiction {_said(use['jurisdiction'], 'en')}, "
        f"operators in {_said(use['operators'], 'en')}), contract with {_said(use['supplier'], 'en')}. "
        f"Policy on origins: {_VERDICTS[use['verdict']]['en']}."
        for use in facts["uses"]
    ] or ["- No use is in operation."]
    lines += ["", "2 Concentration (HHI by spend / by workload) and tolerance"]
    lines += [
        f"- {_DIMENSIONS[one['dimension']]['en']}: {_index(one['spend'], 'en')} / {_index(one['workload'], 'en')} "
        f"(tolerated {_index(one['most'], 'en')})"
        for one in facts["concentration"]
    ]
    lines += ["", "3 External dependence that is tolerated"]
    lines += [
        most["tolerated"] or "(Write down which dependence management tolerates, and which it does not.)"
    ]
    lines += ["", "4 Ready to switch"]
    lines += [
        f"- {plan['system']}: substitute {_said(plan['substitute'], 'en')}, "
        f"estimated {_days(plan['days_estimate'], 'en')}, measured {_days(plan['days_measured'], 'en')}"
        for plan in facts["exits"]
    ]
    lines += [f"- Tolerated days to switch: {_days(most['switching_days_max'], 'en')}"]
    return "\n".join(lines)


def _said(value: str, language: str) -> str:
    return value or _UNKNOWN[language]


def _index(value: float | None, language: str) -> str:
    return _UNKNOWN[language] if value is None else f"{value:.2f}"


def _days(value: float | None, language: str) -> str:
    if value is None:
        return _UNKNOWN[language]
    return f"{value:g}日" if language == "ja" else f"{value:g} days"
