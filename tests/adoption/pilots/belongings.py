"""One of everything of a pilot that an address can name: for the tests that walk all pages."""

from adoption.models import KpiReading, Observation
from adoption.services.pilots_imports import check_file
from adoption.services.pilots_tokens import issue_token
from tests.adoption.pilots.planned import cells, frozen, record


def around_pilot(use_case, user, suffix: str = "") -> dict[str, int]:
    """Add a frozen plan with readings to the use case and return the numbers by which addresses name them."""
    frozen(use_case, user, kill_text=f"極秘{suffix}の撤退条件")
    record(use_case, cells("B-1", note=f"極秘{suffix}の備考"), by=user)
    value = {"key": "1", "kpi": "K-D-07", "on": cells()["on"], "period": "baseline", "value": "3"}
    record(use_case, value, kind="values", by=user)
    data = f"作業番号,日付,時期,AIの利用,担当者の記号\r\n極秘{suffix},,,,\r\n".encode()
    return {
        "kpi_instance": use_case.kpis.first().pk,
        "observation": Observation.objects.get(use_case=use_case).pk,
        "kpi_reading": KpiReading.objects.get(kpi__use_case=use_case).pk,
        "reading_import": check_file(use_case, "tasks", f"極秘{suffix}.csv", data, user).pk,
        "reading_token": issue_token(use_case.organization, f"極秘{suffix}の端末", user).row.pk,
    }
