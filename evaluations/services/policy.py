"""The gate before every send: rules and classes are read as they are at that moment, refusals are audited."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import transaction

from accounts.audit import record_each
from accounts.models import Organization
from evaluations.errors import EvaluationRefused
from evaluations.models import Document, Host, TestSet
from evaluations.sending.policy import (
    CLASS_WORDS,
    HIGHEST,
    Destination,
    as_declared,
    destination_of,
    forbidden,
    highest,
)
from evaluations.services.bulk_rows import read_rows
from language.text import Text

REFUSED = Text(
    "送信ポリシーにより、機密区分「{label}」の内容を {name} に送ることは許可されていません。この質問は送信しておらず、"
    "ほかの質問は続いています。送ってよい内容であれば、管理者に送信ポリシーでの許可を依頼してから再試行してください。",
    "The sending policy does not allow {label} content to go to {name}. This question was not sent; the others go on. "
    "If it may be sent, ask an owner to allow it in the sending policy, then retry.",
)


@dataclass(frozen=True)
class Material:
    """What a prompt is made of. Of material that names nothing, the highest class is assumed."""

    document_ids: tuple[int, ...]
    test_set_id: int | None = None


class PolicyRefused(EvaluationRefused):
    """The policy does not let this text go to this destination; not a byte was sent."""

    def __init__(self, confidentiality: str, destination: Destination) -> None:
        label = CLASS_WORDS[confidentiality]
        name = destination.name or destination.address
        message = Text(
            REFUSED.ja.format(label=label.ja, name=name), REFUSED.en.format(label=label.en, name=name)
        )
        super().__init__("policy", message)
        self.confidentiality = confidentiality
        self.destination = destination


class _Known(NamedTuple):
    """A document as it is now."""

    confidentiality: str
    sha256: str


class _Contents:
    """The classes of everything that a claim is made of, in two queries."""

    def __init__(self, organization_id: int, materials: Iterable[Material]) -> None:
        used = list(materials)
        documents = {pk for one in used for pk in one.document_ids}
        sets = {one.test_set_id for one in used if one.test_set_id is not None}
        columns, own = ["id", "confidentiality"], {"organization": organization_id}
        self.documents = {
            pk: _Known(confidentiality, sha256)
            for pk, confidentiality, sha256 in read_rows(
                Document, [*columns, "sha256"], {**own, "id": documents}
            )
        }
        self.test_sets = dict(read_rows(TestSet, columns, {**own, "id": sets}))

    def classes(self, material: Material) -> set[str]:
        """The classes of its parts; a part that is not there (any more) has the highest."""
        found = {
            self.documents[pk].confidentiality if pk in self.documents else HIGHEST
            for pk in material.document_ids
        }
        if material.test_set_id is not None:
            found.add(self.test_sets.get(material.test_set_id, HIGHEST))
        return found

    def described(self, material: Material) -> list[dict[str, Any]]:
        missing = _Known("unknown", "")
        known = {pk: self.documents.get(pk, missing) for pk in material.document_ids}
        return [
            {"document": pk, "class": one.confidentiality, "sha256": one.sha256} for pk, one in known.items()
        ]


class Gatekeeper:
    """Decides for one candidate as it was when its run started; makes no network call.

    Make and use it where the database may be used. A refusal is an audit entry in the caller's transaction.
    """

    def __init__(
        self, organization_id: int, snapshot: Mapping[str, Any], run_id: int | None = None, purpose: str = ""
    ) -> None:
        self._organization_id = organization_id
        self._called = destination_of(str(snapshot["provider"]), str(snapshot.get("base_url") or ""))
        self._noted = {"candidate": str(snapshot.get("key", "")), "run": run_id, "purpose": purpose}
        self._decided: dict[Material, str] = {}
        self.destination, _ = self._rules_now()

    def refusals(self, materials: Mapping[int, Material]) -> dict[int, PolicyRefused]:
        """Return the refused keys of a whole claim, each audited; at most three queries where nothing is refused."""
        self.destination, allowed = self._rules_now()
        contents = _Contents(self._organization_id, materials.values())
        classes = {key: contents.classes(material) for key, material in materials.items()}
        self._decided = {material: highest(classes[key]) for key, material in materials.items()}
        refused = {
            key: PolicyRefused(wrong, self.destination)
            for key in materials
            if (wrong := forbidden(classes[key], self.destination, allowed))
        }
        if refused:
            self._audit(refused, materials, contents)
        return refused

    def foreseen(self, materials: Mapping[int, Material]) -> dict[int, str]:
        """Return the class that would stop each refused key if it were sent now; nothing is sent, nothing audited."""
        self.destination, allowed = self._rules_now()
        contents = _Contents(self._organization_id, materials.values())
        return {
            key: wrong
            for key, material in materials.items()
            if (wrong := forbidden(contents.classes(material), self.destination, allowed))
        }

    def check(self, material: Material, purpose: str = "") -> None:
        """Raise PolicyRefused unless all of the material may be sent now.

        Call it outside a transaction: the exception would take the audit entry back with it.
        """
        if purpose:
            self._noted["purpose"] = purpose
        refused = self.refusals({0: material})
        if refused:
            raise refused[0]

    def highest(self, material: Material) -> str:
        """The highest class in the material: as it was decided upon, or as it is now where nothing was decided."""
        decided = self._decided.get(material)
        return decided or highest(_Contents(self._organization_id, [material]).classes(material))

    def _rules_now(self) -> tuple[Destination, frozenset[str]]:
        if not self._called.address:
            return self._called, frozenset()
        hosts = Host.objects.filter(organization_id=self._organization_id, address=self._called.address)
        rows = list(hosts.values_list("name", "kind", "jurisdiction", "rules__confidentiality"))
        if not rows:
            return self._called, frozenset()
        name, kind, jurisdiction, _ = rows[0]
        return as_declared(self._called, name, kind, jurisdiction), frozenset(
            row[3] for row in rows if row[3]
        )

    def _audit(
        self, refused: Mapping[int, PolicyRefused], materials: Mapping[int, Material], contents: _Contents
    ) -> None:
        entries = [
            {
                **self._noted,
                "item": key,
                "class": refusal.confidentiality,
                "address": self.destination.address,
                "documents": contents.described(materials[key]),
                "test_set": materials[key].test_set_id,
            }
            for key, refusal in refused.items()
        ]
        with transaction.atomic():
            organization = Organization.objects.get(pk=self._organization_id)
            target = self.destination.name or self.destination.address
            record_each(organization, None, "policy.refused", [(target, entry) for entry in entries])
