"""Copying the sample company: the same bundle as a hand-over, made and taken over on this server."""

import copy
import re
import tempfile
from pathlib import Path

from django.db import transaction

from accounts.models import Organization, User
from config.demo.company import SLUG
from config.sample.errors import SampleRefused
from handover.models import Bundle
from handover.services import confirm_import, receive_upload
from handover.writing import write_bundle

CLICK = re.compile(r"[0-9a-f]{32}")


def sample_company() -> Organization | None:
    """The sample company of this server; None where it was never made."""
    return Organization.objects.filter(slug=SLUG, is_sample=True).first()


def copy_sample(clicked_in: Organization, by: User, click: str) -> Bundle:
    """Make a copy that `by` owns: a worker takes it over. The same click again finds the copy it asked for.

    Raises SampleRefused where there is nothing to copy, BundleRefused while the sample is being worked on.
    """
    sample = sample_company()
    if sample is None:
        raise SampleRefused(
            "このサーバーにはサンプル企業がありません。何も作成していません。"
            "管理者に「manage.py sample」の実行を依頼してください。",
            "There is no sample company on this server. Nothing was made. "
            "Ask the administrator to run manage.py sample.",
        )
    if not CLICK.fullmatch(click):
        raise SampleRefused(
            "ボタンの情報が読み取れません。何も作成していません。ページを開き直して、もう一度押してください。",
            "The button could not be read. Nothing was made. Open the page again and press it once more.",
        )
    asked = _asked_before(by, click)
    return asked or _brought(sample, clicked_in, by, click)


def _brought(sample: Organization, clicked_in: Organization, by: User, click: str) -> Bundle:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / _name(click)
        write_bundle(_named_as_copy(sample, by), str(by), path, lambda _done: None)
        with transaction.atomic(), path.open("rb") as source:
            # Two presses of one button wait for each other here.
            User.objects.select_for_update().get(pk=by.pk)
            asked = _asked_before(by, click)
            if asked is not None:
                return asked
            bundle = receive_upload(clicked_in, by, _name(click), source)
            confirm_import(bundle, by, has_compared=True)
    return bundle


def _asked_before(by: User, click: str) -> Bundle | None:
    return Bundle.objects.filter(created_by=by, file_name=_name(click)).first()


def _name(click: str) -> str:
    return f"sample-{click}.zip"


def _named_as_copy(sample: Organization, by: User) -> Organization:
    """The sample under the name that its copy gets; the row itself is not touched."""
    renamed = copy.copy(sample)
    renamed.name = f"{sample.name}({by}さんのコピー)"[:200]
    renamed.name_en = f"{sample.name_en} (copy of {by})"[:200]
    return renamed
