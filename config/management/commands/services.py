"""Start, stop and show the processes of this machine."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.processes import WEB_PORT, ProcessFailed, all_processes


class Command(BaseCommand):
    help = "start | stop | status | run (in the foreground, until Ctrl-C)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["start", "stop", "status", "run"])

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            getattr(self, options["action"])()
        except ProcessFailed as failure:
            raise CommandError(str(failure)) from failure

    def start(self) -> None:
        for process in all_processes():
            word = "started" if process.start() else "already running"
            self.stdout.write(f"{process.name:16} {word}")
        self.stdout.write(f"Shirube: http://127.0.0.1:{WEB_PORT}")

    def stop(self) -> None:
        for process in reversed(all_processes()):
            self.stdout.write(f"{process.name:16} {'stopped' if process.stop() else 'not running'}")

    def status(self) -> None:
        for process in all_processes():
            found = process.find()
            self.stdout.write(f"{process.name:16} {f'pid {found.pid}' if found else 'not running'}")

    def run(self) -> None:
        self.start()
        self.stdout.write("Ctrl-C stops everything.")
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            self.stop()
