"""What is wrong with a field, said to the person who fills it in."""

from collections.abc import Mapping

_MESSAGES: Mapping[str, str] = {
    "missing": "Skal udfyldes",
    "string_too_short": "Skal udfyldes",
    "too_short": "Der mangler noget",
    "string_too_long": "Er for lang",
    "too_long": "Er for mange",
    "string_pattern_mismatch": "Har ikke den rigtige form",
    "datetime_from_date_parsing": "Skriv dato og klokkeslæt",
    "datetime_parsing": "Skriv dato og klokkeslæt",
    "datetime_type": "Skriv dato og klokkeslæt",
    "date_parsing": "Skriv en dato",
    "date_from_datetime_parsing": "Skriv en dato",
    "int_type": "Skriv et helt tal",
    "int_parsing": "Skriv et helt tal",
    "enum": "Vælg en af mulighederne",
    "literal_error": "Vælg en af mulighederne",
    "uuid_parsing": "Vælg en af mulighederne",
    "greater_than_equal": "Er for lidt eller for tidligt",
    "less_than_equal": "Er for meget eller for sent",
    "less_than": "Er for sent",
}


def message_of(rule: str) -> str:
    """The Danish sentence for a rule of pydantic's."""
    return _MESSAGES.get(rule, "Kan ikke bruges, som det står")
