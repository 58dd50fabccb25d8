"""Faults injected into real processes: Redis, Celery workers and an endpoint, killed by their pids."""
