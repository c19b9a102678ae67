"""How fast one person may go, and what was delivered already: what this process remembers of the last uses."""

from __future__ import annotations

from collections import OrderedDict, deque

from bot.ports.incoming import Origin

MOST = 120
WITHIN = 20.0  # seconds of the machine's time
REMEMBERED = 5_000  # people, or deliveries


class Delivered:
    """The keys of what came in last: delivered twice it is answered once. Storage sees to it that it is done once."""

    def __init__(self) -> None:
        self._keys: OrderedDict[tuple[str, str, str], None] = OrderedDict()

    def first(self, origin: Origin) -> bool:
        """Return whether this delivery is the first of its key, and note it; one without a key always is."""
        key = (origin.platform.value, origin.tenant, origin.key)
        if origin.key and key in self._keys:
            return False
        self._keys[key] = None
        if len(self._keys) > REMEMBERED:
            self._keys.popitem(last=False)
        return True


class Pace:
    """Remembers when each person's last uses were, of the people seen last."""

    def __init__(self, most: int = MOST, within: float = WITHIN) -> None:
        self._most = most
        self._within = within
        self._uses: OrderedDict[tuple[str, str, str], deque[float]] = OrderedDict()

    def allows(self, origin: Origin, now: float) -> bool:
        """Return whether this person may go on at *now* (monotonic seconds), and note that they did."""
        who = (origin.platform.value, origin.tenant, origin.user)
        uses = self._uses.setdefault(who, deque(maxlen=self._most))
        self._uses.move_to_end(who)
        if len(self._uses) > REMEMBERED:
            self._uses.popitem(last=False)
        if len(uses) == self._most and now - uses[0] < self._within:
            return False
        uses.append(now)
        return True
