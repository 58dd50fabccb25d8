"""Writing tests with planted errors, and their results."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from accounts.audit import record
from accounts.models import Organization, User
from governance.models import AiSystem, PlantedItem, PlantedMark, PlantedTaking, PlantedTest
from governance.overviews.people import person_key
from governance.services.refusing import refused
from governance.services.risks import check_system

MOST_ITEMS = 200


@dataclass(frozen=True)
class Mark:
    """What a reviewer said about one output."""

    says_error: bool
    remark: str = ""


@transaction.atomic
def create_planted_test(
    organization: Organization, name: str, pass_share: float, by: User | None, system: AiSystem | None = None
) -> PlantedTest:
    check_system(organization, system)
    if not name.strip():
        raise refused("名前を入力してください。", "Enter a name.")
    if not 0 < pass_share <= 1:
        raise refused(
            "合格ラインは0%より大きく100%以下です。", "The pass line lies above 0 % and up to 100 %."
        )
    test = PlantedTest.objects.create(
        organization=organization, system=system, name=name.strip(), pass_share=pass_share, changed_by=by
    )
    record(organization, by, "planted_test.created", test.name, pass_share=pass_share)
    return test


@transaction.atomic
def add_planted_item(
    test: PlantedTest, original: str, shown: str, error: str, by: User | None
) -> PlantedItem:
    """Add one output. `shown` differs from `original` where an error was planted, and `error` then says which."""
    _check_open(test)
    original, shown, error = original.strip(), shown.strip(), error.strip()
    if not original or not shown:
        raise refused(
            "元の文と見せる文の両方を入力してください。", "Enter both the original and the shown text."
        )
    if (original != shown) != bool(error):
        raise refused(
            "誤りを仕込んだ文には誤りの説明を入れ、仕込んでいない文では空にしてください。",
            "Describe the error where the shown text differs from the original, and nowhere else.",
        )
    last = test.items.aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_ITEMS:
        raise refused(f"1回分は{MOST_ITEMS}件までです。", f"A test has at most {MOST_ITEMS} outputs.")
    record(test.organization, by, "planted_test.item_added", test.name, number=last + 1)
    return PlantedItem.objects.create(
        test=test, number=last + 1, original=original, shown=shown, error=error, added_by=by
    )


@transaction.atomic
def remove_planted_item(item: PlantedItem, by: User | None) -> None:
    _check_open(item.test)
    record(item.test.organization, by, "planted_test.item_removed", item.test.name, number=item.number)
    item.delete()


@transaction.atomic
def take_test(test: PlantedTest, marks: Mapping[int, Mark], by: User) -> PlantedTaking:
    """Count what a signed-in member found; `marks` has every output of the test, by its key."""
    _lock(test)
    items = {item.pk: item for item in test.items.all()}
    if by.pk in makers_of(test, items.values()):
        raise refused(
            "作成者は答えを知っているため受けられません。",
            "Whoever made the test knows the errors and cannot take it.",
        )
    if not any(item.is_planted for item in items.values()):
        raise refused("誤りを仕込んだ文がまだありません。", "No error is planted in this test yet.")
    if set(marks) != set(items):
        raise refused("すべての文に答えてください。", "Answer for every text.")
    taking = _save_taking(
        test,
        PlantedTaking(
            person=str(by),
            user=by,
            taken_on=timezone.localdate(),
            found=sum(items[pk].is_planted and mark.says_error for pk, mark in marks.items()),
            planted=sum(item.is_planted for item in items.values()),
            false_alarms=sum(not items[pk].is_planted and mark.says_error for pk, mark in marks.items()),
        ),
    )
    PlantedMark.objects.bulk_create(
        PlantedMark(taking=taking, item=items[pk], says_error=mark.says_error, remark=mark.remark[:300])
        for pk, mark in marks.items()
    )
    record(test.organization, by, "planted_test.taken", test.name, found=taking.found, planted=taking.planted)
    return taking


@dataclass(frozen=True)
class PaperResult:
    """A result from paper; `false_alarms` is None where nobody counted them."""

    person: str
    taken_on: date
    found: int
    planted: int
    false_alarms: int | None = None


@transaction.atomic
def type_in_result(test: PlantedTest, result: PaperResult, by: User | None) -> PlantedTaking:
    items = list(test.items.all())
    if not result.person.strip():
        raise refused("氏名または社員番号を入力してください。", "Enter a name or a staff code.")
    if result.taken_on > timezone.localdate():
        raise refused("実施日が未来の日付です。", "The day lies in the future.")
    if result.planted < 1 or not 0 <= result.found <= result.planted:
        raise refused("発見数は0から仕込み数までです。", "Found goes from 0 to the number of planted errors.")
    if items and result.planted != sum(item.is_planted for item in items):
        raise refused(
            "仕込み数が、この試験に登録した誤りの数と違います。",
            "The number of planted errors differs from those in this test.",
        )
    if result.false_alarms is not None and result.false_alarms < 0:
        raise refused("誤警報は0以上で入力してください。", "False alarms cannot be negative.")
    taking = _save_taking(test, PlantedTaking(**result.__dict__, is_typed_in=True))
    record(
        test.organization, by, "planted_test.typed_in", test.name, found=result.found, planted=result.planted
    )
    return taking


def makers_of(test: PlantedTest, items: Iterable[PlantedItem]) -> set[int]:
    """Who knows the errors: whoever began the test or added a text."""
    return {pk for pk in (test.changed_by_id, *(item.added_by_id for item in items)) if pk}


def _save_taking(test: PlantedTest, taking: PlantedTaking) -> PlantedTaking:
    """One result for a person: whoever has seen the errors is not tested by them again."""
    _lock(test)
    already = {person_key(name) for name in test.takings.values_list("person", flat=True)}
    if person_key(taking.person) in already:
        raise refused(
            f"{taking.person}さんの結果はすでにあります。次回は新しい試験を作ってください。",
            f"{taking.person} has a result already. Make a new test for the next time.",
        )
    taking.test = test
    try:
        with transaction.atomic():
            taking.save()
    except IntegrityError:
        raise refused("この人の結果はすでにあります。", "This person has a result already.") from None
    return taking


def _check_open(test: PlantedTest) -> None:
    """Refuse a change once somebody has answered; until the change is saved, nobody can."""
    _lock(test)
    if test.takings.exists():
        raise refused(
            "すでに受けた人がいるため、文は変えられません。新しい試験を作ってください。",
            "Somebody has taken the test, so its texts stay. Make a new test.",
        )


def _lock(test: PlantedTest) -> None:
    PlantedTest.objects.select_for_update().get(pk=test.pk)
