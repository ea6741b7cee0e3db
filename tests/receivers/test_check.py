"""What may be registered as a receiver."""

import pytest

from app.receivers.allowed import LONGEST, MayNotBeReached, Receivers
from tests.receivers.listening import Answers

PUBLIC = Answers(["8.8.8.8", "2606:4700::1111"])
ANYBODY = Receivers(resolve=PUBLIC)


def _why(receivers: Receivers, url: str) -> str | None:
    try:
        receivers.check(url)
    except MayNotBeReached as refused:
        return refused.why.value
    return None


@pytest.mark.parametrize(
    "url",
    [
        "https://receiver.example.dk/hooks",
        "https://receiver.example.dk:8443/hooks?token=a%2Fb",
        "https://8.8.8.8/hooks",
        "https://[2606:4700::1111]/hooks",
        "https://rådhus.example.dk/",
    ],
)
def test_a_receiver_on_the_open_internet_may_be_registered(url: str) -> None:
    assert _why(ANYBODY, url) is None


def test_an_address_is_kept_as_the_client_reads_it() -> None:
    assert ANYBODY.check("https://RÅDHUS.Example.dk:443/a b") == "https://xn--rdhus-mra.example.dk/a%20b"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "not_an_address"),
        ("receiver.example.dk", "not_an_address"),
        ("https://", "not_an_address"),
        ("https:/a.dk/", "not_an_address"),
        ("ftp://a.dk/", "not_an_address"),
        ("file:///etc/passwd", "not_an_address"),
        ("https://a.dk\n.b.dk/", "not_an_address"),
        ("https://a..dk/", "not_an_address"),
        ("https://a.dk./", "not_an_address"),
        ("https://a_b.dk/", "not_an_address"),
        ("https://a%2eb.dk/", "not_an_address"),
        ("https://a.dk\\.b.dk/", "not_an_address"),
        ("https://a.dk:port/", "not_an_address"),
        ("https://[::1/", "not_an_address"),
        ("http://receiver.example.dk/", "not_https"),
        ("http://127.0.0.1:9000/", "not_https"),
        ("https://a:b@receiver.example.dk/", "user_info"),
        ("https://receiver.example.dk@127.0.0.1/", "user_info"),
        ("https://receiver.example.dk\\@127.0.0.1/", "user_info"),
        ("https://receiver.example.dk/#x", "fragment"),
        ("https://receiver.example.dk/#", "fragment"),
        ("https://receiver.example.dk:22/", "port_not_allowed"),
        ("https://receiver.example.dk:80/", "port_not_allowed"),
        ("https://receiver.example.dk:0/", "port_not_allowed"),
        ("https://receiver.example.dk:65536/", "port_not_allowed"),
        ("https://receiver.example.dk/" + "x" * LONGEST, "too_long"),
    ],
)
def test_a_form_that_no_receiver_has_is_refused(url: str, why: str) -> None:
    assert _why(ANYBODY, url) == why


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("127.0.0.1", "inner_address"),
        ("10.0.0.1", "inner_address"),
        ("169.254.169.254", "inner_address"),
        ("[::1]", "inner_address"),
        ("[::ffff:127.0.0.1]", "inner_address"),
        ("[0:0:0:0:0:ffff:7f00:1]", "inner_address"),
        ("[64:ff9b::7f00:1]", "inner_address"),
        ("[2002:7f00:1::]", "inner_address"),
        ("[fd00:ec2::254]", "inner_address"),
        ("[fe80::1%25eth0]", "inner_address"),
        ("127。0。0。1", "inner_address"),
        ("127.1", "not_an_address"),
        ("2130706433", "not_an_address"),
        ("0x7f000001", "not_an_address"),
        ("0x7f.0.0.1", "not_an_address"),
        ("127.0.0.0x1", "not_an_address"),
        ("017700000001", "not_an_address"),
        ("0177.0.0.1", "not_an_address"),
        ("127.0.0.1.", "not_an_address"),
        ("127.000.000.001", "not_an_address"),
        ("134744072", "not_an_address"),
        ("%31%32%37.0.0.1", "not_an_address"),
        ("①②⑦.0.0.1", "not_an_address"),
    ],
)
def test_an_inner_address_is_refused_however_it_is_spelled(host: str, why: str) -> None:
    assert _why(ANYBODY, f"https://{host}/") == why
    assert _why(ANYBODY, f"https://{host}:8443/x") == why


@pytest.mark.parametrize("inner", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fe80::1%2"])
def test_a_name_is_refused_when_one_of_its_addresses_is_an_inner_one(inner: str) -> None:
    for found in ([inner], ["8.8.8.8", inner], [inner, "8.8.8.8"]):
        assert _why(Receivers(resolve=Answers(found)), "https://receiver.example.dk/") == "inner_address"


def test_this_machines_own_name_is_refused_by_its_own_look_up() -> None:
    assert _why(Receivers(), "https://localhost/") == "inner_address"


def test_a_name_that_nobody_knows_is_refused() -> None:
    def nobody(host: str) -> list[str]:
        raise OSError(host)

    assert _why(Receivers(resolve=nobody), "https://receiver.example.dk/") == "unknown_host"
    assert _why(Receivers(resolve=Answers([])), "https://receiver.example.dk/") == "unknown_host"


def test_a_network_that_was_named_may_be_reached_and_the_next_one_not() -> None:
    own = Receivers.of(networks=["10.20.0.0/16"])
    assert _why(own, "https://10.20.1.2/") is None
    assert _why(own, "https://10.21.1.2/") == "inner_address"
    assert _why(own, "http://10.20.1.2/") == "not_https"


def test_an_address_that_was_named_is_allowed_as_it_is_and_nothing_like_it() -> None:
    sandbox = Receivers.of(addresses=["http://127.0.0.1:9000"])
    assert _why(sandbox, "http://127.0.0.1:9000/hooks") is None
    assert _why(sandbox, "http://127.0.0.1:9001/hooks") == "not_https"
    assert _why(sandbox, "https://127.0.0.1:9000/hooks") == "inner_address"
    assert _why(sandbox, "http://localhost:9000/hooks") == "not_https"
    assert _why(sandbox, "http://a:b@127.0.0.1:9000/hooks") == "user_info"


def test_only_the_hosts_that_were_named_when_some_are() -> None:
    some = Receivers(hosts=Receivers.of(hosts=["a.dk", ".rådhus.dk"]).hosts, resolve=PUBLIC)
    for url, why in {
        "https://a.dk/": None,
        "https://A.dk/": None,
        "https://x.a.dk/": "host_not_allowed",
        "https://ba.dk/": "host_not_allowed",
        "https://x.rådhus.dk/": None,
        "https://rådhus.dk/": "host_not_allowed",
        "https://8.8.8.8/": "host_not_allowed",
    }.items():
        assert _why(some, url) == why, url


@pytest.mark.parametrize(
    "said",
    [
        {"networks": ["0.0.0.0/0"]},
        {"networks": ["::/0"]},
        {"networks": ["10.0.0.1/8"]},
        {"addresses": ["http://10.0.0.1:9000"]},
        {"hosts": [""]},
        {"hosts": ["."]},
        {"hosts": ["*.dk"]},
    ],
)
def test_settings_that_open_everything_or_say_nothing_are_wrong(said: dict[str, list[str]]) -> None:
    with pytest.raises(ValueError, match=r"wide|no name|host bits|10\.0\.0\.1"):
        Receivers.of(**said)


def test_reading_alone_asks_nobody() -> None:
    asked = Answers(["8.8.8.8"])
    Receivers(resolve=asked).check_form("https://receiver.example.dk/")
    assert asked.asked == []
