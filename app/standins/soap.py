"""What a stand-in can be told to play in place of an answer."""

import asyncio
import base64
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response


class Playing(BaseModel):
    """What a system does with each call: answers, or is away, slow, out of its mind, or refuses."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mode: Literal["up", "down", "slow", "garbage", "fault"] = "up"
    times: int | None = Field(None, ge=1)
    """So many calls, and then it is up again. None: until it is told otherwise."""
    seconds: float = Field(60, ge=0)
    """How long it thinks when it is slow."""
    status: int = Field(200, ge=200, le=599)
    body: str | None = None
    """What it says when it says garbage; in base64."""
    code: str = "NOT_AUTHORISED"
    """Of the fault."""
    text: str = "The stand-in was told to refuse"

    def after_one(self) -> Self | None:
        """What is played at the next call; None: it is up again."""
        if self.times is None:
            return self
        return self.model_copy(update={"times": self.times - 1}) if self.times > 1 else None

    async def instead(self, media_type: str) -> Response | None:
        """What is answered before the question was even read; after it has thought, when it is slow."""
        match self.mode:
            case "down":
                return Response("<html><body>Service Unavailable</body></html>", 503, media_type="text/html")
            case "garbage":
                body = b"<html><body>Not now" if self.body is None else base64.b64decode(self.body)
                return Response(body, self.status, media_type=media_type)
            case "slow":
                await asyncio.sleep(self.seconds)
        return None
