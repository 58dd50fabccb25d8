"""One worker's share of the harness benchmark: drives a run to its end and says what that took."""

import json
import resource
import sys
import time

import django


def main() -> None:
    django.setup()
    from evaluations.models import Run
    from evaluations.services.driving import Driver
    from evaluations.services.libraries import load_libraries

    load_libraries()  # as every worker does when it starts
    run = Run.objects.get(pk=int(sys.argv[1]))
    started_s, cpu_before_s = time.monotonic(), time.process_time()
    while Driver(run, lambda: False).drive():
        pass
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    took = {"wall_s": time.monotonic() - started_s, "cpu_s": time.process_time() - cpu_before_s}
    print(json.dumps({**took, "peak_mb": peak_kb / 1024}))


if __name__ == "__main__":
    main()
