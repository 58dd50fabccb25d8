"""Every assumption of a plan: words, unit, limits, and which way it moves the case. The shape decides which."""

from language.text import Text
from tco.model.rows import InputSpec, Section
from tco.plan.inputs.company import COMMON, FINANCE, POWER
from tco.plan.inputs.every_option import EVERY_OPTION
from tco.plan.inputs.machines import FIXED_BASE, MACHINES, SPEED
from tco.plan.inputs.suppliers import DOLLAR_TOKENS, RENTALS, YEN_TOKENS
from tco.plan.inputs.work import BENEFIT, FURTHER_USE, HOURS, SIZING, USE, WORKLOAD, adoption_inputs
from tco.plan.inputs.writing import of_option, of_use
from tco.plan.shape import Kind, Option, PlanShape

COMMON_GROUPS = (
    Section("workload", Text("業務量", "Workload")),
    Section("benefit", Text("効果", "Benefits")),
    Section("tokens", Text("1回当たりのトークン", "Tokens per request")),
    Section("sizing", Text("GPUの必要量", "GPU sizing")),
    Section("common", Text("構築・運用・統制", "Building, running, governing")),
    Section("finance", Text("財務・方針", "Finance and policy")),
)
HOURS_GROUP = Section("hours", Text("時間帯の分布", "Hours of the day"))


def groups_of(shape: PlanShape) -> tuple[Section, ...]:
    """Return the groups of inputs in reading order: what is shared, then each option."""
    hours = (HOURS_GROUP,) if has_overflow(shape) else ()
    return (*COMMON_GROUPS, *hours, *(Section(option.key, option.label) for option in shape.options))


def inputs_of(shape: PlanShape) -> tuple[InputSpec, ...]:
    """Return the inputs of a plan in reading order."""
    is_alone = len(shape.uses) == 1
    uses = (spec for use in shape.uses for spec in of_use(use, USE, is_alone=is_alone))
    further = (spec for use in shape.uses[1:] for spec in of_use(use, FURTHER_USE, is_alone=False))
    found = (
        *uses,
        *further,
        *WORKLOAD,
        *adoption_inputs(shape.years),
        *BENEFIT,
        *SIZING,
        *COMMON,
        *POWER,
        *FINANCE,
        *(HOURS if has_overflow(shape) else ()),
        *(spec for option in shape.options for spec in option_inputs(option)),
    )
    order = {group.key: number for number, group in enumerate(groups_of(shape))}
    return tuple(sorted(found, key=lambda spec: order[spec.group]))


def option_inputs(option: Option) -> tuple[InputSpec, ...]:
    """Return the inputs that belong to one option."""
    tokens = YEN_TOKENS if option.kind is Kind.DOMESTIC else DOLLAR_TOKENS
    parts = (
        tokens if option.pays_tokens else (),
        () if option.kind is None else RENTALS.get(option.kind, ()),
        FIXED_BASE if option.kind is Kind.HYBRID else (),
        SPEED if option.is_sized else (),
        _machines(option),
        EVERY_OPTION,
    )
    return of_option(option, tuple(spec for part in parts for spec in part))


def _machines(option: Option) -> tuple[InputSpec, ...]:
    """A base with overflow has two prices that change: the machine's goes by another name than the tokens'."""
    if not option.has_machines:
        return ()
    if option.kind is not Kind.HYBRID:
        return MACHINES
    left_out = {"price_change_per_year", "minimum_servers", "lead_time_months"}
    return tuple(spec for spec in MACHINES if spec.key not in left_out)


def has_overflow(shape: PlanShape) -> bool:
    """Say whether an option needs the hours of the day."""
    return any(option.kind is Kind.HYBRID for option in shape.options)
