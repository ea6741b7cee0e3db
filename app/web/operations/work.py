"""The work in a case: knowledge, talks, groups, the course, letters, feedback and hand-overs."""

from collections.abc import Mapping
from typing import Any, Final

from app.access.policy import Action
from app.cases import groups_api as groups
from app.cases import talks_api as talks
from app.cases.authority_api import GiveFeedback, give_feedback
from app.cases.course_api import HandOutPlan, ReviewCourse, get_course, hand_out_plan, review_course
from app.cases.groups_api import list_ad_hoc_groups, write_ad_hoc_group
from app.cases.talks_api import write_concern_talk
from app.cases.work_api import AnswerKnowledge, AskForKnowledge, answer_knowledge, ask_for_knowledge
from app.filing.api import retry_filing
from app.lists.authority_case_api import say_authority_case
from app.lists.schemas import AuthorityCaseIn
from app.post import schemas as post
from app.post.api import move_letter, write_letters
from app.transfers.api import offer_transfer
from app.transfers.schemas import OfferTransfer
from app.web.forms.fields import Choice, Choices
from app.web.operations import choices
from app.web.operations.operation import Doing, Operation, Place


def _in_case(function: Any) -> Any:
    """An operation of the API's that is about a case alone."""
    return lambda doing: function(case_id=doing.place.case, body=doing.body, **doing.given)


def _answer(doing: Doing) -> object:
    return answer_knowledge(case_id=doing.place.case, knowledge_id=doing.place.object, body=doing.body, **doing.given)


def _letter(doing: Doing) -> object:
    return move_letter(case_id=doing.place.case, letter_id=doing.place.object, body=doing.body, **doing.given)


def _filing(doing: Doing) -> object:
    return retry_filing(case_id=doing.place.case, filing_id=doing.place.object, **doing.given)


def _members(place: Place) -> list[Choice]:
    """Those who are in the group that works."""
    working = [one for one in list_ad_hoc_groups(place.session, place.by, place.case).items if one.ended_at is None]
    return [
        Choice(str(one.id), one.function, one.name or one.institution or "")
        for group in working
        for one in group.members
        if one.left_at is None
    ]


def _of_the_members(place: Place) -> Choices:
    return {"member_id": _members(place), "present": _members(place)}


def _goals(place: Place) -> Choices:
    course = get_course(place.session, place.by, place.case)
    return {
        "progress.goal_id": [Choice(str(one.id), f"{one.position}. {one.goal}") for one in course.goals],
        "progress.progress": choices.progress(place),
    }


def _each_goal(place: Place) -> Mapping[str, Any]:
    course = get_course(place.session, place.by, place.case)
    return {"held_on": place.by.at.date(), "progress": [{"goal_id": str(one.id)} for one in course.goals]}


def _participants(place: Place) -> Choices:
    course = get_course(place.session, place.by, place.case)
    found = [Choice(str(one.id), f"{one.part_title}: {one.function}", one.name or "") for one in course.participants]
    return {"participant_id": found}


def _talk(name: str, title: str, body: Any, **more: Any) -> Operation:
    return Operation(name, title, Action.WRITE_KNOWLEDGE, body, _in_case(write_concern_talk), tab="viden", **more)


def _group(name: str, title: str, body: Any, **more: Any) -> Operation:
    return Operation(name, title, Action.WRITE_KNOWLEDGE, body, _in_case(write_ad_hoc_group), tab="viden", **more)


def _post(name: str, title: str, body: Any, **more: Any) -> Operation:
    return Operation(name, title, Action.WRITE_LETTER, body, _letter, tab="breve", **more)


WORK: Final = [
    Operation(
        "spoerg-om-viden", "Spørg en skole, en klub eller andre", Action.WRITE_KNOWLEDGE, AskForKnowledge,
        _in_case(ask_for_knowledge), button="Notér spørgsmålet", tab="viden",
        intro="At spørge er at fortælle, at barnet er kendt her. Derfor skrives hjemmel og nødvendighed ned.",
        initial=lambda _: {"purpose": "crime_prevention"},
    ),
    Operation(
        "svar-paa-viden", "Skriv svaret ned", Action.WRITE_KNOWLEDGE, AnswerKnowledge, _answer, tab="viden"
    ),
    Operation(
        "aktiv-sag", "Er der en aktiv sag i myndighed?", Action.SAY_AUTHORITY_CASE, AuthorityCaseIn,
        _in_case(say_authority_case),
    ),
    _talk("planlaeg-bekymringssamtale", "Planlæg en bekymringssamtale", talks.PlanTalk, button="Planlæg"),
    _talk("bekymringssamtale-holdt", "Bekymringssamtalen er holdt", talks.HoldTalk,
          initial=lambda place: {"held_at": place.by.at}),
    _talk("bekymringssamtale-ikke-holdt", "Bekymringssamtalen blev ikke holdt", talks.SayNotHeld),
    _group("nedsaet-gruppe", "Nedsæt en ad hoc-gruppe", groups.SetUp, button="Nedsæt gruppen",
           intro="Hvert medlem får kendskab til barnet, så hvert medlem kræver en hjemmel."),
    _group("hent-ind-i-gruppen", "Hent et medlem ind i gruppen", groups.BringIn, button="Hent ind"),
    _group("ud-af-gruppen", "Lad et medlem gå ud af gruppen", groups.LetGo, choices=_of_the_members),
    _group("skift-koordinator", "Lad en anden koordinere gruppen", groups.ChangeCoordinator, choices=_of_the_members),
    _group("gruppemoede", "Gruppen har holdt møde", groups.Meet, choices=_of_the_members,
           initial=lambda place: {"held_at": place.by.at}),
    _group("afslut-gruppen", "Afslut gruppen", groups.EndGroup, button="Afslut"),
    Operation(
        "opfoelgning", "Skriv status på hvert mål", Action.WRITE_COURSE, ReviewCourse, _in_case(review_course),
        tab="forloeb", choices=_goals, initial=_each_goal,
        intro="Efter et opfølgningsmøde. Den næste opfølgning bliver en frist, der mindes om.",
    ),
    Operation(
        "giv-planen", "Giv planen til en deltager", Action.WRITE_COURSE, HandOutPlan, _in_case(hand_out_plan),
        button="Notér, at planen er givet", tab="forloeb", choices=_participants,
    ),
    Operation(
        "skriv-til-familien", "Skriv til familien", Action.WRITE_LETTER, post.WriteToTheFamily, _in_case(write_letters),
        button="Skriv udkast", tab="breve", initial=lambda _: {"purpose": "inform"},
        intro="Et brev til hver, der mangler besked. Det sendes først, når du lægger det i posten.",
    ),
    Operation(
        "skriv-om-overdragelse", "Skriv til familien om overdragelsen", Action.WRITE_LETTER, post.WriteOfTransfer,
        _in_case(write_letters), button="Skriv udkast", tab="breve",
    ),
    Operation(
        "send-planen", "Send planen til en institution", Action.WRITE_LETTER, post.WriteToInstitution,
        _in_case(write_letters), button="Skriv udkast", tab="breve",
    ),
    _post("laeg-i-posten", "Læg brevet i posten", post.Queue, button="Læg i posten",
          intro="Brevet sendes med det samme og kan kun tages tilbage, til det er afsendt."),
    _post("tag-brevet-tilbage", "Tag brevet tilbage", post.TakeBack, button="Tag tilbage"),
    _post("send-brevet-igen", "Send brevet igen", post.SendAgain, button="Send igen"),
    _post("afleveret-paa-papir", "Brevet er afleveret på papir", post.HandOver,
          initial=lambda place: {"handed_over_at": place.by.at}),
    _post("stop-brevet", "Stop brevet", post.Stop, button="Stop brevet"),
    Operation(
        "journaliser-igen", "Prøv igen at journalisere dokumentet", Action.WRITE_LETTER, None, _filing,
        button="Prøv igen", tab="breve",
        intro="Dokumentet sendes til kommunens ESDH-system igen, med sagens nummer, som det er nu.",
    ),
    Operation(
        "tilbagemelding", "Fortæl den, der spurgte, hvordan det gik", Action.GIVE_FEEDBACK, GiveFeedback,
        _in_case(give_feedback), button="Notér tilbagemeldingen", tab="deling",
        intro="At svare er at videregive. Skriv kun, hvad hjemlen bærer.",
    ),
    Operation(
        "tilbyd-overdragelse", "Tilbyd en anden kommune sagen", Action.TRANSFER_CASE, OfferTransfer,
        _in_case(offer_transfer), button="Send tilbuddet", choices=choices.other_municipalities,
        intro="Uden særligt valg følger det med, som plejer at gøre det, efter retsplejelovens § 115, stk. 2.",
    ),
]  # fmt: skip
LETTER_EVENTS: Final = {
    "queue": "laeg-i-posten",
    "take_back": "tag-brevet-tilbage",
    "send_again": "send-brevet-igen",
    "hand_over": "afleveret-paa-papir",
    "stop": "stop-brevet",
}
