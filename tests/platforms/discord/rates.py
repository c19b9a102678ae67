"""Discord's own limits of rate, off until a test turns them on."""

import math
from dataclasses import dataclass

from tests.platforms.discord.clock import Clock
from tests.platforms.discord.model import Json

EXEMPT = ("/interactions/", "/webhooks/", "/gateway")


@dataclass
class Window:
    """Of *most* requests in *seconds* from the first, those that are left; then it begins anew."""

    most: int
    seconds: float
    began: float = -math.inf
    taken: int = 0

    def left(self, now: float) -> int:
        """Return how many more are taken."""
        if now - self.began >= self.seconds:
            self.began, self.taken = now, 0
        return self.most - self.taken

    def over_in(self, now: float) -> float:
        """Return the seconds until it begins anew."""
        return max(self.began + self.seconds - now, 0.001)


@dataclass(frozen=True)
class Verdict:
    """What a request's answer says of the limits; with *body*, it is a 429."""

    headers: dict[str, str]
    body: Json | None = None


class Rates:
    """One limit for all requests, and one for the messages of each channel; *refused* counts the 429s."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._all: Window | None = None
        self._in_channel: tuple[int, float] | None = None
        self._channels: dict[str, Window] = {}
        self.refused = 0

    def on(self, per_second: int = 50, in_channel: tuple[int, float] | None = (5, 5.0)) -> None:
        """Take *per_second* requests of the bot in all, and of messages to a channel so many in so many seconds."""
        self._all, self._in_channel = Window(per_second, 1.0), in_channel
        self._channels.clear()

    def off(self) -> None:
        """Take as much as comes."""
        self._all = None

    def judge(self, method: str, path: str) -> Verdict:
        """Count a request."""
        if self._all is None or path.startswith(EXEMPT):
            return Verdict({})
        now = self._clock.monotonic()
        bucket = self._bucket(method, path)
        if self._all.left(now) <= 0:
            return self._refusal(self._all.over_in(now), everywhere=True)
        if bucket is not None and bucket.left(now) <= 0:
            return self._refusal(bucket.over_in(now), everywhere=False, headers=_told(path, bucket, now))
        self._all.taken += 1
        if bucket is None:
            return Verdict({})
        bucket.taken += 1
        return Verdict(_told(path, bucket, now))

    def _bucket(self, method: str, path: str) -> Window | None:
        parts = path.strip("/").split("/")
        if self._in_channel is None or method != "POST" or len(parts) != 3 or parts[::2] != ["channels", "messages"]:
            return None
        return self._channels.setdefault(parts[1], Window(*self._in_channel))

    def _refusal(self, seconds: float, *, everywhere: bool, headers: dict[str, str] | None = None) -> Verdict:
        self.refused += 1
        body: Json = {"message": "You are being rate limited.", "retry_after": seconds, "global": everywhere}
        said = {"Via": "1.1 google", "Retry-After": str(max(1, math.ceil(seconds)))}
        said["X-RateLimit-Scope"] = "global" if everywhere else "user"
        if everywhere:
            said["X-RateLimit-Global"] = "true"
        return Verdict({**(headers or {}), **said}, body)


def _told(path: str, bucket: Window, now: float) -> dict[str, str]:
    return {
        "X-RateLimit-Bucket": f"messages-of-{path.split('/')[2]}",
        "X-RateLimit-Limit": str(bucket.most),
        "X-RateLimit-Remaining": str(max(bucket.most - bucket.taken, 0)),
        "X-RateLimit-Reset-After": f"{bucket.over_in(now):.3f}",
    }
