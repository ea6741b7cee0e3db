"""What may stand in the way of the log reviewer, and of whoever breaks the glass."""

from app.errors import Conflict, Problem


class AlarmIsSeen(Conflict):
    code = "alarm_is_seen"
    title = "Alarmen er set"


class AlreadyReviewed(Conflict):
    code = "already_reviewed"
    title = "Det er gennemgået"


class AnotherReviews(Problem):
    """403: nobody reviews what they did themselves."""

    status = 403
    code = "another_reviews"
    title = "Det kan du ikke selv gennemgå"


class AccessAlready(Conflict):
    code = "access_already"
    title = "Du har adgang"


class GlassIsBroken(Conflict):
    """409: it stands, so it is not broken anew, nor reviewed yet."""

    code = "glass_is_broken"
    title = "Glasset er brudt"


class GlassIsWhole(Conflict):
    code = "glass_is_whole"
    title = "Adgangen er endt"
