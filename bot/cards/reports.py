"""What moderators see of reports, and what those are told who made them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.resources import details
from bot.domain.reports import Report, ReportOutcome
from bot.domain.resources import Resource, ResourceState
from bot.ui.model import Block, Button, Heading, Items, Line, Reply, buttons, reply, say
from bot.ui.text import n, t

SHOWN = 5


def report_card(resource: Resource, topic: str | None, reports: Sequence[Report]) -> Reply:
    """Return the moderators' card; it says nothing of who told it."""
    still_open = [each for each in reports if each.outcome is ReportOutcome.OPEN]
    if not still_open:
        last = reports[-1].outcome if reports else ReportOutcome.LEFT
        removed = last is ReportOutcome.REMOVED or resource.state is ResourceState.REMOVED
        title = resource.title
        done = t("“{title}” was reported and removed.", title=title) if removed else t(
            "“{title}” was reported, and stays.", title=title
        )  # fmt: skip
        return reply(done, t("Whoever reported it was told."))
    number = int(resource.number)
    lines: list[Line] = [(t(each.reason.value), *((": ", each.words) if each.words else ())) for each in still_open]
    blocks: list[Block] = [
        Heading(n("Somebody reports this", "{count} people report this", len(still_open))),
        *details(resource, topic),
        Items(tuple(lines[-SHOWN:])),
        say(t("Who reported it is told how it ends; who shared it learns nothing of the report.")),
        buttons(
            Button(t("Remove #{number}", number=number), "report.remove", (number,), "danger"),
            Button(t("Leave #{number}", number=number), "report.leave", (number,)),
        ),
    ]
    return Reply(tuple(blocks))


def report_answered(resource: Resource, outcome: ReportOutcome) -> Reply:
    thanks = t("Thank you for telling us.")
    if outcome is ReportOutcome.REMOVED:
        return reply(t("The moderators removed “{title}” after your report.", title=resource.title), thanks)
    return reply(t("The moderators looked at “{title}” and left it in the library.", title=resource.title), thanks)
