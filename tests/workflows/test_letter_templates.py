"""The vendor's wording: each kind says what it must, in plain Danish, and accuses nobody."""

import re
from itertools import pairwise

import pytest

from workflows.letter_checks import Surroundings, findings
from workflows.letter_kinds import KINDS, Kind
from workflows.letter_text import Shape, Template, Text, vendor_template

TO_THE_FAMILY = [kind for kind in Kind if kind is not Kind.COURSE_PLAN]
OF_THE_POLICES_NEWS = [Kind.ORIENTATION_CUSTODY_HOLDER, Kind.ORIENTATION_YOUNG_PERSON, Kind.SUMMONS]
OF_A_WORRY = [Kind.CONCERN_CUSTODY_HOLDER, Kind.CONCERN_YOUNG_PERSON, Kind.CONCERN_SUMMONS]
TO_SOMEBODY_OF_FIFTEEN = [Kind.ORIENTATION_YOUNG_PERSON, Kind.CONCERN_YOUNG_PERSON]

EVERYTHING = {
    "recipient_name": "Karla Opdigtet", "municipality": "Prøveby Kommune", "sender_title": "SSP-konsulent",
    "contact_name": "Tove Prøvesen", "contact_phone": "12 34 56 78", "message": "Vi ringer i næste uge.",
    "child_name": "Ali Opdigtet", "child_first_name": "Ali", "child_birth_date": "3. marts 2012",
    "child_address": "Prøvevej 1, 9999 Prøveby", "incident_date": "16. november 2026", "incident_role": "sigtet",
    "incident_text": "Butikstyveri", "news_source": "skolen", "concern_ground": "retsplejelovens § 115",
    "meeting_time": "mandag den 7. december 2026 kl. 10.00",
    "meeting_place": "Rådhuset, lokale 3", "consent_scope": "Deling med skolen", "consent_recipients": "Prøveskolen",
    "consent_terms": "Navn og trin, for at forløbet kan planlægges.", "consent_valid_until": "16. november 2027",
    "consent_state": "trukket tilbage", "consent_date": "20. november 2026", "to_municipality": "Anden Kommune",
    "course_name": "TRIVSEL+", "course_goals": "Kommer til tiden", "course_start": "1. december 2026",
    "local_leader": "Leder Opdigtet",
}  # fmt: skip


def template(kind: Kind) -> Template:
    vendors = vendor_template(kind)
    return Template.read(kind, vendors.title, vendors.body)


def letter(kind: Kind, **values: str) -> Text:
    return template(kind).fill(EVERYTHING | values)


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_a_wording_that_can_be_used(kind: Kind) -> None:
    assert vendor_template(kind).version == "vendor-1"
    assert template(kind).lacks(EVERYTHING) == ()


@pytest.mark.parametrize("kind", Kind)
def test_every_value_that_a_wording_asks_for_reaches_the_letter(kind: Kind) -> None:
    said = letter(kind).plain()
    asked = set(re.findall(r"\{(\w+)\}", vendor_template(kind).body))
    assert asked >= KINDS[kind].required | {"recipient_name", "contact_name", "municipality", "message"} - (
        {"recipient_name"} if kind in TO_SOMEBODY_OF_FIFTEEN else set()
    )
    assert [name for name in asked if EVERYTHING[name] not in said] == []


@pytest.mark.parametrize("kind", Kind)
def test_without_what_may_be_missing_no_half_sentence_and_no_bare_heading_is_left(kind: Kind) -> None:
    text = template(kind).fill({name: EVERYTHING[name] for name in KINDS[kind].required | {"municipality"}})
    assert not re.search(r"[{}]|: *$|  |\( *\)", text.plain(), re.MULTILINE)
    shapes = [block.shape for block in text.blocks]
    assert shapes[-1] is not Shape.HEADING
    assert (Shape.HEADING, Shape.HEADING) not in list(pairwise(shapes))
    assert "12 34 56 78" in text.plain()


@pytest.mark.parametrize("kind", OF_THE_POLICES_NEWS)
def test_news_from_the_police_come_with_their_source_the_paragraph_and_no_accusation(kind: Kind) -> None:
    said = letter(kind).plain()
    assert "politiets oplysninger" in said
    assert "etsplejelovens § 115" in said
    assert "efterforsker ikke" in said
    assert "tager ikke stilling til skyld" in said.replace("\n", " ")


@pytest.mark.parametrize("kind", OF_A_WORRY)
def test_a_worry_comes_with_who_has_it_and_neither_the_police_nor_a_list_nor_an_accusation(kind: Kind) -> None:
    said = letter(kind).plain()
    assert "Bekymringen kommer fra skolen." in said
    assert "Vi ringer i næste uge." in said, "what the worry is stands in the writer's words"
    assert "ikke en anklage" in said
    assert not re.search(r"politiet|\bliste|sigtet|kriminalitet|skyld|efterforsk|butikstyveri", said.casefold())
    assert set(template(kind).lacks({})) >= {"news_source", "message"}


@pytest.mark.parametrize("kind", TO_THE_FAMILY)
def test_the_family_hears_whose_the_data_are_its_rights_and_where_to_complain(kind: Kind) -> None:
    said = letter(kind).plain()
    for word in ("ret til at se", "rettet", "slettet" if "samtykke" in said else "slette", "databeskyttelsesrådgiver"):
        assert word in said, word
    assert "datatilsynet.dk" in said
    assert "Prøveby Kommune" in said


def test_whoever_is_asked_for_consent_hears_that_it_is_free_and_can_be_withdrawn() -> None:
    said = letter(Kind.CONSENT_REQUEST).plain()
    for words in ("frivilligt", "sige nej", "ingen betydning for anden hjælp", "fortryde", "trækker samtykket tilbage"):
        assert words in said, words


def test_a_receipt_says_what_was_answered_and_when() -> None:
    said = letter(Kind.CONSENT_RECEIPT).plain()
    assert "Samtykket er: trukket tilbage" in said
    assert "20. november 2026" in said


@pytest.mark.parametrize("kind", [Kind.SUMMONS, Kind.CONCERN_SUMMONS])
def test_a_summons_says_when_where_and_that_one_may_bring_somebody(kind: Kind) -> None:
    said = letter(kind).plain()
    assert "mandag den 7. december 2026 kl. 10.00" in said
    assert "Rådhuset, lokale 3" in said
    assert "tage en med" in said


@pytest.mark.parametrize("kind", TO_SOMEBODY_OF_FIFTEEN)
def test_a_letter_to_somebody_of_fifteen_is_written_to_them(kind: Kind) -> None:
    said = letter(kind)
    assert said.blocks[0].lines == ("Hej Ali",)
    sentences = re.split(r"[.?!]\s|\n", said.plain())
    assert max(len(sentence.split()) for sentence in sentences) <= 28


def test_a_plan_does_not_say_what_led_to_it() -> None:
    said = letter(Kind.COURSE_PLAN).plain().casefold()
    assert not re.search(r"politi|ssp-listen|sigtet|hændelse|kriminalitet|butikstyveri", said)


@pytest.mark.parametrize("kind", Kind)
def test_a_wording_speaks_of_nobody_on_the_other_side_and_its_title_names_nobody(kind: Kind) -> None:
    vendors = vendor_template(kind)
    assert not re.search(r"offer|forurettede|gerningsm|medgernings|vidne", vendors.body.casefold())
    assert not re.search(r"\{|sigtet|mistænkt|forurettet", vendors.title)


@pytest.mark.parametrize("kind", Kind)
def test_the_vendors_own_words_are_nobodys_name(kind: Kind) -> None:
    """A child whose first name is an ordinary word does not stop every letter about a brother or sister."""
    siblings = "Du Vi Bo Maj Per Sol Dag Liv Ask Hans Han Tage Mark An Se Den Min Signe August April Juni Kan"
    about = Surroundings(
        own_names=("Ali Opdigtet", "Karla Opdigtet", "Tove Prøvesen"),
        other_children=tuple(f"{first} Opdigtet" for first in siblings.split()),
        other_side=tuple(f"{first} Prøve" for first in siblings.split()),
    )
    assert findings(letter(kind), about) == ()
