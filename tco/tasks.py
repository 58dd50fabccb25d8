"""Celery tasks: each is woken with the id of a row and does what the row says."""

from celery import shared_task


@shared_task(ignore_result=True)
def ask_second_opinion(study_id: int) -> None:
    """Ask aiconfigurator about a sizing study."""
    from tco.sizing_services import answer_opinion

    answer_opinion(study_id)


@shared_task(ignore_result=True)
def run_simulation(simulation_id: int) -> None:
    """Calculate a simulation."""
    from tco.simulations import run_simulation as run

    run(simulation_id)
