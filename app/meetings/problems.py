"""What can stand in the way at a handover meeting, as facts."""

from app.errors import Conflict, Unprocessable


class MeetingInThePast(Unprocessable):
    code = "meeting_in_the_past"
    title = "Mødet kan ikke indkaldes"


class MeetingIsThere(Conflict):
    code = "meeting_is_there"
    title = "Mødet er indkaldt"


class WrongTime(Unprocessable):
    code = "wrong_time"
    title = "Tidspunktet kan ikke bruges"


class NobodyNamed(Unprocessable):
    code = "nobody_named"
    title = "Det er ikke skrevet, hvem det er"


class AlreadyPresent(Conflict):
    code = "already_present"
    title = "Vedkommende er allerede til stede"


class NotPresent(Conflict):
    code = "not_present"
    title = "Vedkommende er ikke til stede"


class MeetingNotOpen(Conflict):
    code = "meeting_not_open"
    title = "Mødet er ikke i gang"


class MeetingNotClosed(Conflict):
    code = "meeting_not_closed"
    title = "Mødet er ikke lukket"


class NotOnTheAgenda(Conflict):
    """Not with these at the table; ``unmet`` says why."""

    code = "not_on_the_agenda"
    title = "Punktet kan ikke tages nu"


class NotOfThisMeeting(Conflict):
    code = "not_of_this_meeting"
    title = "Punktet er ikke mødets"
