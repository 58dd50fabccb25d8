"""All options and doing nothing side by side: one line per figure, one column per option."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from language.text import Text
from tco.forms.typed import in_page_language
from tco.headlines import Headline
from tco.pages.figures import Figure, Figures
from tco.plan.shape import Option
from tco.plan.writing import JPY
from tco.templatetags.money import UNKNOWN

MILLIONS = Text("百万円", "JPY million")
COSTS = Text("費用(税引前)", "Cost, before tax")
WORTH = Text("投資評価(税引後、何もしない場合との差)", "Appraisal, after tax, against doing nothing")
UNITS = Text("1単位の費用と損益分岐", "Cost per unit, break-even")
OTHER = Text("環境・方針", "Environment and policy")
SCALARS = {
    COSTS: ("tco", "tco_pv", "annual_cost", "served"),
    WORTH: ("npv", "irr", "mirr", "payback", "discounted_payback", "roi"),
    UNITS: ("cost_per_request", "cost_per_accepted", "cost_per_mtok", "breakeven_redeployment"),
}
# What doing nothing shows where the basis of comparison has a value: 0, and elsewhere nothing.
ZEROS = frozenset({"tco", "tco_pv", "npv"})


@dataclass(frozen=True)
class Line:
    """One figure of all options; doing nothing is the last cell."""

    label: str
    unit: str
    note: str
    cells: list[Figure]


@dataclass(frozen=True)
class Comparison:
    """The headings of the options with their verdicts, and the lines in groups."""

    headlines: tuple[Headline, ...]
    groups: list[tuple[Text, list[Line]]]


def comparison(figures: Figures) -> Comparison:
    """Return the table of a scenario."""
    scalars = {group: [_scalar_line(figures, suffix) for suffix in rows] for group, rows in SCALARS.items()}
    groups = [
        (COSTS, [*_outlays(figures), *scalars[COSTS]]),
        (WORTH, scalars[WORTH]),
        (UNITS, scalars[UNITS]),
        (OTHER, [_co2(figures), _policy(figures)]),
    ]
    return Comparison(figures.found.headlines, groups)


def _options(figures: Figures) -> tuple[Option, ...]:
    return figures.found.shape.options


def _outlays(figures: Figures) -> list[Line]:
    headlines = {line.option: line for line in figures.found.headlines}
    options = _options(figures)
    zero = figures.of("none.cost", 0.0)
    initial = [figures.at(f"{option.key}.cost", 0) for option in options]
    yearly = [
        figures.of(f"{option.key}.cost.fy", headlines[option.key].running_jpy_per_year) for option in options
    ]
    unit = in_page_language(MILLIONS)
    return [
        Line(_("Initial outlay"), unit, _("Before the first month"), [*initial, zero]),
        Line(_("Running, a year"), unit, _("Mean of the months of operation x 12"), [*yearly, zero]),
    ]


def _scalar_line(figures: Figures, suffix: str) -> Line:
    options = _options(figures)
    row = figures.row(f"{options[0].key}.{suffix}")
    cells = [figures.scalar(f"{option.key}.{suffix}", _reason(figures, option, suffix)) for option in options]
    nothing = figures.scalar("none.npv") if suffix in ZEROS else Figure(UNKNOWN)
    unit = MILLIONS if row.unit == JPY else row.unit
    return Line(
        in_page_language(row.label), in_page_language(unit), in_page_language(row.note), [*cells, nothing]
    )


def _reason(figures: Figures, option: Option, suffix: str) -> str:
    """Say why there is no internal rate of return."""
    if suffix != "irr":
        return ""
    results = figures.found.results
    changes = round(sum(results.each(f"{option.key}.sign_change")))
    flows = results.each(f"{option.key}.timed_flow")
    if changes > 1:
        return _("several rates are possible: the cumulative flow changes its sign %(n)d times") % {
            "n": changes
        }
    if changes == 0:
        return _("the cumulative flow never changes its sign")
    return _("the flow starts with income") if flows[0] >= 0 else _("the outlay does not come back")


def _co2(figures: Figures) -> Line:
    cells = [
        figures.total(f"{option.key}.co2_kg")
        if option.has_machines and not option.pays_tokens
        else Figure(_("unknown"), note=_("the supplier's emissions"))
        for option in _options(figures)
    ]
    return Line(_("CO2 over the plan"), "kg", _("Own machines only"), [*cells, Figure(UNKNOWN)])


def _policy(figures: Figures) -> Line:
    allowed = {True: _("Fits the policy"), False: _("Against the policy")}
    cells = [
        Figure(allowed[line.allowed], figures.links.to(f"{line.option}.allowed"), is_loss=not line.allowed)
        for line in figures.found.headlines
        if line.option != "none"
    ]
    return Line(
        _("Data policy"),
        "",
        _("Whether the policy lets the data out so far"),
        [*cells, Figure(allowed[True])],
    )
