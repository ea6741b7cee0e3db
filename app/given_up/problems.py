"""What can stand in the way of trying something again."""

from app.errors import Conflict


class NotGivenUp(Conflict):
    code = "not_given_up"
    title = "Systemet har ikke opgivet det"
