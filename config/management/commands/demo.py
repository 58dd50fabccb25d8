"""The main job on the sample company: documents in, management workbook out."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from rich.console import Console

from config.demo.addresses import PEOPLE, addresses
from config.demo.line import Line
from config.demo.results import as_machine_readable, print_headlines, print_steps
from config.processes import WEB_PORT
from language.text import Text


class Command(BaseCommand):
    help = "Evaluate local models on the sample company's documents and make the management workbook."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", choices=["ja", "en"], default="ja", help="of workbook and table")
        parser.add_argument(
            "--fresh", action="store_true", help="start a new evaluation even if one is finished"
        )
        parser.add_argument(
            "--json", action="store_true", help="print the numbers as JSON, all else on stderr"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        language = options["language"]
        console = Console(stderr=options["json"], width=None if sys.stdout.isatty() else 140)
        line = Line(console, language, options["fresh"])
        try:
            report = line.run()
        except Exception as failure:
            print_steps(console, line.log, language)
            console.print(f"✗ {type(failure).__name__}: {failure}", style="bold red", markup=False)
            console.print(f"Logs: {settings.DATA_DIR / 'log'}", markup=False)
            raise SystemExit(1) from failure
        print_headlines(console, line.evaluation, line.plan, line.use_case, language)
        print_steps(console, line.log, language)
        path = self._shown_path(Path(report.file.path))
        console.print(Text("稟議用Excel", "Workbook").in_(language), path, markup=False)
        login = Text(
            "ログイン: {email}(パスワードは初回の実行の始めに表示)",
            "sign in as {email}; its password was printed at the beginning of the first run",
        )
        email = line.accounts[0].email
        console.print(f"http://127.0.0.1:{WEB_PORT}  {login.filled(email=email).in_(language)}", markup=False)
        console.print(PEOPLE.in_(language), markup=False)
        for words, address in addresses(line.use_case):
            console.print(f"  {words.in_(language)}  {address}", markup=False)
        if options["json"]:
            self.stdout.write(as_machine_readable(line.evaluation, line.plan, line.use_case, report))

    def _shown_path(self, path: Path) -> str:
        return str(path.relative_to(settings.BASE_DIR) if path.is_relative_to(settings.BASE_DIR) else path)
