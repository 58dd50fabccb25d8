"""Electricity of a server and what it costs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ServerPower:
    """Watts of one installation: GPUs at their average load plus everything else in the server."""

    gpus: float
    gpu_power_w: float
    load_share: float
    other_power_w: float

    @property
    def it_kw(self) -> float:
        """Average electrical power in kW."""
        return (self.gpus * self.gpu_power_w * self.load_share + self.other_power_w) / 1000


def energy_kwh(power: ServerPower, pue: float, hours: float) -> float:
    """Return kWh drawn in `hours`, cooling and losses included through PUE.

    >>> round(energy_kwh(ServerPower(2, 600, 0.6, 400), pue=1.5, hours=8760), 1)
    14716.8
    """
    return power.it_kw * pue * hours
