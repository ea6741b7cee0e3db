"""The language of templates: what is read, what is refused and how it is said, and what is filled in."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.letter_kinds import KINDS, Kind
from workflows.letter_text import LONGEST_BODY, LONGEST_TITLE, Block, Shape, Template, TemplateRejected, Text

KIND = Kind.TRANSFER
MUST = "{child_name} {to_municipality} {contact_phone}"
WELL = {"child_name": "Ali Opdigtet", "to_municipality": "Prøveby Kommune", "contact_phone": "12 34 56 78"}
BODY = f"""\
Kære {{recipient_name}}

## Hvad sker der?

- Den nye kommune: {{to_municipality}}
- Hjælper: {{contact_name}}

## Ring

{MUST}
to linjer

Vi skriver om {{child_first_name}}.
"""


def read(body: str, title: str = "Et brev") -> Template:
    return Template.read(KIND, title, body)


def faults_of(body: str, title: str = "Et brev") -> tuple[str, ...]:
    with pytest.raises(TemplateRejected) as caught:
        read(body, title)
    return caught.value.faults


def filled(body: str, values: dict[str, str] | None = None) -> list[tuple[str, tuple[str, ...]]]:
    text = read(f"{body}\n\n{MUST}").fill(WELL | (values or {}))
    return [(block.shape.value, block.lines) for block in text.blocks[:-1]]


# Reading


def test_a_template_is_headings_lists_and_paragraphs() -> None:
    text = read(BODY).fill(WELL | {"recipient_name": "Karla", "contact_name": "Tove", "child_first_name": "Ali"})
    assert text == Text(
        "Et brev",
        (
            Block(Shape.PARAGRAPH, ("Kære Karla",)),
            Block(Shape.HEADING, ("Hvad sker der?",)),
            Block(Shape.LIST, ("Den nye kommune: Prøveby Kommune", "Hjælper: Tove")),
            Block(Shape.HEADING, ("Ring",)),
            Block(Shape.PARAGRAPH, ("Ali Opdigtet Prøveby Kommune 12 34 56 78", "to linjer")),
            Block(Shape.PARAGRAPH, ("Vi skriver om Ali.",)),
        ),
    )


def test_a_blank_line_is_not_needed_between_two_shapes() -> None:
    assert filled("## Ring\n- til os\nHilsen") == [
        ("heading", ("Ring",)), ("list", ("til os",)), ("paragraph", ("Hilsen",)),
    ]  # fmt: skip


def test_lines_that_a_windows_machine_ends_are_the_same() -> None:
    assert read(BODY.replace("\n", "\r\n")) == read(BODY)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (f"Hej\n\n{MUST} {{shoe_size}}", "Linje 3: {shoe_size} er ikke en pladsholder."),
        (f"{{incident_role}} {MUST}", "Linje 1: {incident_role} kan ikke bruges i denne slags brev."),
        (f"{{ child_name }} {MUST}", "Linje 1: Skriv {child_name} uden mellemrum."),
        (f"{{<b>}} {MUST}", "Linje 1: Det, der står i { }, er ikke en pladsholder."),
        (f"{{}} {MUST}", "Linje 1: Det, der står i { }, er ikke en pladsholder."),
        (f"{MUST}\n\n- {{child_name", "Linje 3: Der mangler en } efter {."),
        (f"{{{{child_name}} {MUST}", "Linje 1: Der mangler en } efter {."),
        (f"child_name}} {MUST}", "Linje 1: Der mangler en { før }."),
        ("{child_name} {contact_phone}", "Teksten mangler {to_municipality}: Den kommune, sagen er overdraget til."),
        (f"# Stort\n{MUST}", "Linje 1: En overskrift begynder med ## og et mellemrum."),
        (f"##Tæt\n{MUST}", "Linje 1: En overskrift begynder med ## og et mellemrum."),
        (f"## \n{MUST}", "Linje 1: Der står ingen tekst."),
        (f"{MUST}\n- ", "Linje 2: Der står ingen tekst."),
        (f"{MUST}\n\n\x00", "Linje 3: Der er et tegn, der ikke kan ses. Skriv linjen igen."),
        (f"{MUST}\n\nvend\u202eom", "Linje 3: Der er et tegn, der ikke kan ses. Skriv linjen igen."),
        (f"{MUST}\n\n{'æ' * LONGEST_BODY}", f"Teksten er for lang. Den må fylde {LONGEST_BODY} tegn."),
        ("", "Teksten mangler."),
        (" \n\n ", "Teksten mangler."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_danish_with_the_line(body: str, fault: str) -> None:
    assert faults_of(body) == (fault,)


@pytest.mark.parametrize(
    ("title", "fault"),
    [
        ("", "Overskriften mangler."),
        (" \n ", "Overskriften mangler."),
        ("x" * (LONGEST_TITLE + 1), f"Overskriften er for lang. Den må fylde {LONGEST_TITLE} tegn."),
        ("to\nlinjer", "Overskriften har et tegn, der ikke kan ses. Skriv den igen."),
        ("Om {child_name}", "Overskriften må ikke have pladsholdere eller { }."),
    ],
)
def test_a_title_has_its_own_rules_for_it_stands_where_others_see_it(title: str, fault: str) -> None:
    assert faults_of(MUST, title) == (fault,)


def test_everything_wrong_is_said_at_once() -> None:
    assert len(faults_of("{x}\n\n# y", "")) == 2 + 1 + len(KINDS[KIND].required)


def test_the_longest_there_may_be_is_accepted() -> None:
    rest = LONGEST_BODY - len(MUST) - 2
    assert read(f"{MUST}\n{'a' * rest}", "t" * LONGEST_TITLE)


# Filling


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("Spørg {contact_name}.", []),
        ("Først\nspørg {contact_name}.", []),
        ("- {contact_name}\n- blad", [("list", ("blad",))]),
        ("- {contact_name}", []),
        ("## Om {contact_name}\n\nNoget", [("paragraph", ("Noget",))]),
        ("## Kontakt\n\n- {contact_name}\n\n## Andet\n\nNoget", [("heading", ("Andet",)), ("paragraph", ("Noget",))]),
    ],
)
def test_what_has_no_value_is_left_out_and_so_is_a_heading_above_nothing(
    body: str, left: list[tuple[str, tuple[str, ...]]]
) -> None:
    for nothing in ({}, {"contact_name": ""}, {"contact_name": " \n\t"}, {"contact_name": "\u200b"}):
        assert filled(body, nothing) == left
        assert read(f"{MUST}\n\n## Sidst\n\n{{contact_name}}").fill(WELL | nothing) == read(MUST).fill(WELL)


def test_the_writers_own_words_may_be_several_paragraphs_and_never_markup() -> None:
    said = "Hej\ndu\n\n\n## Ikke en overskrift\n\n- ikke en liste {child_name}"
    assert filled("{message}", {"message": said}) == [
        ("paragraph", ("Hej", "du")),
        ("paragraph", ("## Ikke en overskrift",)),
        ("paragraph", ("- ikke en liste {child_name}",)),
    ]


def test_inside_a_sentence_a_value_stays_on_its_line() -> None:
    assert filled("Hør: {message}!", {"message": "et\n\n- to\ttre"}) == [("paragraph", ("Hør: et - to tre!",))]


def test_alone_in_an_item_each_line_is_an_item() -> None:
    goals = Template.read(Kind.COURSE_PLAN, "Plan", "{child_name} {course_name} {contact_phone}\n\n- {course_goals}")
    text = goals.fill({"course_goals": "Kommer til tiden\n\nGår til bold"})
    assert text.blocks == (Block(Shape.LIST, ("Kommer til tiden", "Går til bold")),)


def test_a_value_that_the_kind_does_not_allow_is_not_looked_at() -> None:
    assert "mistænkt" not in read(BODY).fill(WELL | {"incident_role": "mistænkt"}).plain()


def test_what_nobody_sees_is_taken_out_of_a_value() -> None:
    assert filled("{message}", {"message": "A\u202eb\x07c\ud800d\u00ade\u200bf"}) == [("paragraph", ("Abcdef",))]


def test_a_letter_without_what_it_must_say_is_known_before_it_is_filled() -> None:
    template = read(MUST)
    assert template.lacks(WELL) == ()
    assert template.lacks({"child_name": "Ali", "to_municipality": " "}) == ("contact_phone", "to_municipality")


# What a letter says


def test_the_whole_text_is_one_to_be_checked_and_read_aloud() -> None:
    text = read(BODY).fill(WELL | {"recipient_name": "Karla"})
    assert text.plain() == (
        "Et brev\n\nKære Karla\n\nHvad sker der?\n\n- Den nye kommune: Prøveby Kommune\n\nRing\n\n"
        "Ali Opdigtet Prøveby Kommune 12 34 56 78\nto linjer"
    )


def test_a_text_is_kept_as_json_and_comes_back_the_same() -> None:
    text = read(BODY).fill(WELL)
    assert Text.from_json(json.loads(json.dumps(text.as_json()))) == text


def test_neither_a_text_nor_an_error_shows_what_it_says() -> None:
    text = read(BODY).fill(WELL)
    assert "Ali" not in repr(text) + repr(text.blocks)
    with pytest.raises(TemplateRejected) as caught:
        read("Ali {child_name")
    assert "Ali" not in str(caught.value)


anything = st.text(st.characters(exclude_categories=()), max_size=60)


@given(st.dictionaries(st.sampled_from(sorted(KINDS[KIND].placeholders)), anything))
def test_no_value_changes_the_shape_of_what_stands_around_it(values: dict[str, str]) -> None:
    """Outside the writer's own words there are as many headings and lists as without any value, and all fixed words."""
    body = f"## Fast\n\nFør {{recipient_name}} efter\n\nHeltfast\n\n- fast\n- {{contact_name}} punkt\n\n{MUST}"
    text = read(body).fill(WELL | values)
    assert [block.lines for block in text.blocks if block.shape is Shape.HEADING] == [("Fast",)]
    assert len([block for block in text.blocks if block.shape is Shape.LIST]) == 1
    assert ("Heltfast",) in [block.lines for block in text.blocks]
    assert all("\n" not in line and line == line.strip() for block in text.blocks for line in block.lines)


@given(anything, anything)
def test_any_template_is_either_read_or_refused_with_sentences(title: str, body: str) -> None:
    faults = ["Læst."]
    try:
        read(f"{body}\n\n{MUST}", title)
    except TemplateRejected as rejected:
        faults = list(rejected.faults)
    assert faults
    assert all(fault.endswith(".") for fault in faults)
