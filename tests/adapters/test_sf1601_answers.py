"""What KombiPostAfsend and PostForespoerg may answer, and what is made of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx
import pytest

from app.adapters.carrier import CarrierAway, CarrierRefused, Taken
from app.adapters.sf1601_answer import NOT_UNDERSTOOD, taken
from app.adapters.sf1601_call import answered
from tests.adapters.invented import MOTHER

OURS = "976fea6b-426d-5b15-8446-7a5d9872e528"
THEIRS = "1ab6eb87-a457-4ad3-8952-ed8f18a1676a"


def response(status: int, body: str) -> httpx.Response:
    return httpx.Response(status, content=body.encode())


def kombi(result: str, *, fault: str = "", more: str = "") -> str:
    reaction = f"<HovedoplysningerSvarREST><SvarReaktion>{fault}</SvarReaktion></HovedoplysningerSvarREST>"
    return f'<?xml version="1.0"?><kombi_response><Result>{result}</Result>{more}{reaction}</kombi_response>'


def fault(code: str, text: str = "") -> str:
    return f"<Fejl><FejlId>{code}</FejlId><FejlTekst>{text}</FejlTekst></Fejl>"


@pytest.mark.parametrize(
    ("status", "body", "transaction_id"),
    [
        (200, kombi("true"), OURS),
        (200, kombi("true", more=f"<TransmissionID>{THEIRS}</TransmissionID>"), THEIRS),
        (200, kombi("TRUE", more="<TransmissionID>no id</TransmissionID>"), OURS),
        (200, kombi("1").replace("<kombi_response>", '<kombi_response xmlns="urn:x">'), OURS),
        (202, "", OURS),
    ],
)
def test_a_yes(status: int, body: str, transaction_id: str) -> None:
    assert taken(response(status, body), OURS) == Taken(transaction_id, before=False)


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, kombi("false", fault=fault("memo.invalid", "Tag name is not allowed")), "memo.invalid"),
        (200, kombi("false"), "REFUSED"),
        (400, kombi("false", fault=fault("4711")), "4711"),
        (400, "<html><body>No</body></html>", "HTTP_400"),
        (404, "", "HTTP_404"),
        (422, kombi("false", fault=fault(MOTHER)), "HTTP_422"),
        (400, f'<!DOCTYPE x [<!ENTITY e "{MOTHER}">]>{kombi("false", fault=fault("&e;"))[21:]}', "HTTP_400"),
        # Words of a fault that are not of a letter that came before.
        (400, kombi("false", fault=fault("memo.invalid", "Duplicate attribute memoVersion")), "memo.invalid"),
        (400, kombi("false", fault=fault("memo.invalid", "The recipient already has a label")), "memo.invalid"),
    ],
)
def test_a_no(status: int, body: str, code: str) -> None:
    with pytest.raises(CarrierRefused) as refused:
        taken(response(status, body), OURS)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (409, ""),
        (409, "<html/>"),
        (400, kombi("false", fault=fault("memo.duplicate"))),
        (200, kombi("false", fault=fault("DuplicateMessage"))),
        (400, kombi("false", fault=fault("17", "Duplicate messageUUID"))),
        (400, kombi("false", fault=fault("17", "messageUUID has already been used"))),
        (400, kombi("false", fault=fault("17", "AfsendelseIdentifikator findes allerede"))),
    ],
)
def test_a_letter_that_came_before_is_there(status: int, body: str) -> None:
    assert taken(response(status, body), OURS) == Taken(OURS, before=True)


@pytest.mark.parametrize(
    "body", ["<html><body>Lukket</body></html>", "{}", kombi("perhaps"), "<kombi_response/>", "\0", kombi("true")[:-9]]
)
def test_a_success_that_is_neither_is_tried_again(body: str) -> None:
    with pytest.raises(CarrierAway, match=NOT_UNDERSTOOD):
        taken(response(200, body), OURS)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_status_that_passes(status: int) -> None:
    with answering(status) as url, httpx.Client() as client, pytest.raises(CarrierAway, match=f"HTTP_{status}"):
        answered(lambda: client.get(url))


@contextmanager
def answering(status: int) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        serving = Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        serving.join()
