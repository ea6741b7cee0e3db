"""Each way in which it does not become clear who is calling: what to say, and a code for machines."""

from collections.abc import Iterable
from typing import ClassVar

from app.errors import Problem, Unavailable


class Unauthenticated(Problem):
    """401. With something sent that does not do, the header says so too (RFC 6750, 3.1)."""

    status = 401
    code = "unauthenticated"
    title = "Du er ikke logget ind"
    said: ClassVar[str] = "Send et adgangsbevis (Authorization: Bearer …), eller log ind."
    challenge: ClassVar[str] = "Bearer"

    def __init__(self) -> None:
        super().__init__(self.said, headers={"WWW-Authenticate": self.challenge})


class TokenRefused(Unauthenticated):
    code = "token_refused"
    title = "Adgangsbeviset gælder ikke"
    challenge = 'Bearer error="invalid_token"'


class TokenMalformed(TokenRefused):
    code = "token_malformed"
    said = "Det, der er sendt, er ikke et adgangsbevis (JWT), eller det mangler sub, iat, exp, iss eller aud."


class TokenExpired(TokenRefused):
    code = "token_expired"
    said = "Adgangsbeviset er udløbet. Hent et nyt."


class TokenNotYetValid(TokenRefused):
    code = "token_not_yet_valid"
    said = "Adgangsbeviset gælder først senere. Går uret rigtigt hos den, der har udstedt det?"


class TokenTooLongLived(TokenRefused):
    code = "token_too_long_lived"
    said = "Adgangsbeviset gælder i længere tid, end det må her. Bed udstederen om et kortere."


class WrongIssuer(TokenRefused):
    code = "token_wrong_issuer"
    said = "Adgangsbeviset er udstedt af en, der ikke er aftalt her."


class WrongAudience(TokenRefused):
    code = "token_wrong_audience"
    said = "Adgangsbeviset er udstedt til en anden tjeneste."


class BadSignature(TokenRefused):
    code = "token_bad_signature"
    said = "Adgangsbevisets underskrift passer ikke til udstederens nøgler."


class UnknownSubject(TokenRefused):
    code = "unknown_subject"
    said = "Adgangsbeviset nævner ikke en bruger, vi kan kende: et id uden mellemrum, der ikke er et CPR-nummer."


class UnknownRole(TokenRefused):
    code = "unknown_role"
    said = "Adgangsbeviset nævner ikke en rolle, der findes her."


class UnknownMunicipality(TokenRefused):
    code = "unknown_municipality"
    said = "Adgangsbeviset nævner ikke en kommune, der findes her."


class UnknownPurpose(TokenRefused):
    code = "unknown_purpose"
    said = "Adgangsbeviset er til et formål, der ikke findes her."


class CertificateMissing(TokenRefused):
    code = "certificate_missing"
    said = "Adgangsbeviset gælder kun sammen med det certifikat, det er bundet til, og der kom intet med."


class CertificateMismatch(TokenRefused):
    code = "certificate_mismatch"
    said = "Adgangsbeviset er bundet til et andet certifikat end det, der blev brugt."


class SessionEnded(Unauthenticated):
    code = "session_ended"
    title = "Du er logget ud"
    said = "Din session er slut. Log ind igen."


class RoleWithdrawn(TokenRefused):
    code = "role_withdrawn"
    title = "Rollen er taget fra dig"
    said = "En administrator har taget rollen fra dig. Tal med din leder, hvis det ikke passer."


class ChooseRole(Problem):
    """403, with what can be chosen: one role of one municipality at a time."""

    status = 403
    code = "choose_role"
    title = "Sig, i hvilken rolle og for hvilken kommune"

    def __init__(self, possible: Iterable[str]) -> None:
        super().__init__(
            "Du har flere. Systemer siger det med Acting-Role og Acting-Municipality, mennesker når de logger ind.",
            possible=sorted(possible),
        )


class RoleNotYours(ChooseRole):
    code = "role_not_yours"
    title = "Den rolle har du ikke, eller ikke der"


class CrossSite(Problem):
    status = 403
    code = "cross_site"
    title = "Kaldet kom ikke fra vores egen side"

    def __init__(self) -> None:
        super().__init__("Gå ind på siden, og gør det derfra.")


class ProviderUnavailable(Unavailable):
    """503: nobody can be known while the provider is silent and its keys were never fetched."""

    code = "provider_unavailable"
    title = "Login-tjenesten svarer ikke"

    def __init__(self) -> None:
        super().__init__("Prøv igen om lidt.", headers={"Retry-After": "10"})
