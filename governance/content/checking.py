"""What must hold across the rows of governance: unique ids, known roles and frameworks, a source everywhere."""

from content.checking import check_known, check_unique
from content.reading import refuse
from governance.content.library import FrameworkBook, RoleBook, VendorBook, WatchBook


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


def check_watch(book: WatchBook) -> None:
    check_unique((item.id for item in book.items), "regwatch.yaml")
    for item in book.items:
        if not item.sources:
            raise refuse(f"regwatch.yaml {item.id}", "出典がありません", "it has no source")


def check_vendors(book: VendorBook) -> None:
    check_unique((one.id for section in book.sections for one in section.questions), "vendor_questions.yaml")
