"""May this verdict be recorded on this assessment? The rules of a decision, each with its sentence.

| outcome             | allowed when                                                                  |
|---------------------|-------------------------------------------------------------------------------|
| go                  | every must is met                                                             |
| conditional_go      | no must marked `stops` is not met; conditions and a later review date are     |
|                     | given; every must that is open is acknowledged by its id                      |
| recycle, hold, stop | always                                                                        |

A name, a title and a reason are always needed; go and conditional_go also say whose safety was considered.
"""

from datetime import date

from adoption.errors import DecisionRefused
from adoption.gates.record import Verdict
from adoption.gates.review import OUTCOMES, Assessment
from language.text import Text

_SAFE = Text("何も記録されていません。", "Nothing was recorded.")


def admit(verdict: Verdict, assessment: Assessment, today: date) -> None:
    """Raise DecisionRefused, with what to do, when the verdict breaks a rule above."""
    if verdict.outcome not in OUTCOMES:
        raise _refused("決裁の結果を選んでください。", "Choose an outcome.")
    _require_words(verdict)
    if verdict.outcome == "go":
        _admit_go(assessment)
    if verdict.outcome == "conditional_go":
        _admit_conditional(verdict, assessment, today)


def _require_words(verdict: Verdict) -> None:
    if not (verdict.person_name.strip() and verdict.person_title.strip()):
        raise _refused(
            "決裁者の氏名と役職を入力してください。", "Enter the name and title of the person who decides."
        )
    if not verdict.reason.strip():
        raise _refused("決裁の理由を入力してください。", "Enter the reason for the decision.")
    if verdict.outcome in ("go", "conditional_go") and not verdict.whose_safety.strip():
        raise _refused(
            "誰の安全をどう考えたかを入力してください。",
            "Enter whose safety was considered, and how.",
        )


def _admit_go(assessment: Assessment) -> None:
    still_open = _open_musts(assessment)
    if still_open:
        raise _refused(
            f"必須項目が残っているため「進む」は記録できません({', '.join(still_open)})。"
            "証拠を記録するか、条件と見直し日を付けて「条件付きで進む」を選んでください。",
            f"Go cannot be recorded while musts are open ({', '.join(still_open)}). "
            "Record the evidence, or choose conditional go with conditions and a review date.",
        )


def _admit_conditional(verdict: Verdict, assessment: Assessment, today: date) -> None:
    ending = [r.criterion.id for r in assessment.with_status("not_met", must=True) if r.criterion.stops]
    if ending:
        raise _refused(
            f"中止条件に当たる項目があるため進めません({', '.join(ending)})。"
            "「中止」または「やり直し」を選んでください。",
            f"A criterion that ends the case is not met ({', '.join(ending)}). Choose stop or recycle.",
        )
    if not verdict.conditions.strip():
        raise _refused("条件を入力してください。", "Enter the conditions.")
    if verdict.review_date is None or verdict.review_date <= today:
        raise _refused("見直し日には明日以降の日付を入力してください。", "Enter a review date after today.")
    silent = [one for one in _open_musts(assessment) if one not in verdict.unknowns_acknowledged]
    if silent:
        raise _refused(
            f"必須項目が残っています({', '.join(silent)})。承知のうえで進む場合は、項目ごとに印を付けてください。",
            f"To go on with open musts, acknowledge each of them ({', '.join(silent)}).",
        )


def _open_musts(assessment: Assessment) -> list[str]:
    return [r.criterion.id for r in assessment.results if r.criterion.must and r.status != "met"]


def _refused(ja: str, en: str) -> DecisionRefused:
    return DecisionRefused(Text(ja + _SAFE.ja, f"{en} {_SAFE.en}"))
