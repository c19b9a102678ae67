"""What can go wrong between the bot and Discord, on demand."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from tests.platforms.discord.model import Json
from tests.platforms.trouble import Held, Lateness, Odds

Kind = Literal["latency", "answer", "drop", "hold", "late", "storm"]


@dataclass(eq=False)
class Fault:
    """One rule: which requests it meets, how often, and what then happens."""

    method: str
    path: str
    kind: Kind
    times: int | None
    after: bool = False
    seconds: float = 0.0
    status: int = 0
    body: Json | None = None
    headers: dict[str, str] = field(default_factory=dict)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    held: Held | None = None
    odds: Odds | None = None
    met: int = 0

    def meets(self, method: str, path: str) -> bool:
        """Tell whether the rule holds for this request; `*` in its path is one segment, `**` any number."""
        pattern = "".join(
            {"**": ".*", "*": "[^/]+"}.get(part, re.escape(part)) for part in re.split(r"(\*\*|\*)", self.path)
        )
        spent = self.times is not None and self.met >= self.times
        return not spent and self.method in ("*", method) and re.fullmatch(pattern, path) is not None

    def release(self) -> None:
        """Let the requests that are held go on."""
        self.released.set()


class Faults:
    """The rules in force, in the order in which they were made."""

    def __init__(self) -> None:
        self._rules: list[Fault] = []
        self.lateness = Lateness()

    def clear(self) -> None:
        """Make everything work again; what is held goes on, at once or when its time has come."""
        for rule in self._rules:
            rule.release()
        self._rules.clear()
        self.lateness.release()

    def latency(self, seconds: float, method: str = "*", path: str = "**", times: int | None = None) -> Fault:
        """Answer late."""
        return self._add(Fault(method, path, "latency", times, seconds=seconds))

    def hold(self, method: str, path: str, *, after: bool = False, times: int | None = 1) -> Fault:
        """Keep requests waiting, before or after they take effect, until the fault is released."""
        return self._add(Fault(method, path, "hold", times, after=after))

    def rate_limited(
        self, method: str, path: str, *, retry_after: float = 0.05, times: int | None = 1, everywhere: bool = False
    ) -> Fault:
        """Answer 429, as Discord itself and not a proxy before it does."""
        body: Json = {"message": "You are being rate limited.", "retry_after": retry_after, "global": everywhere}
        return self._add(_limited(method, path, body, times))

    def refused(
        self, method: str, path: str, *, code: int = 50013, status: int = 403, times: int | None = None
    ) -> Fault:
        """Answer with one of Discord's own codes."""
        body: Json = {"message": "Refused", "code": code}
        return self._add(Fault(method, path, "answer", times, status=status, body=body))

    def unauthorized(self, method: str = "*", path: str = "**", times: int | None = None) -> Fault:
        """Answer 401, as for a token that was reset."""
        body: Json = {"message": "401: Unauthorized", "code": 0}
        return self._add(Fault(method, path, "answer", times, status=401, body=body))

    def broken(self, method: str, path: str, *, status: int = 503, after: bool = False, times: int | None = 1) -> Fault:
        """Answer 5xx, before or *after* the request took effect."""
        body: Json = {"message": f"{status}: Server Error", "code": 0}
        return self._add(Fault(method, path, "answer", times, after=after, status=status, body=body))

    def dropped(self, method: str, path: str, *, after: bool = False, times: int | None = 1) -> Fault:
        """Close the connection without an answer, before or *after* the request took effect."""
        return self._add(Fault(method, path, "drop", times, after=after))

    def late(self, method: str, path: str, *, seconds: float | None = None, times: int | None = 1) -> Held:
        """Keep a request until its sender has hung up, and let it take effect *seconds* later, or when released.

        With *times* over 1 each request is held by itself and what is returned tells of none of them.
        """
        held = Held(seconds)
        self._add(Fault(method, path, "late", times, seconds=-1.0 if seconds is None else seconds, held=held))
        return held

    def storm(
        self,
        method: str,
        path: str,
        rng: Random,
        *,
        p_lost: float = 0.0,
        p_drop: float = 0.0,
        p_5xx: float = 0.0,
        p_429: float = 0.0,
        p_late: float = 0.0,
        late_seconds: float = 1.0,
        retry_after: float = 0.05,
    ) -> Fault:
        """Let chance decide for each request, until cleared; ``trouble.Odds`` says what each of them does."""
        odds = Odds(rng, p_lost, p_drop, p_5xx, p_429, p_late)
        body: Json = {"message": "You are being rate limited.", "retry_after": retry_after, "global": False}
        return self._add(Fault(method, path, "storm", None, seconds=late_seconds, body=body, odds=odds))

    def _add(self, fault: Fault) -> Fault:
        self._rules.append(fault)
        return fault

    async def meet(self, method: str, path: str, *, after: bool, noticed: Callable[[], None]) -> Fault | None:
        """Wait where a rule says so, and return the rule that decides the answer, if any."""
        for rule in list(self._rules):
            if rule.after != after or not rule.meets(method, path):
                continue
            rule.met += 1
            rule.reached.set()
            noticed()
            if rule.kind == "latency":
                await asyncio.sleep(rule.seconds)
            elif rule.kind == "hold":
                await rule.released.wait()
            elif (decided := _decided(rule)) is not None:
                return decided
        return None


def _decided(rule: Fault) -> Fault | None:
    """Return what the rule does to this one request: of a storm, what chance has chosen."""
    if rule.kind == "late":
        alone = rule.times == 1 and rule.held is not None
        held = rule.held if alone else Held(None if rule.seconds < 0 else rule.seconds)
        return Fault(rule.method, rule.path, "late", 1, held=held)
    if rule.odds is None:
        return rule
    match rule.odds.draw():
        case None:
            return None
        case "late":
            return Fault(rule.method, rule.path, "late", 1, held=Held(rule.seconds))
        case "limited":
            return _limited(rule.method, rule.path, rule.body or {}, 1)
        case "failed":
            status = rule.odds.rng.choice((500, 503))
            body: Json = {"message": f"{status}: Server Error", "code": 0}
            return Fault(rule.method, rule.path, "answer", 1, after=True, status=status, body=body)
        case stroke:
            return Fault(rule.method, rule.path, "drop", 1, after=stroke == "dropped")


def _limited(method: str, path: str, body: Json, times: int | None) -> Fault:
    headers = {"Via": "1.1 google", "Retry-After": str(max(1, round(body["retry_after"])))}
    headers["X-RateLimit-Scope"] = "global" if body["global"] else "user"
    return Fault(method, path, "answer", times, status=429, body=body, headers=headers)
