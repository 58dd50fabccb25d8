"""Makes the threads of numerical libraries sleep while they wait.

By default OpenMP threads spin at every barrier. Alone that is fine; with another busy process on the machine each
spinning thread holds a core that the other one needs: two models at once took 41 s a question on two cores, and
1.8 s with waiting threads asleep.
"""

import os


def let_threads_sleep() -> None:
    """Set the OpenMP policy unless the operator chose one; has an effect only before torch is imported."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
