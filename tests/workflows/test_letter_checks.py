"""What a letter may not carry, spelled as people spell it; and what must not be mistaken for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.letter_checks import Finding, FindingCode, Surroundings, findings
from workflows.letter_text import Block, Shape, Text

CPR, ADDRESS, CHILD, OTHER_SIDE = FindingCode

ABOUT = Surroundings(
    own_names=("Ayse Yilmaz", "Mette Holm Yilmaz", "Sofie Berg"),
    other_children=(
        "Ali Yilmaz",
        "Sofie Jensen",
        "Emil Holm Skov",
        "Bo Friis",
        "Louise van der Meer",
        "Maj Lund",
        "Yrsa Müller",
    ),
    other_side=("Anna-Sofie Kjær", "Søren Østergaard", "Åse Müller", "André O'Connor", "Lars Bang", "August Dam"),
    protected_addresses=(
        "Gl. Skolevej 12B, 2. th.\n7000 Fredericia",
        "c/o Prøve\nH.C. Andersens Allé 3, st. tv\n7000 Fredericia",
        "Solgården\n7000 Fredericia",
    ),
)


def found(text: str, about: Surroundings = ABOUT) -> set[FindingCode]:
    return {one.code for one in findings(text, about)}


# CPR numbers: each has 60 added to its day


@pytest.mark.parametrize(
    "text",
    [
        "610312-4999", "6103124999", "610312 4999", "61 03 12 4999", "61.03.12-4999",
        "61-03-12-4999", "610312 - 4999",
        "610312–4999", "610312/4999", "61 03 12 49 99", "61032012-4999", "CPR:610312-4999.",
        "(610312-4999)", "cpr610312-4999",
        "61\u200b0312\u00ad-4999", "610312\u00a04999", "６１０３１２-４９９９", "٦١٠٣١٢-٤٩٩٩", "610312\n4999",
        "010312-4999", "10312-4999",
        "311299-4999", "9112994999",
    ],
)  # fmt: skip
def test_whatever_reads_as_a_cpr_number_is_found(text: str) -> None:
    assert found(f"Det drejer sig om {text}", Surroundings()) == {CPR}
    assert found(text, Surroundings()) == {CPR}


@pytest.mark.parametrize(
    "text",
    [
        "Ring på 72 10 70 00.", "Ring på 61 03 12 49, eller 99 88 77 66.", "Ring på 61 03 12 49 99 88 77 66.",
        "+45 61 03 12 49", "den 16.11.2026 kl. 10.00", "16-11-2026", "16. november 2026 kl. 14.30", "CVR 69116418",
        "990312-4999", "611312-4999", "003112-4999", "1610312-4999", "610312-49991",
        "EAN 5798006103124", "3700-71273-00012-26",
        "§ 115, stk. 2", "12345678", "610312-49", "nummer 610312 og nummer 4999",
    ],
)  # fmt: skip
def test_telephones_dates_and_other_numbers_are_not_cpr_numbers(text: str) -> None:
    assert found(text, Surroundings()) == set()


# Names


@pytest.mark.parametrize(
    "text",
    [
        "Sofie Jensen", "sofie jensen", "SOFIE JENSEN", "Sofie  Jensens taske", "Jensen, Sofie", "Sofie M. Jensen",
        "Sofie Marie Jensen", "Sofie\nJensen", "sofie.jensen@skole.example", "Emil Skov",
        "Emil Holm", "Emil H. Skovs",
        "Louise van der Meer", "Louise Meer", "Bo Friis", "bo friis", "Yrsa Mueller", "Yrsa Muller",
        "Maj Lund", "Sofie-Jensen", "So\u00adfie Jensen", "Ｓｏｆｉｅ Ｊｅｎｓｅｎ",
    ],
)  # fmt: skip
def test_another_child_is_found_by_the_name_in_full(text: str) -> None:
    assert found(f"Vi talte med {text} i går.") == {CHILD}


@pytest.mark.parametrize("text", ["Ali kom med.", "Alis ven", "Ali's ven", "ALI", "Hun og ali gik hjem", "Spørg Ali."])
def test_a_sibling_is_found_by_the_first_name_alone(text: str) -> None:
    assert found(text) == {CHILD}


@pytest.mark.parametrize(
    "text",
    [
        "Yilmaz", "familien Yilmaz", "Ayse Yilmaz", "Ayses mor, Mette Yilmaz", "Fru Jensen",
        "Emil var der også", "Louise",
        "Vi bor i Vejle", "Bo Hansen", "den 4. maj", "Maj er en måned", "alibi", "Italien",
        "van der Meer", "Skov Holm",
        "Louise gik til Meer", "Louise. Meer er en by",
        "Louise der er syg", "Louise van her", "skal bo Hos Friis", "Louise Karla Bodil Emma Meer", "Frederik Skov",
        "Jensen. Sofie er lærer.", "Yilmaz. Bo er her.",
    ],
)  # fmt: skip
def test_a_surname_a_strangers_first_name_and_an_ordinary_word_are_no_other_child(text: str) -> None:
    assert found(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Anna-Sofie", "anna-sofies", "Annasofie", "Anna Sofie Kjær", "Anna-Sofie Kjaer", "Søren",
        "SØREN", "Soeren", "Soren",
        "So\u0308ren", "Sörens", "søren østergård", "Åse", "Aase", "Ase", "A\u030ase",
        "Aase Mueller", "Andre", "andrés",
        "ANDRÉ", "Andre OConnor", "Lars", "Lars'", "Lars's", "larses", "August", "Augusts cykel", "Spørg andré",
    ],
)  # fmt: skip
def test_the_other_side_is_found_by_the_first_name_however_it_is_typed(text: str) -> None:
    assert found(f"Det var {text}") == {OTHER_SIDE}
    assert found(f"Det var {text}.") == {OTHER_SIDE}


@pytest.mark.parametrize(
    "text",
    [
        "Annavej 3", "Anna", "Sofie", "Larsens", "Larsen", "den 12. august 2026", "August 2026",
        "i august", "Sørensen",
        "Bang", "Østergaard", "Andreas", "Lars Vej 7", "Åsen", "andrea", "andre",
    ],
)  # fmt: skip
def test_another_name_a_street_and_a_month_are_not_the_other_side(text: str) -> None:
    assert found(f"Det var {text}") == set()


@pytest.mark.parametrize(
    "text", ["Spørg efter Sofie.", "Spørg efter Sofie Berg.", "Sofies telefon", "Hilsen Sofie B.", "Berg, Sofie"]
)
def test_the_contacts_name_may_stand_there_even_when_another_child_has_it(text: str) -> None:
    about = Surroundings(
        own_names=("Ayse Jensen", "Sofie Berg"), other_children=("Sofie Jensen",), other_side=("Sofie Dam",)
    )
    assert found(text, about) == set()
    assert found("Spørg Sofie Berg om Sofie Jensen.", about) == {CHILD}
    assert found("Spørg Sofie Berg om Sofie Dam.", about) == {OTHER_SIDE}


def test_a_longer_name_is_not_hidden_by_an_own_one_that_it_begins_with() -> None:
    about = Surroundings(own_names=("Ali Yilmaz",), other_children=("Ali Yilmaz Demir", "Ali Hassan Yilmaz"))
    assert found("Ali Yilmaz", about) == set()
    assert found("Ali Yilmaz Demir", about) == {CHILD}
    assert found("Ali Hassan Yilmaz", about) == {CHILD}


def test_a_child_of_the_same_name_as_the_letters_own_cannot_stop_it() -> None:
    assert found("Ali Yilmaz", Surroundings(own_names=("Ali Yilmaz",), other_side=("Ali Yilmaz",))) == set()


def test_a_list_may_write_the_last_name_first() -> None:
    about = Surroundings(other_side=("Prøve, Søren",), other_children=("van der Meer, Louise",))
    assert found("Søren kom", about) == found("Søren Prøve", about) == {OTHER_SIDE}
    assert found("Louise Meer", about) == {CHILD}
    assert found("Prøve", about) == set()


def test_without_a_surname_on_the_list_the_one_name_is_the_name_in_full() -> None:
    assert found("Ali var der.", Surroundings(other_children=("Ali",))) == {CHILD}


@pytest.mark.parametrize("name", ["", " ", "-", "123", "🙂", ","])
def test_what_is_no_name_is_not_looked_for(name: str) -> None:
    assert found("Hej - 123, du 🙂", Surroundings((name,), (name,), (name,), (name,))) == set()


# Addresses


@pytest.mark.parametrize(
    "text",
    [
        "Gl. Skolevej 12B, 2. th", "gl skolevej 12b 2 th", "Gammel Skolevej 12 B",
        "GAMMEL SKOLEVEJ 12", "Gl. Skolev. 12",
        "Gl.Skolevej 12", "Gl. Skolevej nr. 12", "Gl. Skolevej i nummer 12",
        "på Gl. Skolevej 12 i Fredericia", "Gl Skole vej 12",
        "H.C. Andersens Allé 3", "HC Andersens Alle 3", "H. C. Andersens Allé 3, st. tv.",
        "H C Andersens Alle 03", "H.C. Andersens Allé 3 A", "på Solgården",
        "Gl. Skolevej\u00a012", "Gl. Skolevej\n12",
    ],
)  # fmt: skip
def test_a_protected_address_is_found_by_its_street_and_number(text: str) -> None:
    assert found(f"Han bor {text}.") == {ADDRESS}


@pytest.mark.parametrize(
    "text",
    [
        "Gl. Skolevej 120", "Gl. Skolevej 1", "Gl. Skolevej 12C", "Skolevej 12", "Ny Gl. Skolevej",
        "Gl. Skolevej", "12",
        "7000 Fredericia", "Andersens Allé 3", "2. th", "Gl. Skolevej og 12 andre", "c/o Prøve",
    ],
)  # fmt: skip
def test_the_house_next_door_the_street_and_the_town_are_not_the_address(text: str) -> None:
    assert found(f"Han bor {text}.") == set()


# Where, and never what


def test_each_finding_says_which_block_and_nothing_of_the_words() -> None:
    text = Text(
        "Om Ali",
        (
            Block(Shape.PARAGRAPH, ("Intet", "her")),
            Block(Shape.LIST, ("intet", "Søren", "610312-4999")),
            Block(Shape.HEADING, ("Søren og Sofie Jensen",)),
        ),
    )
    told = findings(text, ABOUT)
    assert told == (
        Finding(CHILD, 0), Finding(CPR, 2), Finding(OTHER_SIDE, 2), Finding(CHILD, 3), Finding(OTHER_SIDE, 3),
    )  # fmt: skip
    assert "Ali" not in repr(told) + repr(ABOUT)
    assert findings(text.plain(), ABOUT) == told


# At random

FIRST = (
    "Ali",
    "Søren",
    "Åse",
    "Ænne",
    "Zoë",
    "Anna-Sofie",
    "Jónas",
    "François",
    "Nguyễn",
    "Øystein",
    "Łukasz",
    "İlker",
)
LAST = ("Yilmaz", "Østergård", "Müller", "O'Brien", "van der Berg", "El-Hassan", "Ågesen", "Ñandú", "Thorup Holm")


def spelled(name: str, how: int) -> str:
    typed = name.replace("ø", "oe").replace("Ø", "Oe").replace("å", "aa").replace("Å", "Aa").replace("æ", "ae")
    return [name, name.upper(), name.lower(), typed, f"{name}s", f"{typed}s", "\u200b".join(name)][how]


names = st.builds(lambda first, last: f"{first} {last}", st.sampled_from(FIRST), st.sampled_from(LAST))
# Words of none of the letters that the names are made of, and no sign that ends a sentence inside a name.
around = st.text(st.sampled_from("qw ,.!?()\n-"), max_size=12)


@given(names, st.integers(0, 6), around, around)
def test_a_name_on_the_other_side_is_found_whatever_stands_around_it(
    name: str, how: int, before: str, after: str
) -> None:
    about = Surroundings(own_names=("Karla Prøve",), other_side=(name,))
    assert OTHER_SIDE in found(f"{before} {spelled(name, how)} {after}", about)
    assert OTHER_SIDE in found(f"{before} {spelled(name.split()[0], how)} {after}", about)


@given(names, names, st.integers(0, 6))
def test_ones_own_name_is_never_a_finding(own: str, other: str, how: int) -> None:
    about = Surroundings(own_names=(own,), other_children=(other,), other_side=(other,))
    assert found(f"Kære {spelled(own, how)}", about) == set()


@given(
    st.integers(1, 31), st.integers(1, 12), st.integers(0, 99), st.integers(0, 9999), st.sampled_from(["", "-", " "])
)
def test_every_replacement_number_is_found(day: int, month: int, year: int, serial: int, between: str) -> None:
    assert found(f"x {day + 60}{month:02}{year:02}{between}{serial:04} x", Surroundings()) == {CPR}


@given(st.text(max_size=80), st.lists(st.text(max_size=20), max_size=4))
def test_no_text_and_no_name_is_too_odd_to_be_looked_at(text: str, odd: list[str]) -> None:
    findings(text, Surroundings(tuple(odd[:1]), tuple(odd[1:2]), tuple(odd[2:3]), tuple(odd[3:])))
