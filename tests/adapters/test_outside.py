"""The file of outside systems, as far as the register of people goes."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from app.adapters.outside import Outside, OutsideWrong, read_outside
from tests.adapters.asking import AGREEMENT, SYSTEM, USER
from tests.adapters.certificates import Authority
from tests.adapters.invented import MOTHER, adult
from tests.adapters.standin import StandIn

OWN = "dddddddd-0000-4000-8000-000000000000"


def written(folder: Path, url: str, more: str = "") -> Path:
    file = folder / "outside.toml"
    file.write_text(
        f'[people_register]\nurl = "{url}"\nsystem_uuid = "{SYSTEM}"\nuser_uuid = "{USER}"\n{more}\n'
        f'[municipalities.607]\ncvr = "11111111"\nname = "Fredericia"\nregister_agreement_uuid = "{AGREEMENT}"\n'
        f'[municipalities.740]\ncvr = "22222222"\nname = "Silkeborg"\nregister_agreement_uuid = "{OWN}"\n'
        f'register_user_uuid = "{OWN}"\n'
        '[municipalities.330]\ncvr = "33333333"\nname = "Slagelse"\n'
    )
    return file


def test_each_municipality_asks_in_its_own_name(outside: StandIn, tmp_path: Path) -> None:
    outside.put(adult())
    read = read_outside(written(tmp_path, outside.register_url))
    for code, cvr, agreement, user in (("607", "11111111", AGREEMENT, USER), ("740", "22222222", OWN, OWN)):
        register = read.register_for(code)
        assert register is not None
        assert register.look_up(MOTHER).cpr_number == MOTHER
        said = outside.asked_by()
        assert (said["MunicipalityCVR"], said["ServiceAgreementUUID"], said["UserUUID"]) == (cvr, agreement, user)
    read.close()


def test_without_an_agreement_nothing_is_asked(outside: StandIn, tmp_path: Path) -> None:
    read = read_outside(written(tmp_path, outside.register_url))
    assert read.register_for("330") is None
    assert read.register_for("161") is None
    assert Outside().register_for("607") is None
    read.close()


@pytest.mark.parametrize("what", ["certificate", "authorities"])
def test_a_certificate_that_cannot_be_read_stops_the_start(tmp_path: Path, what: str) -> None:
    (tmp_path / "no.pem").write_text("no certificate")
    for name, why in (("nowhere.pem", "No such file"), ("no.pem", "")):
        more = f'{what} = "{tmp_path / name}"'
        with pytest.raises(OutsideWrong, match=f"outside.toml: people_register: .*{why}"):
            read_outside(written(tmp_path, "https://127.0.0.1:1/x", more))


def test_a_key_under_a_pass_phrase_stops_the_start(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    kept = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
    issued = Authority(tmp_path, "agreed").issue("service").read_bytes()
    (tmp_path / "kept.pem").write_bytes(issued.partition(b"-----BEGIN PRIVATE KEY")[0] + kept)
    with pytest.raises(OutsideWrong, match="people_register: certificate"):
        read_outside(written(tmp_path, "https://127.0.0.1:1/x", f'certificate = "{tmp_path / "kept.pem"}"'))


@pytest.mark.parametrize(
    "more",
    ["timeout = 0", 'colour = "blue"', 'service_uuid = "E6BE2436-bf35-4df2-83fe-925142825dc2"'],
)
def test_what_does_not_fit_is_told_by_its_place(tmp_path: Path, more: str) -> None:
    with pytest.raises(OutsideWrong, match=f"people_register.{more.split()[0]}"):
        read_outside(written(tmp_path, "https://127.0.0.1:1/x", more))


def test_an_address_that_anybody_could_listen_in_on_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutsideWrong, match=r"people_register\.url"):
        read_outside(written(tmp_path, "http://register.example.dk/"))
