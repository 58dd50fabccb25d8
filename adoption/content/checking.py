"""What must hold across the rows of the content: unique ids, known references, sums and orders."""

import math

from adoption.content.gatebook import Gate, GateBook
from adoption.content.library import KpiBook, UseCaseBook, UseCaseTemplate, WorkshopBook
from adoption.content.ringi_book import RingiBook
from adoption.errors import ExpressionRefused
from adoption.gates.facts import SOURCES
from adoption.gates.language import facts_named
from content.checking import check_known, check_rising, check_unique
from content.reading import refuse
from governance.content.library import FrameworkBook, RoleBook


def check_gates(book: GateBook) -> None:
    gate_ids = [gate.id for gate in book.gates]
    check_unique(gate_ids, "gates.yaml gates")
    check_unique((stage.id for stage in book.stages), "gates.yaml stages")
    check_unique((kind.id for kind in book.facts), "facts.yaml")
    check_unique((one.id for gate in book.gates for one in gate.criteria), "gates.yaml criteria")
    for stage in book.stages:
        check_known((stage.entry_gate, stage.exit_gate), gate_ids, f"gates.yaml {stage.id}")
    for kind in book.facts:
        check_known([kind.fact_name.source], SOURCES, f"facts.yaml {kind.id}")
    for gate in book.gates:
        _check_gate(gate, book)
    _check_facts_are_used(book)


def check_kpis(book: KpiBook) -> None:
    tests = [test.id for test in book.tests]
    check_unique(tests, "kpis.yaml tests")
    check_unique((kpi.id for kpi in book.kpis), "kpis.yaml kpis")
    for kpi in book.kpis:
        check_known([kpi.test], tests, f"kpis.yaml {kpi.id}")
        if kpi.prior is not None:
            check_rising(kpi.prior, f"kpis.yaml {kpi.id}")


def check_use_cases(book: UseCaseBook, kpis: KpiBook, roles: RoleBook) -> None:
    check_unique((one.id for one in book.usecases), "usecases.yaml usecases")
    check_unique((one.id for one in book.data_classes), "usecases.yaml data_classes")
    for template in book.usecases:
        _check_use_case(template, book, kpis, roles)


def check_gates_of_requirements(book: FrameworkBook, gates: GateBook) -> None:
    for requirement in book.requirements:
        check_known(
            [requirement.gate], (gate.id for gate in gates.gates), f"frameworks.yaml {requirement.id}"
        )


def check_facts_name_content(gates: GateBook, kpis: KpiBook, frameworks: FrameworkBook) -> None:
    """A fact about a library KPI, a requirement or a role must name one that exists."""
    known = {
        "kpi": [kpi.id for kpi in kpis.kpis],
        "control": [one.id for one in frameworks.requirements] + [f"gate:{gate.id}" for gate in gates.gates],
        "role": [role.id for role in gates.roles],
    }
    for kind in gates.facts:
        source, key, _ = kind.fact_name
        # kpi('primary') and kpi('quality_guard') are the roles a measurement plan gives to library KPIs.
        if source in known and key not in ("primary", "quality_guard"):
            check_known([key], known[source], f"facts.yaml {kind.id}")


def check_ringi(book: RingiBook, gates: GateBook) -> None:
    """Every fact belongs to one part, or a change in it would re-open nobody's review."""
    parts = [part.id for part in book.parts]
    check_unique(parts, "ringi.yaml parts")
    check_unique((one.id for one in book.functions), "ringi.yaml functions")
    placed = [name for part in book.parts for name in part.facts]
    known = {f"{kind.fact_name.source}.{kind.fact_name.key}" for kind in gates.facts}
    check_unique(placed, "ringi.yaml facts")
    check_known(placed, known, "ringi.yaml facts")
    check_known(sorted(known), placed, "ringi.yaml")
    for function in book.functions:
        check_known(function.watches, parts, f"ringi.yaml {function.id}")
        check_known([function.role], (role.id for role in gates.roles), f"ringi.yaml {function.id}")
        check_unique((one.id for one in function.checklist), f"ringi.yaml {function.id}")


def check_workshop(book: WorkshopBook) -> None:
    for one in book.formats:
        total = sum(block.minutes for block in one.blocks)
        if total != one.minutes:
            raise refuse(
                f"workshop.yaml {one.id}", f"合計が{total}分です", f"its blocks add up to {total} minutes"
            )
    if not math.isclose(sum(one.weight for one in book.criteria), 1):
        raise refuse(
            "workshop.yaml criteria", "重みの合計が1ではありません", "the weights do not add up to 1"
        )


def _check_gate(gate: Gate, book: GateBook) -> None:
    where = f"gates.yaml {gate.id}"
    check_known([gate.decider], (role.id for role in book.roles), f"{where} decider")
    if not any(criterion.must for criterion in gate.criteria):
        raise refuse(where, "必須項目がありません", "it has no must")
    described = [kind.id for kind in book.facts]
    for criterion in gate.criteria:
        try:
            names = facts_named(criterion.expression)
        except ExpressionRefused as error:
            raise refuse(f"{where} {criterion.id}", error.message.ja, error.message.en) from error
        check_known((".".join(name) for name in names), described, f"{where} {criterion.id}")
        if criterion.stops and not criterion.must:
            raise refuse(f"{where} {criterion.id}", "stopsは必須項目だけに使えます", "only a must may stop")


def _check_facts_are_used(book: GateBook) -> None:
    """A described fact that no check asks for would be a promise nobody keeps."""
    used = {".".join(n) for gate in book.gates for one in gate.criteria for n in facts_named(one.expression)}
    check_known((kind.id for kind in book.facts), used, "facts.yaml")


def _check_use_case(template: UseCaseTemplate, book: UseCaseBook, kpis: KpiBook, roles: RoleBook) -> None:
    where = f"usecases.yaml {template.id}"
    check_known(template.kpis, (kpi.id for kpi in kpis.kpis), where)
    check_known(template.fail_safe, (one.id for one in roles.fail_safe_patterns), where)
    check_known(template.data_classes, (one.id for one in book.data_classes), where)
    check_rising(template.net_saving_prior, where)
