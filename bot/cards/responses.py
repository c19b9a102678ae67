"""What colleagues say to a resource, as others read it and as its sharer is told."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.files import opening
from bot.cards.resources import details, headline, show_button
from bot.domain.resources import Resource
from bot.domain.responses import Note, Outcome, Responses, Trial, Wish
from bot.ui.model import Block, Bold, Button, Items, Line, Reply, buttons, say
from bot.ui.text import Message, n, t


def said_to(said: Responses) -> tuple[Block, ...]:
    """Return what stands below a resource's own words: what it is a version of, notes, trials, versions of it."""
    blocks: list[Block] = []
    if said.source is not None:
        blocks += [say(t("Made from:")), Items((headline(said.source),))]
    if said.notes:
        blocks += [say(Bold(t("Notes"))), Items(tuple(map(_note, said.notes)))]
    if said.trials:
        blocks += [say(Bold(t("Colleagues tried it"))), Items(tuple(map(_trial, said.trials)))]
    if said.versions:
        blocks += [say(Bold(t("Versions"))), Items(tuple(map(headline, said.versions)))]
    return tuple(blocks)


def said_by(said: Note | Trial) -> Message | str:
    """Return the name of who said it; what came with an import has none."""
    return said.name or t("A colleague elsewhere")


def _note(note: Note) -> Line:
    return (t("{name}: {text}", name=Bold(said_by(note)), text=note.text),)


def _trial(trial: Trial) -> Line:
    line: Line = (Bold(said_by(trial)), ": ", outcome(trial.outcome))
    if trial.grade:
        line = (*line, " · ", t("Grade: {grade}", grade=trial.grade))
    return (*line, "\n", trial.happened) if trial.happened else line


def outcome(told: Outcome) -> Message:
    match told:
        case Outcome.WORKED:
            return t("It worked")
        case Outcome.CHANGED:
            return t("I changed it")
        case Outcome.DID_NOT:
            return t("It did not work")


def wish_met(wish: Wish, resource: Resource, topic: str | None) -> Reply:
    number = int(resource.number)
    blocks: list[Block] = [say(t("Something that you were looking for is in the library now."))]
    if wish.words:
        blocks.append(say(t("You searched for “{words}”. I tell you once.", words=wish.words)))
    actions = buttons(
        opening(resource),
        Button(t("Keep for me"), "resource.keep", (number,)),
        Button(t("More"), "resource.more", (number,)),
    )
    return Reply((*blocks, *details(resource, topic), actions))


def thanked(resource: Resource, name: str) -> Reply:
    said = t("{name} says thank you for “{title}”.", name=name, title=resource.title)
    return Reply((say(said), say(t("Only you see this, and nobody counts it.")), buttons(show_button(resource))))


def tried(resource: Resource, trials: Sequence[Trial]) -> Reply:
    """Return the message to who shared it; *trials* are the newest first, at least one."""
    count = len(trials)
    told = n("A colleague tried “{title}”.", "{count} colleagues tried “{title}”.", count, title=resource.title)
    blocks: list[Block] = [say(told)]
    if wrote := next((each for each in trials if each.happened), None):
        blocks.append(say(n("They wrote: “{words}”", "One wrote: “{words}”", count, words=wrote.happened)))
    return Reply(
        (
            *blocks,
            say(t("You shared it, so I tell you; everything they said stands with it.")),
            buttons(show_button(resource, primary=True)),
        )
    )
