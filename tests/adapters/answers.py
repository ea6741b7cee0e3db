"""Answers of the register as they would come over the wire, written out, to be bent in one place at a time."""

from tests.adapters.invented import CHILD

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
OWN = "http://serviceplatformen.dk/xml/wsdl/soap11/CPR/PersonBaseDataExtended/4/"
FAULT = "http://serviceplatformen.dk/xml/schemas/ServiceplatformFault/1/"

NUMBER = f"<personnummer>{CHILD}</personnummer>"
NAME = "<navn><personadresseringsnavn>Vigga Opdigtet</personadresseringsnavn></navn>"
BORN = "<foedselsdato><dato>2012-03-01+01:00</dato></foedselsdato>"
STATUS = "<status><status>1</status></status>"


def answer(
    *, number: str = NUMBER, name: str = NAME, born: str = BORN, status: str = STATUS, more: str = "", beside: str = ""
) -> bytes:
    """``more`` stands last in ``persondata``, ``beside`` after it."""
    return enveloped(
        f'<PersonLookupResponse xmlns="{OWN}"><persondata>{number}{name}{born}'
        f"<antalBoernUnder18>0</antalBoernUnder18>{status}{more}</persondata>{beside}</PersonLookupResponse>"
    )


def address(inside: str) -> str:
    return f"<adresse><aktuelAdresse>{inside}</aktuelAdresse></adresse>"


def relations(inside: str) -> str:
    return f"<relationer>{inside}</relationer>"


def fault(*codes: str, soap_code: str = "soap:Server", text: str = "") -> bytes:
    errors = "".join(f"<Error><ErrorCode>{code}</ErrorCode><ErrorText>{text}</ErrorText></Error>" for code in codes)
    own = f'<ServiceplatformFault xmlns="{FAULT}"><ErrorList>{errors}</ErrorList></ServiceplatformFault>'
    detail = f"<detail>{own}</detail>" if codes else ""
    return enveloped(
        f"<soap:Fault><faultcode>{soap_code}</faultcode><faultstring>{text}</faultstring>{detail}</soap:Fault>"
    )


def enveloped(inside: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="{SOAP}"><soap:Body>{inside}</soap:Body>'
        "</soap:Envelope>"
    ).encode()
