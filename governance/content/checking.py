"""What must hold across the rows of governance: unique ids, known roles and frameworks, a source everywhere."""

from content.checking import check_known, check_renamed, check_unique
from content.reading import refuse
from governance.content.dates import first_day
from governance.content.library import FrameworkBook, RoleBook, VendorBook, WatchBook

GATES = ("G0", "G1", "G2", "G3", "G4", "G5")


def check_roles(book: RoleBook) -> None:
    known = [role.id for role in book.roles]
    check_unique(known, "roles.yaml roles")
    for row in book.raci:
        named = (*row.responsible, row.accountable, *row.consulted, *row.informed)
        check_known(named, known, f"roles.yaml {row.id}")
    for track in book.training_tracks:
        check_known(track.audience, known, f"roles.yaml {track.id}")
    for severity in book.incident_severities:
        check_known([severity.decider], known, f"roles.yaml {severity.id}")
    rows = (
        book.raci,
        book.operating_readiness,
        book.training_tracks,
        book.playbooks,
        book.fail_safe_patterns,
    )
    check_unique((row.id for part in rows for row in part), "roles.yaml")


def check_frameworks(book: FrameworkBook) -> None:
    frameworks = [one.id for one in book.frameworks]
    check_unique(frameworks, "frameworks.yaml frameworks")
    check_unique((one.id for one in book.requirements), "frameworks.yaml requirements")
    for requirement in book.requirements:
        check_known([requirement.framework], frameworks, f"frameworks.yaml {requirement.id}")
        check_known([requirement.gate], GATES, f"frameworks.yaml {requirement.id}")
    check_renamed(
        [one.id for one in book.requirements], [one.was for one in book.requirements], "frameworks.yaml"
    )
    check_topics(book)


def check_topics(book: FrameworkBook) -> None:
    """Every requirement is in a topic, and a topic reads across at least two frameworks."""
    framework_of = {one.id: one.framework for one in book.requirements}
    check_unique((topic.id for topic in book.topics), "frameworks.yaml topics")
    grouped: set[str] = set()
    for topic in book.topics:
        where = f"frameworks.yaml {topic.id}"
        check_unique(topic.requirements, where)
        check_known(topic.requirements, framework_of, where)
        if len({framework_of[one] for one in topic.requirements}) < 2:
            raise refuse(where, "1つの枠組みにしか対応していません", "it reaches only one framework")
        grouped.update(topic.requirements)
    for one in framework_of.keys() - grouped:
        raise refuse(f"frameworks.yaml {one}", "どの論点にも入っていません", "it is in no topic")


def check_watch(book: WatchBook) -> None:
    check_unique((item.id for item in book.items), "regwatch.yaml")
    check_renamed([item.id for item in book.items], [item.was for item in book.items], "regwatch.yaml")
    for item in book.items:
        if not item.sources:
            raise refuse(f"regwatch.yaml {item.id}", "出典がありません", "it has no source")
        for one in item.dates:
            if first_day(one.date) is None:
                raise refuse(
                    f"regwatch.yaml {item.id}", f"日付ではありません: {one.date}", f"not a date: {one.date}"
                )


def check_vendors(book: VendorBook) -> None:
    check_unique((one.id for section in book.sections for one in section.questions), "vendor_questions.yaml")
    check_unique((one.id for one in book.switch_review), "vendor_questions.yaml switch_review")
