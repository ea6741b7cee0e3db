"""What goes to somebody and comes back opens for them, for its purpose, and as it was."""

from dataclasses import replace

import pytest

from app.caller import Caller
from app.people.carried import opened_by, sealed_for
from app.people.encryption import Vault
from app.people.sealing import NotThere
from app.people.vault import for_now
from tests.caller import FREDERICIA
from tests.lists.weeks import MONDAY
from workflows.roles import Role

OFFICER = Caller("police", Role.POLICE, FREDERICIA, MONDAY)
LIST = b"Opdigtet Barn;610313-5752"


def test_it_opens_for_whom_it_was_sealed_and_for_nobody_and_nothing_else(vault: Vault) -> None:
    sealed = sealed_for(OFFICER, "list", LIST)
    assert LIST not in sealed
    assert sealed_for(OFFICER, "list", LIST) != sealed
    assert opened_by(OFFICER, "list", sealed) == LIST
    for by, purpose in (
        (replace(OFFICER, id="police-2"), "list"), (replace(OFFICER, municipality_code="740"), "list"),
        (OFFICER, "letter"),
    ):  # fmt: skip
        with pytest.raises(NotThere):
            opened_by(by, purpose, sealed)


def test_nothing_that_was_changed_or_is_no_seal_opens(vault: Vault) -> None:
    sealed = sealed_for(OFFICER, "list", LIST)
    for changed in (b"", b"\xff", b"\x00\x10", sealed[:-1], sealed + b"x", sealed[:5] + b"x" + sealed[6:], LIST * 20):
        with pytest.raises(NotThere):
            opened_by(OFFICER, "list", changed)


def test_it_opens_after_the_municipalitys_key_was_changed() -> None:
    own = Vault.generate()
    with for_now(own):
        sealed = sealed_for(OFFICER, "list", LIST)
        own.provider.rotate(FREDERICIA)
        assert opened_by(OFFICER, "list", sealed) == LIST
