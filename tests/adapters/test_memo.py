"""The MeMo of a letter: what it says, and that whatever the standard asks is looked for by the stand-in."""

import base64
from copy import deepcopy
from datetime import timedelta, timezone
from uuid import UUID
from xml.etree.ElementTree import SubElement, tostring

import pytest

from app.adapters import memo
from app.adapters.carrier import Channel, Parcel
from tests.adapters.asking import CVR
from tests.adapters.breaking import Break, at, attributes, leaves, moved, read, renamed, text, twice, without
from tests.adapters.invented import MOTHER
from tests.adapters.posting import KARLA, PDF, SCHOOL, SENDER, WRITTEN, Post, by_wire, parcel

MEMO = "{https://DigitalPost.dk/MeMo-1}"
HEADER, BODY = f"{MEMO}Message/{MEMO}MessageHeader", f"{MEMO}Message/{MEMO}MessageBody"
FILE = f"{BODY}/{MEMO}MainDocument/{MEMO}File"
LETTER = UUID("0190f0f0-0000-7000-8000-000000000001")


def request(letter: Parcel) -> bytes:
    return memo.kombi_request(letter, cvr=CVR, sender_name=SENDER)


def test_what_it_says() -> None:
    """Written out by hand from the standard, in its order; the recipient by number alone."""
    told = read(request(parcel(letter_id=LETTER)))
    assert leaves(told) == [
        ("KombiValgKode", "Digital Post"), ("messageType", "DIGITALPOST"), ("messageUUID", str(LETTER)),
        ("label", "Brev (4F2A)"), ("mandatory", "false"), ("legalNotification", "false"), ("senderID", CVR),
        ("idType", "CVR"), ("label", SENDER), ("recipientID", MOTHER), ("idType", "CPR"),
        ("createdDateTime", "2026-11-25T09:30:00Z"), ("label", "Brev (4F2A)"), ("encodingFormat", "application/pdf"),
        ("filename", "brev.pdf"), ("language", "da"), ("content", base64.b64encode(PDF).decode()[:40]),
    ]  # fmt: skip
    assert told[1].attrib == {"memoVersion": "1.2"}
    assert KARLA.name not in request(parcel()).decode()


def test_an_institution_is_named_by_its_cvr_number() -> None:
    told = read(request(parcel(SCHOOL)))
    recipient = [one.text for one in at(told, f"{HEADER}/{MEMO}Recipient")]
    assert recipient == [SCHOOL.cvr_number, "CVR"]


def test_the_same_letter_is_the_same_bytes() -> None:
    danish = WRITTEN.astimezone(timezone(timedelta(hours=1)))
    assert request(Parcel(LETTER, "Brev", PDF, WRITTEN, KARLA)) == request(Parcel(LETTER, "Brev", PDF, danish, KARLA))


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


BROKEN: dict[str, tuple[Break, str]] = {
    "another choice": (text("KombiValgKode", "NemSMS"), "request.another_choice"),
    "no choice": (lambda told: told.remove(told[0]), "request.not_a_kombi_request"),
    "two messages": (lambda told: told.append(deepcopy(told[1])), "request.not_a_kombi_request"),
    "another namespace": (
        renamed(f"{MEMO}Message", "{https://DigitalPost.dk/MeMo-2}Message"),
        "request.not_a_kombi_request",
    ),
    "a part in another namespace": (renamed(HEADER, "{urn:x}MessageHeader"), "schema.unknown"),
    "an older version": (attributes(f"{MEMO}Message", memoVersion="1.1"), "schema.attribute"),
    "no version": (attributes(f"{MEMO}Message"), "schema.attribute"),
    "the older version's attribute": (
        attributes(f"{MEMO}Message", memoVersion="1.2", memoSchVersion="1.1.0"),
        "schema.attribute",
    ),
    "out of order, as in a published refusal": (moved(HEADER, f"{MEMO}mandatory", 2), "schema.order"),
    "the body before the header": (moved(f"{MEMO}Message", f"{MEMO}MessageHeader", 99), "schema.order"),
    "recipient before sender": (moved(HEADER, f"{MEMO}Sender", 99), "schema.order"),
    "an unknown element": (lambda told: SubElement(at(told, HEADER), f"{MEMO}colour"), "schema.unknown"),
    "no id": (without(HEADER, f"{MEMO}messageUUID"), "schema.missing"),
    "no label": (without(HEADER, f"{MEMO}label"), "schema.missing"),
    "no sender": (without(HEADER, f"{MEMO}Sender"), "schema.missing"),
    "no sender's label": (without(f"{HEADER}/{MEMO}Sender", f"{MEMO}label"), "schema.missing"),
    "no recipient": (without(HEADER, f"{MEMO}Recipient"), "schema.missing"),
    "no main document": (without(BODY, f"{MEMO}MainDocument"), "schema.missing"),
    "no time": (without(BODY, f"{MEMO}createdDateTime"), "schema.missing"),
    "two main documents": (twice(BODY, f"{MEMO}MainDocument"), "schema.repeated"),
    "two recipients": (twice(HEADER, f"{MEMO}Recipient"), "schema.repeated"),
    "text between the elements": (text(HEADER, "Hej"), "schema.text"),
    "a flag that is none": (text(f"{HEADER}/{MEMO}mandatory", "nej"), "schema.text"),
    "a type that there is not": (text(f"{HEADER}/{MEMO}messageType", "LETTER"), "schema.text"),
    "an id of a kind that there is not": (text(f"{HEADER}/{MEMO}Recipient/{MEMO}idType", "EAN"), "schema.text"),
    "a time that is none": (text(f"{BODY}/{MEMO}createdDateTime", "25-11-2026"), "schema.text"),
    "a text message": (text(f"{HEADER}/{MEMO}messageType", "NEMSMS"), "memo.message_type"),
    "an id that is no UUID": (text(f"{HEADER}/{MEMO}messageUUID", "4711"), "memo.message_uuid"),
    "an empty label": (text(f"{HEADER}/{MEMO}label", ""), "memo.label"),
    "a long label": (text(f"{HEADER}/{MEMO}label", "x" * 256), "memo.label"),
    "a CPR number in the label": (text(f"{HEADER}/{MEMO}label", "Om 610312-4999"), "memo.label"),
    "nine digits for ten": (text(f"{HEADER}/{MEMO}Recipient/{MEMO}recipientID", MOTHER[:9]), "memo.recipient"),
    "a CVR number said to be a person's": (
        text(f"{HEADER}/{MEMO}Recipient/{MEMO}recipientID", "87654321"),
        "memo.recipient",
    ),
    "a person said to be a company": (text(f"{HEADER}/{MEMO}Recipient/{MEMO}idType", "CVR"), "memo.recipient"),
    "a sender by CPR number": (text(f"{HEADER}/{MEMO}Sender/{MEMO}idType", "CPR"), "memo.sender"),
    "in another's name": (text(f"{HEADER}/{MEMO}Sender/{MEMO}senderID", "99999999"), "memo.another_sender"),
    "no body": (without(f"{MEMO}Message", f"{MEMO}MessageBody"), "memo.no_body"),
    "no file": (without(f"{BODY}/{MEMO}MainDocument", f"{MEMO}File"), "schema.missing"),
    "two files": (twice(f"{BODY}/{MEMO}MainDocument", f"{MEMO}File"), "memo.files"),
    "another format": (text(f"{FILE}/{MEMO}encodingFormat", "application/zip"), "memo.mime_type"),
    "another language": (text(f"{FILE}/{MEMO}language", "en"), "memo.language"),
    "a name with a path": (text(f"{FILE}/{MEMO}filename", "a/brev.pdf"), "memo.filename"),
    "a name with a blank of another kind": (text(f"{FILE}/{MEMO}filename", "et\u00a0brev.pdf"), "memo.filename"),
    "a name of another format": (text(f"{FILE}/{MEMO}filename", "brev.exe"), "memo.filename"),
    "a CPR number in the name": (text(f"{FILE}/{MEMO}filename", f"{MOTHER}.pdf"), "memo.filename"),
    "no base64": (text(f"{FILE}/{MEMO}content", "%PDF-1.7 æøå"), "memo.content"),
    "no PDF": (text(f"{FILE}/{MEMO}content", b64(b"GIF89a")), "memo.content"),
    "a PDF cut short": (text(f"{FILE}/{MEMO}content", b64(PDF[:-20])), "memo.content"),
}


def test_the_plain_one_is_taken(post: Post) -> None:
    assert by_wire(post, Channel.DIGITAL_POST, request(parcel())).status_code == 200
    assert len(post.letters()) == 1


@pytest.mark.parametrize(("change", "code"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_broken_is_refused(post: Post, change: Break, code: str) -> None:
    told = read(request(parcel()))
    change(told)
    assert by_wire(post, Channel.DIGITAL_POST, tostring(told)).status_code == 400
    refused = post.refused()
    assert len(refused) == 1
    assert code in refused[0]
    assert post.letters() == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "request.not_xml"),
        (b"<kombi_request>", "request.not_xml"),
        (b'<!DOCTYPE x [<!ENTITY e "Digital Post">]>' + request(parcel())[38:], "request.not_xml"),
        (b"<other/>", "request.not_a_kombi_request"),
        (request(parcel()) + b" " * 10_000_000, "request.too_large"),
    ],
    ids=["nothing", "cut short", "a DTD", "something else", "too large"],
)
def test_what_is_no_request_is_refused(post: Post, body: bytes, code: str) -> None:
    assert by_wire(post, Channel.DIGITAL_POST, body).status_code == 400
    assert post.refused() == [[code]]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X-TransaktionsId": "4711"}, 400),
        ({"X-TransaktionsTid": "2026-11-25 09:30"}, 400),
        ({"Content-Type": "text/plain"}, 400),
        ({"authorization": "Holder-of-key nothing"}, 401),
        ({"authorization": ""}, 401),
    ],
)
def test_the_headers_are_looked_at_too(post: Post, headers: dict[str, str], status: int) -> None:
    assert by_wire(post, Channel.DIGITAL_POST, request(parcel()), headers).status_code == status
    assert post.letters() == []
