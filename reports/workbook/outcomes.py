"""What the plan of a report comes to in a scenario."""

from reports.contents import ManagementReport
from reports.workbook.sheets.sensitivity import ScenarioOutcome
from reports.workbook.yearly_volume import with_yearly_volume
from tco.assumptions import Scenario, scenario_values
from tco.headlines import recommended_option
from tco.model.cost_model import Results


def results_in(report: ManagementReport, scenario: Scenario) -> Results:
    """Evaluate the plan with the values of a scenario."""
    model = with_yearly_volume(report.cost.model.shape)
    return model.evaluate(dict(scenario_values(model, report.cost.inputs.lines, scenario)))


def outcome_in(report: ManagementReport, scenario: Scenario) -> ScenarioOutcome:
    """Return every option's NPV and the recommendation in a scenario."""
    results = results_in(report, scenario)
    options = report.cost.model.shape.options
    npv = {option.key: results.number(f"{option.key}.npv") for option in options}
    return ScenarioOutcome(npv, recommended_option(results))
