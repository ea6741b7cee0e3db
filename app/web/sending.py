"""What is sent from a page: one operation of the API in one transaction, and then on to where its result is seen."""

import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile

from app import clock, db
from app.access.service import entered
from app.access.sessions import Entered
from app.web import csrf

_opened = contextmanager(db.transaction)
T = TypeVar("T")
_KEY = re.compile(r"[0-9a-f]{32}")


class Form:
    """What a browser has sent: texts, each name with one or more of them, and files."""

    def __init__(self, data: FormData) -> None:
        self.values: dict[str, list[str]] = {}
        self.files: dict[str, UploadFile] = {}
        for name, value in data.multi_items():
            if isinstance(value, UploadFile):
                self.files[name] = value
            else:
                self.values.setdefault(name, []).append(value.replace("\r\n", "\n"))

    @classmethod
    def empty(cls) -> "Form":
        """Before anything is sent."""
        return cls(FormData())

    @property
    def key(self) -> str | None:
        """What makes it safe to send the form twice; a key that no page of ours made is none."""
        said = self.text("_noegle")
        return said if _KEY.fullmatch(said) else None

    def id_of(self, name: str) -> UUID | None:
        """What one of our pages made; anything else is none."""
        try:
            return UUID(self.text(name))
        except ValueError:
            return None

    def text(self, name: str) -> str:
        return (self.values.get(name) or [""])[0]

    def all(self, name: str) -> list[str]:
        return self.values.get(name, [])


@contextmanager
def working(request: Request, at: datetime) -> Iterator[tuple[Session, Entered]]:
    """One transaction in which whoever is logged in works. Raises what entering raises."""
    with _opened(request) as session:
        yield session, entered(request, session, None, at)


@dataclass(frozen=True, slots=True)
class Sending:
    """A form that was sent, by whom the request's own credential names, at one instant."""

    request: Request
    form: Form
    at: datetime

    @contextmanager
    def working(self) -> Iterator[tuple[Session, Entered]]:
        """One transaction in which whoever is logged in works. Raises what entering raises.

        A page may need a second one: to show the form again when the first was undone.
        """
        with working(self.request, self.at) as both:
            yield both

    def check(self) -> None:
        """Raises CrossSite for a form that is not one of ours."""
        csrf.check(self.request, self.form.text(csrf.FIELD))

    def carry_out(self, do: Callable[[Session, Entered], T]) -> T:
        """Carries out ``do`` for a form that is ours. Raises CrossSite and what ``do`` raises; nothing is kept then."""
        self.check()
        with self.working() as (session, now):
            return do(session, now)


def sending(*, most_fields: int = 2000, most_characters: int = 200_000) -> Callable[..., Sending]:
    """The dependency of a form with no more fields, and none longer. Its files are there until it is answered."""

    async def form(request: Request) -> AsyncIterator[Form]:
        async with request.form(max_files=1, max_fields=most_fields, max_part_size=most_characters) as data:
            yield Form(data)

    def made(
        request: Request, form: Annotated[Form, Depends(form)], at: Annotated[datetime, Depends(clock.now)]
    ) -> Sending:
        return Sending(request, form, at)

    return made


Sent = Annotated[Sending, Depends(sending())]


def on_to(path: str, done: str = "") -> RedirectResponse:
    """Where the result is seen; reading it again sends nothing anew. ``done`` is a code for what was done."""
    return RedirectResponse(f"{path}{'&' if '?' in path else '?'}gjort={done}" if done else path, 303)
