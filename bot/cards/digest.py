"""The weekly digest: what came in, in the fewest words; and the word before a school break."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.resources import Resource
from bot.domain.topics import Topic
from bot.ui.model import Block, Bold, Command, Heading, Items, Line, Link, Reply, say
from bot.ui.text import t

MOST = 5


@dataclass(frozen=True, slots=True)
class Week:
    """What is new in a community since a week ago; *followed* are the resources in topics that the reader follows."""

    resources: Sequence[Resource]
    pinned: Sequence[Resource]
    topics: Sequence[Topic]
    followed: Sequence[Resource] = ()

    @property
    def nothing(self) -> bool:
        return not (self.resources or self.pinned or self.topics)


def digest(community: str, week: Week) -> Reply:
    """Return the digest; a section without anything in it is left out."""
    blocks: list[Block] = [Heading(t("This week in {community}", community=community))]
    others = [each for each in week.resources if each not in week.followed]
    if week.followed:
        blocks += [say(t("New in topics that you follow:")), _resources(week.followed)]
    if others:
        blocks += [say(t("New in the library:")), _resources(others)]
    if week.pinned:
        blocks += [say(t("Pinned by moderators:")), _resources(week.pinned)]
    if week.topics:
        names: tuple[Line, ...] = tuple((topic.name,) for topic in week.topics[:MOST])
        blocks += [say(t("New topics:")), Items(names)]
    blocks.append(say(t("Find anything with {command}.", command=Command("find"))))
    return Reply(tuple(blocks))


def quiet_until(back: date) -> Reply:
    """Say once that nothing of the bot's own comes before *back*."""
    said = t("I'll be quiet until {day}.", day=f"{back:%A, %B} {back.day}")
    return Reply((say(said, " ", t("What you scheduled yourselves follows its own school days.")),))


def _resources(found: Sequence[Resource]) -> Items:
    return Items(tuple(_resource(each) for each in found[:MOST]))


def _resource(resource: Resource) -> Line:
    title = Bold(resource.title) if resource.file is not None else Link(resource.title, resource.url)
    return (f"#{resource.number} ", title)
