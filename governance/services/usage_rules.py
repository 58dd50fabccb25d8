"""Writing the usage rule, naming who must read it, and recording who did."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.audit import hold_chain, record
from accounts.models import Membership, Organization, User
from accounts.roles import Role
from governance.errors import GovernanceRefused
from governance.models import AiSystem, RuleReader, RuleReceipt, UsageRule
from governance.overviews.people import person_key
from governance.usage_rules import current_rule
from language.text import Text

LONGEST_NAME = 100
NO_RULE = Text(
    "利用ルールがまだありません。何も保存していません。先にルールを作成してください。",
    "There is no usage rule yet. Nothing was saved. Write the rule first.",
)
NOT_IN_FORCE = Text(
    "表示していた版は最新ではありません。何も保存していません。最新の版を読んでから記録してください。",
    "The version on the screen is not the newest. Nothing was saved. Read the newest one, then record it.",
)
SAME_TEXT = Text(
    "今の版と同じ内容です。何も保存していません。変更がなければ新しい版は不要です。",
    "The text is that of the present version. Nothing was saved. Without a change no new version is needed.",
)
NO_NAMES = Text(
    "氏名がありません。何も保存していません。1行に1人ずつ、100字以内で入力してください。",
    "There is no name. Nothing was saved. Enter one person a line, up to 100 characters each.",
)
NEEDS_SOURCE = Text(
    "他の人の読了を記録するには根拠が必要です。何も保存していません。署名した一覧の所在などを書いてください。",
    "A receipt of somebody else needs its source. Nothing was saved. Say where the signed list is kept.",
)
NOT_A_CONSULTANT = Text(
    "利用ルールを発効できるのは自社の編集者だけです。何も保存していません。本文は自社の方に渡して保存してもらってください。",
    "Only people of the company put its rule into force. Nothing was saved. Hand the text to one of them.",
)
IN_FUTURE = Text(
    "読了日が未来の日付です。何も保存していません。今日までの日付を入力してください。",
    "The day of reading is in the future. Nothing was saved. Enter a day up to today.",
)


@transaction.atomic
def write_rule(organization: Organization, text: str, valid_from: date, by: User) -> UsageRule:
    """Add a version: everybody who must read it reads again."""
    hold_chain(organization.pk)
    if Membership.objects.filter(organization=organization, user=by, role=Role.CONSULTANT).exists():
        raise GovernanceRefused(NOT_A_CONSULTANT)
    before = current_rule(organization)
    if before is not None and before.text.strip() == text.strip():
        raise GovernanceRefused(SAME_TEXT)
    rule: UsageRule = UsageRule.objects.create(
        organization=organization,
        version=before.version + 1 if before else 1,
        text=text.strip(),
        valid_from=valid_from,
        written_by=by,
        written_by_name=str(by),
    )
    record(organization, by, "usage_rule.written", str(rule.version), valid_from=valid_from)
    return rule


@transaction.atomic
def name_readers(organization: Organization, system: AiSystem | None, people: Iterable[str], by: User) -> int:
    """Add people who must read the rule; returns how many were not named before."""
    names = {person_key(name): name.strip() for name in people if name.strip()}
    if not names or any(len(name) > LONGEST_NAME for name in names.values()):
        raise GovernanceRefused(NO_NAMES)
    hold_chain(organization.pk)
    held = RuleReader.objects.filter(organization=organization, system=system)
    known = {person_key(one.person) for one in held}
    new = [name for key, name in names.items() if key not in known]
    RuleReader.objects.bulk_create(
        RuleReader(organization=organization, system=system, person=name, added_by=by) for name in new
    )
    record(organization, by, "usage_rule.readers_named", str(system or ""), people=len(new))
    return len(new)


@transaction.atomic
def drop_reader(reader: RuleReader, by: User) -> None:
    """A person need not read the rule any more; receipts stay."""
    record(reader.organization, by, "usage_rule.reader_dropped", reader.person)
    reader.delete()


@transaction.atomic
def record_reading(
    organization: Organization,
    seen_version: int,
    people: Iterable[str],
    read_on: date,
    by: User,
    source_text: str = "",
) -> int:
    """Record that people read the version in force; without a source only the signed-in person may be among them."""
    hold_chain(organization.pk)
    rule = current_rule(organization)
    if rule is None:
        raise GovernanceRefused(NO_RULE)
    if rule.version != seen_version:
        raise GovernanceRefused(NOT_IN_FORCE)
    if read_on > timezone.localdate():
        raise GovernanceRefused(IN_FUTURE)
    names = {person_key(name): name.strip() for name in people if name.strip()}
    if not names or any(len(name) > LONGEST_NAME for name in names.values()):
        raise GovernanceRefused(NO_NAMES)
    if not source_text.strip() and names.keys() != {person_key(by.name)}:
        raise GovernanceRefused(NEEDS_SOURCE)
    done = {person_key(one.person) for one in rule.receipts.all()}
    new = [name for key, name in names.items() if key not in done]
    RuleReceipt.objects.bulk_create(
        RuleReceipt(rule=rule, person=name, read_on=read_on, source_text=source_text, recorded_by=by)
        for name in new
    )
    record(organization, by, "usage_rule.read", str(rule.version), people=len(new))
    return len(new)
