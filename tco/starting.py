"""What a new plan may start with in any company: general values only, each flagged with its source."""

from pathlib import Path

from tco.assumptions import AssumptionValue, load_assumptions

STARTING_FILE = Path(__file__).parent / "content" / "starting_assumptions.yaml"


def starting_assumptions() -> list[AssumptionValue]:
    """Return the general assumptions; everything else stays unknown until the company enters it."""
    return load_assumptions(STARTING_FILE)
