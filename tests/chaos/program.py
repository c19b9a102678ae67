"""The program under test: Staffroom as ``staffroom run`` serves it, with a shorter policy, or a broken one."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.bootstrap.serving import serve
from bot.cli.running import say_started, set_up_logs
from bot.cli.settings import settings_or_exit
from bot.domain.delivery import Delivery, DeliveryState, Ending
from bot.ports.platform import Front, FrontStopped
from bot.services.delivering.attempt import Attempts
from bot.services.sending import Policy


class Broken(StrEnum):
    """How the program is broken on purpose."""

    NOT = "not"
    SHORT_LEASE = "short lease"
    """Lease, quarantine and second look together are shorter than a platform may work on a request."""
    BLIND_RETRY = "blind retry"
    """What may have been sent is sent again without a look."""


AT_ONCE = 8
"""Fewer than usual: what is claimed together is composed within a lease that is shorter, by a processor that is not
faster.
"""


def policy_of(shortened: float, broken: Broken) -> Policy:
    policy = replace(Policy().shortened(shortened), at_once=AT_ONCE)
    if broken is Broken.SHORT_LEASE:
        soon = timedelta(seconds=1 / shortened)
        return replace(policy, request_timeout=6 / shortened, lease=soon * 15, quarantine=soon, second_look=soon)
    return policy


async def blindly(self: Attempts, row: Delivery, lease_until: datetime) -> Ending:
    return Ending(DeliveryState.PENDING)


def say_stopped(front: Front, reason: FrontStopped) -> None:
    sys.stderr.write(f"{front.platform} stopped: {reason}\n")


def main(shortened: float, broken: Broken) -> None:
    if broken is Broken.BLIND_RETRY:
        Attempts.find_out = blindly  # type: ignore[method-assign]
    settings = settings_or_exit()
    set_up_logs()
    asyncio.run(serve(settings, False, say_started, say_stopped, policy_of(shortened, broken)))


if __name__ == "__main__":
    main(float(sys.argv[1]), Broken(sys.argv[2]))
