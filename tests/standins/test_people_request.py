"""The stand-in holds a question to the rules of the published schema, whoever asks."""

import re

import pytest

from app.standins.people_request import Refused, question_in

ACTION = '"http://serviceplatformen.dk/xml/wsdl/soap11/CPR/PersonBaseDataExtended/4/PersonLookup"'
HEADERS = {"content-type": "text/xml; charset=utf-8", "soapaction": ACTION}
SCHEMAS = "http://serviceplatformen.dk/xml/schemas"
UUID = "0f0e0d0c-0b0a-4908-8706-050403020100"
CALL = "<a:CallContext><a:OnBehalfOfUser>tove</a:OnBehalfOfUser></a:CallContext>"
AUTHORITY = "<b:AuthorityContext><b:MunicipalityCVR>12345678</b:MunicipalityCVR></b:AuthorityContext>"
FIELDS = {
    name: f"<c:{name}>{UUID}</c:{name}>"
    for name in ("ServiceAgreementUUID", "UserSystemUUID", "UserUUID", "ServiceUUID")
}
INVOCATION = f"<c:InvocationContext>{''.join(FIELDS.values())}</c:InvocationContext>"
PNR = "<d:PNR>6103124999</d:PNR>"
ALL = CALL + AUTHORITY + INVOCATION + PNR


def asked(inside: str = ALL) -> bytes:
    return (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        '<p:PersonLookupRequest xmlns:p="http://serviceplatformen.dk/xml/wsdl/soap11/CPR/PersonBaseDataExtended/4/"'
        f' xmlns:a="{SCHEMAS}/CallContext/1/" xmlns:b="{SCHEMAS}/AuthorityContext/1/"'
        f' xmlns:c="{SCHEMAS}/InvocationContext/1/" xmlns:d="{SCHEMAS}/cpr/PNR/1/">'
        f"{inside}</p:PersonLookupRequest></s:Body></s:Envelope>"
    ).encode()


def code_of(body: bytes, headers: dict[str, str] = HEADERS) -> str:
    with pytest.raises(Refused) as refused:
        question_in(headers, body)
    return refused.value.code


@pytest.mark.parametrize(
    "inside",
    [
        ALL,
        INVOCATION + PNR,
        AUTHORITY + INVOCATION + PNR,
        "<a:CallContext/>" + INVOCATION + PNR,
        ALL.replace(">\n<", "><").replace("><", ">\n  <"),
        f"<c:InvocationContext>{''.join(reversed(FIELDS.values()))}</c:InvocationContext>{PNR}",
        INVOCATION.replace("</c:Inv", "<c:AccountingInfo>x</c:AccountingInfo></c:Inv") + PNR,
    ],
)
def test_what_the_schema_allows_is_understood(inside: str) -> None:
    question = question_in(HEADERS, asked(inside))
    assert question.number == "6103124999"
    assert question.by["ServiceAgreementUUID"] == UUID


@pytest.mark.parametrize(
    "inside",
    [
        PNR + INVOCATION,
        INVOCATION + AUTHORITY + PNR,
        AUTHORITY + CALL + INVOCATION + PNR,
        CALL + CALL + INVOCATION + PNR,
        INVOCATION + PNR + PNR,
        INVOCATION,
        "",
        "<d:Other/>" + INVOCATION + PNR,
        AUTHORITY.replace("12345678", "1234567") + INVOCATION + PNR,
        AUTHORITY.replace("12345678", "123456789") + INVOCATION + PNR,
        AUTHORITY.replace("12345678", "DK345678") + INVOCATION + PNR,
        "<b:AuthorityContext/>" + INVOCATION + PNR,
        AUTHORITY.replace("b:MunicipalityCVR", "a:MunicipalityCVR") + INVOCATION + PNR,
        CALL.replace("tove", "t" * 256) + INVOCATION + PNR,
        CALL.replace("OnBehalfOfUser", "OnBehalfOf") + INVOCATION + PNR,
        *(INVOCATION.replace(field, "") + PNR for field in FIELDS.values()),
        *(INVOCATION.replace(field, field * 2) + PNR for field in FIELDS.values()),
        *(INVOCATION.replace(field, field.replace(UUID, UUID.upper())) + PNR for field in FIELDS.values()),
        *(INVOCATION.replace(field, field.replace(UUID, UUID[:-1])) + PNR for field in FIELDS.values()),
        INVOCATION + PNR.replace("6103124999", "610312-4999"),
        INVOCATION + PNR.replace("6103124999", "610312499"),
        INVOCATION + PNR.replace("6103124999", ""),
        INVOCATION + PNR.replace("6103124999", "<d:x/>"),
        INVOCATION + PNR.replace("6103124999", "6103124999<d:x/>"),
        INVOCATION.replace("<c:InvocationContext>", '<c:InvocationContext who="me">') + PNR,
        "words" + INVOCATION + PNR,
        INVOCATION + "words" + PNR,
    ],
)  # fmt: skip
def test_what_the_schema_does_not_allow_is_refused(inside: str) -> None:
    assert code_of(asked(inside)) == "SCHEMA"


def test_without_an_agreement_nobody_is_told_anything() -> None:
    assert code_of(asked(CALL + AUTHORITY + PNR)) == "NOT_AUTHORISED"


@pytest.mark.parametrize("action", [None, "", ACTION.strip('"'), ACTION.replace("PersonLookup", "Other"), '""'])
def test_the_header_must_name_the_operation(action: str | None) -> None:
    headers = {name: value for name, value in (HEADERS | {"soapaction": action}).items() if value is not None}
    assert code_of(asked(), headers) == "SOAP_ACTION"


@pytest.mark.parametrize("kind", ["application/soap+xml", "application/json", ""])
def test_soap_1_1_has_one_content_type(kind: str) -> None:
    assert code_of(asked(), HEADERS | {"content-type": kind}) == "CONTENT_TYPE"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        asked()[:-5],
        b"<!DOCTYPE x>" + asked(),
        asked().replace(b"<s:Body>", b"<s:Body><s:Other/>"),
        asked().replace(b"</s:Body>", b"</s:Body><s:Body/>"),
        asked().replace(b"s:Body", b"s:Corpus"),
        asked().replace(b"http://schemas.xmlsoap.org/soap/envelope/", b"http://www.w3.org/2003/05/soap-envelope"),
        asked().replace(b"<s:Body>", b'<?xml version="1.0"?><s:Body>'),
        "æ".encode("latin-1").join(re.split(b"tove", asked())),
    ],
)
def test_what_is_no_envelope_is_refused(body: bytes) -> None:
    assert code_of(body) == "XML"


@pytest.mark.parametrize("other", [b"PersonBaseDataExtended/3/", b"PersonBaseDataExtended/5/"])
def test_another_version_is_another_service(other: bytes) -> None:
    assert code_of(asked().replace(b"PersonBaseDataExtended/4/", other)) == "SCHEMA"


def test_a_header_of_soap_may_stand_there() -> None:
    assert question_in(HEADERS, asked().replace(b"<s:Body>", b"<s:Header/><s:Body>")).number == "6103124999"
