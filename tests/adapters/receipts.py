"""A PKO_PostStatus event as the Beskedfordeler pushes it, built anew in the shape of KOMBIT's published examples."""

import base64
from datetime import datetime
from xml.sax.saxutils import escape

EVENT = "bd12c645-de98-453a-ac80-f58a76942eda"
LETTER = "8853363b-43ec-4d0a-a54d-65447f9447ed"
TRANSMISSION = "1ab6eb87-a457-4ad3-8952-ed8f18a1676a"
DELIVERED, FAILED = "f7161a89-5068-4023-bc80-d7f4daad2a2e", "e225a75c-4b63-46c4-9423-77f5c8762445"
AT = "2023-02-13T11:22:05.154Z"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def status(
    code: str = "Afleveret Digital Post",
    *,
    letter: str = f"<MessageUUID>{LETTER}</MessageUUID>",
    fault: str = "<FejlDetaljer/>",
    at: str = AT,
    channel: str = "Digital Post",
    more: str = "",
) -> str:
    return (
        '<PKO_PostStatus xmlns="http://serviceplatformen.dk/xml/print/PKO_PostStatus/1/types">'
        f"<TransmissionId>{TRANSMISSION}</TransmissionId>{letter}"
        f"<MessageId>0d7a7d95-0c4a-4f86-bd98-c599d0b81128</MessageId><KanalKode>{channel}</KanalKode>"
        f"<TransaktionsDatoTid>{at}</TransaktionsDatoTid>"
        f"<TransaktionsStatusKode>{code}</TransaktionsStatusKode>"
        f"<CorrelationId>{TRANSMISSION}</CorrelationId>{fault}{more}</PKO_PostStatus>"
    )


def fault(code: str, text: str = "") -> str:
    return f"<FejlDetaljer><FejlKode>{escape(code)}</FejlKode><FejlTekst>{escape(text)}</FejlTekst></FejlDetaljer>"


def event(inner: str | bytes = "", *, action: str = DELIVERED, event_id: str = EVENT) -> bytes:
    """With the prefixes of the published examples, which are numbers."""
    data = base64.b64encode(inner.encode() if isinstance(inner, str) else inner).decode()
    return f"""{HEAD}
<ns4:ModtagBeskedInput xmlns="urn:oio:sagdok:3.0.0" xmlns:ns2="urn:oio:besked:kuvert:1.0" xmlns:ns4="urn:oio:sts:1.0.0">
  <ns2:Haendelsesbesked>
    <ns2:BeskedId><UUIDIdentifikator>{event_id}</UUIDIdentifikator></ns2:BeskedId>
    <ns2:BeskedVersion>1.0</ns2:BeskedVersion>
    <ns2:Beskedkuvert>
      <ns2:Filtreringsdata>
        <ns2:Beskedtype><UUIDIdentifikator>d2bed63c-4853-4008-b6e0-a74c15b15fbf</UUIDIdentifikator></ns2:Beskedtype>
        <ns2:TilladtModtager><URNIdentifikator>urn:oio:cvr:11111111</URNIdentifikator></ns2:TilladtModtager>
        <ns2:RelateretObjekt>
          <ns2:ObjektId><UUIDIdentifikator>53213778-de6b-42ee-8fbd-8aa73b0d4d85</UUIDIdentifikator></ns2:ObjektId>
        </ns2:RelateretObjekt>
        <ns2:ObjektRegistrering>
          <ns2:ObjektId><UUIDIdentifikator>{LETTER}</UUIDIdentifikator></ns2:ObjektId>
          <ns2:ObjektHandling><UUIDIdentifikator>{action}</UUIDIdentifikator></ns2:ObjektHandling>
        </ns2:ObjektRegistrering>
      </ns2:Filtreringsdata>
      <ns2:Leveranceinformation>
        <ns2:Dannelsestidspunkt>
          <TidsstempelDatoTid>2023-02-13T11:22:05.570Z</TidsstempelDatoTid>
        </ns2:Dannelsestidspunkt>
      </ns2:Leveranceinformation>
    </ns2:Beskedkuvert>
    <ns2:Beskeddata>
      <Base64 xmlns="urn:besked:kuvert:1.0" content-type="application/xml" encoding="UTF-8">{data}</Base64>
    </ns2:Beskeddata>
  </ns2:Haendelsesbesked>
</ns4:ModtagBeskedInput>
""".encode()


INSTANT = datetime.fromisoformat(AT)
