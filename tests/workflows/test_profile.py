"""The municipalities as data: what the sources say of each, and what a profile may not leave out."""

from pathlib import Path

import pytest

from workflows.calendar import MonthDay, Term
from workflows.deadlines import Deadline
from workflows.incidents import IncidentRole, ListColumn
from workflows.profile import Profile, ProfileRejected, UnknownMunicipality, all_profiles, profile_for, read_profile
from workflows.roles import Role

DRAFT = """
municipality_code = "999"
name = "Prøveby"
ages = { minimum = 10, maximum = 17 }

[contact]
address = ["Prøvetorv 1"]
postal_code = "9999"
city = "Prøveby"
phone = "12 34 56 78"
website = "proeveby.example"
cvr = "12345678"
"""


def words(table: str) -> str:
    return f"{DRAFT}\n{table}"


# The five


@pytest.mark.parametrize(
    ("code", "name", "ages", "coordinator", "course"),
    [
        ("607", "Fredericia", (0, 25), "SSP-tovholder", "TRIVSEL+"),
        ("740", "Silkeborg", (0, 25), "SSP-konsulent", "Trivselsforløb"),
        ("330", "Slagelse", (0, 18), "SSP-koordinator", "Trivselsforløb"),
        ("161", "Glostrup", (0, 25), "SSP-koordinator", "Trivselsforløb"),
        ("320", "Faxe", (6, 25), "SSP-konsulent", "Trivselsforløb"),
    ],
)
def test_each_municipality_as_its_own_source_says(
    code: str, name: str, ages: tuple[int, int], coordinator: str, course: str
) -> None:
    profile = profile_for(code)
    assert profile.name == name
    assert (profile.ages.minimum, profile.ages.maximum) == ages
    assert profile.titles[Role.COORDINATOR] == coordinator
    assert profile.course_name == course


@pytest.mark.parametrize(
    ("code", "found_at", "phone", "website"),
    [
        ("607", "Gothersgade 20, 7000 Fredericia", "72 10 70 00", "fredericia.dk"),
        ("740", "Søvej 1, 8600 Silkeborg", "89 70 10 00", "silkeborg.dk"),
        ("330", "Rådhuspladsen 11, 4200 Slagelse", "58 57 36 00", "slagelse.dk"),
        ("161", "Rådhusparken 2, 2600 Glostrup", "43 23 61 00", "glostrup.dk"),
        ("320", "Frederiksgade 9, 4690 Haslev", "56 20 30 00", "faxekommune.dk"),
    ],
)
def test_each_municipality_is_found_at_its_town_hall(code: str, found_at: str, phone: str, website: str) -> None:
    contact = profile_for(code).contact
    assert f"{', '.join(contact.address)}, {contact.postal_code} {contact.city}" == found_at
    assert (contact.phone, contact.website) == (phone, website)


def test_all_profiles_stand_by_name_and_each_code_once() -> None:
    assert [profile.name for profile in all_profiles()] == ["Faxe", "Fredericia", "Glostrup", "Silkeborg", "Slagelse"]
    assert len({profile.municipality_code for profile in all_profiles()}) == 5


def test_profiles_are_read_once() -> None:
    assert profile_for("607") is profile_for("607")


def test_a_municipality_without_a_profile_is_unknown() -> None:
    with pytest.raises(UnknownMunicipality) as caught:
        profile_for("101")
    assert caught.value.municipality_code == "101"


@pytest.mark.parametrize("profile", all_profiles(), ids=lambda profile: profile.name)
def test_no_look_up_before_the_meeting_and_no_course_without_consent_unless_a_source_says_so(profile: Profile) -> None:
    assert not profile.case_index_lookup
    assert profile.consent_required_for_course
    assert (profile.young_person_from, profile.adult_from) == (15, 18)


@pytest.mark.parametrize("profile", all_profiles(), ids=lambda profile: profile.name)
def test_every_role_has_a_title_and_every_deadline_a_term(profile: Profile) -> None:
    assert set(profile.titles) == set(Role)
    assert set(profile.deadlines) == set(Deadline)
    assert profile.deadlines[Deadline.INFORM_FAMILY].target == 2
    assert profile.deadlines[Deadline.INFORM_FAMILY].unit == "working_days"


def test_offices_are_closed_on_the_two_eves_and_on_grundlovsdag() -> None:
    assert profile_for("607").closed_days == {MonthDay(6, 5), MonthDay(12, 24), MonthDay(12, 31)}


def test_ages_are_counted_with_both_ends() -> None:
    ages = profile_for("320").ages
    assert [ages.include(age) for age in (5, 6, 25, 26)] == [False, True, True, False]


# The list's texts


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Journalnummer", ListColumn.JOURNAL_NUMBER),
        ("J.nr.", ListColumn.JOURNAL_NUMBER),
        ("CPR-nr.", ListColumn.CPR_NUMBER),
        ("Personnummer", ListColumn.CPR_NUMBER),
        ("Fødselsdato", ListColumn.BIRTH_DATE),
        ("Navn", ListColumn.NAME),
        ("Adresse", ListColumn.ADDRESS),
        ("Postnr.", ListColumn.POSTAL_CODE),
        ("By", ListColumn.CITY),
        ("Status", ListColumn.ROLE),
        ("Rolle", ListColumn.ROLE),
        ("Gerningskode", ListColumn.OFFENCE_CODE),
        ("Forhold", ListColumn.OFFENCE_TEXT),
        ("Gerning", ListColumn.OFFENCE_TEXT),
        ("Gerningstidspunkt", ListColumn.OCCURRED_AT),
        ("Gerningssted", ListColumn.PLACE),
        ("Forældre orienteret", ListColumn.POLICE_TOLD_PARENTS),
        ("Bemærkning", ListColumn.NOTE),
        ("  FORÆLDRE  ORIENTERET: ", ListColumn.POLICE_TOLD_PARENTS),
        ("cpr nr", ListColumn.CPR_NUMBER),
        ("Farve", None),
        ("", None),
    ],
)
def test_the_headers_that_the_police_use(header: str, column: ListColumn | None) -> None:
    assert profile_for("607").list.column_of(header) is column


@pytest.mark.parametrize("column", ListColumn)
def test_the_english_name_of_a_column_is_always_accepted(column: ListColumn) -> None:
    profile = read_profile(words('[list.columns]\nnote = ["Anmærkning"]'))
    assert profile.list.column_of(column.value) is column
    assert column.value in profile.list.columns[column]


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("Antruffet", IncidentRole.ENCOUNTERED),
        ("SIGTET", IncidentRole.CHARGED),
        ("mistænkt", IncidentRole.SUSPECTED),
        ("Forurettet", IncidentRole.VICTIM),
        ("victim", IncidentRole.VICTIM),
        ("vidne", None),
    ],
)
def test_the_roles_that_the_police_use(word: str, role: IncidentRole | None) -> None:
    assert profile_for("330").list.role_of(word) is role


@pytest.mark.parametrize(("word", "answer"), [("Ja", True), ("ja.", True), ("Nej", False), ("måske", None), ("", None)])
def test_yes_and_no(word: str, answer: bool | None) -> None:
    assert profile_for("607").list.answer_of(word) is answer


# A sixth municipality


def test_a_sixth_municipality_is_three_lines_and_where_it_is_found() -> None:
    profile = read_profile(DRAFT)
    assert (profile.municipality_code, profile.name, profile.ages.maximum) == ("999", "Prøveby", 17)
    assert profile.steps == profile_for("607").steps


def test_a_draft_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "proeveby.toml"
    file.write_text(DRAFT, encoding="utf-8")
    assert read_profile(file) == read_profile(DRAFT)


def test_one_deadline_changes_and_the_others_stay() -> None:
    profile = read_profile(words('[deadlines]\ninform_family = { target = 1, fatal = 3, unit = "calendar_days" }'))
    assert profile.deadlines[Deadline.INFORM_FAMILY] == Term(target=1, fatal=3, unit="calendar_days")
    assert profile.deadlines[Deadline.PLACE] == profile_for("607").deadlines[Deadline.PLACE]


def test_closed_days_of_its_own_take_the_place_of_the_common_ones() -> None:
    assert read_profile(f'closed_days = ["05-01"]\n{DRAFT}').closed_days == {MonthDay(5, 1)}


def test_texts_of_its_own_list_are_accepted_beside_the_common_ones() -> None:
    variants = read_profile(words('[list.columns]\nrole = ["Kategori"]\n[list.roles]\nvictim = ["Skadelidt"]')).list
    assert variants.column_of("Kategori") is variants.column_of("Status") is ListColumn.ROLE
    assert variants.role_of("Skadelidt") is variants.role_of("Forurettet") is IncidentRole.VICTIM


def test_a_scale_of_its_own_is_given_whole_so_that_the_vendors_notice_does_not_linger() -> None:
    with pytest.raises(ProfileRejected) as caught:
        read_profile(words('[steps]\nversion = "Prøveby-1"'))
    assert set(caught.value.faults) == {f"steps.{part} is missing" for part in ("vendor_default", "notice", "steps")}


# What is refused


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "municipality_code is missing"),
        ('municipality_code = "999"', "ages is missing"),
        ("name =", "is not TOML"),
        (DRAFT.replace('"999"', '"99"'), "municipality_code"),
        (DRAFT.replace("17", "9"), "ages the maximum may not lie below the minimum"),
        (f"colour = 1\n{DRAFT}", "colour"),
        (DRAFT.replace('phone = "12 34 56 78"', ""), "contact.phone is missing"),
        (DRAFT.replace("12 34 56 78", "1234"), "contact.phone"),
        (DRAFT.replace("12345678", "DK12345678"), "contact.cvr"),
        (DRAFT.replace("proeveby.example", "https://proeveby.example"), "contact.website"),
        (f'closed_days = ["24-12"]\n{DRAFT}', "closed_days"),
        (f"adult_from = 14\n{DRAFT}", "adult_from may not lie below young_person_from"),
        (words('[deadlines]\nplace = { target = 2, fatal = 1, unit = "working_days" }'), "deadlines.place the fatal"),
        (words('[deadlines]\nplace = { target = 2, fatal = 3, unit = "weeks" }'), "deadlines.place.unit"),
        (words('[deadlines]\nnever = { target = 2, fatal = 3, unit = "working_days" }'), "deadlines.never"),
        (words('[titles]\nking = "Konge"'), "titles.king"),
        (words('[list.columns]\nnote = ["Status"]'), "list.columns has"),
        (words('[list.roles]\nvictim = ["sigtet"]'), "list.roles has"),
        (words('[list]\nyes = ["Nej"]'), "list has"),
    ],
)  # fmt: skip
def test_a_profile_that_cannot_be_is_refused_with_the_place_named(text: str, fault: str) -> None:
    with pytest.raises(ProfileRejected) as caught:
        read_profile(text)
    assert any(fault in said for said in caught.value.faults), caught.value.faults


@pytest.mark.parametrize(
    ("table", "left_out", "fault"),
    [
        ("titles", [Role.POLICE, Role.MANAGER], "titles is missing police, manager"),
        ("deadlines", [Deadline.PLACE], "deadlines is missing place"),
    ],
)
def test_an_incomplete_profile_is_refused_with_what_is_missing(table: str, left_out: list[str], fault: str) -> None:
    given = profile_for("607").model_dump(mode="json")
    given["closed_days"] = []
    for name in left_out:
        del given[table][name]
    with pytest.raises(ValueError, match=fault.removeprefix(f"{table} ")):
        Profile.model_validate(given)


def test_the_error_names_the_file_and_all_that_is_wrong() -> None:
    with pytest.raises(ProfileRejected, match="draft: municipality_code is missing; name is missing; ages is missing"):
        read_profile("")
