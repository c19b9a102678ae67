"""What to say when a command is not complete: what is missing, the nearest ones, how it is typed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.domain.people import Role
from bot.interaction.invocation import Invocation
from bot.interaction.readings import as_argument
from bot.interaction.references import offers
from bot.interaction.spec import CommandSpec, OptionSpec
from bot.interaction.understand import NotUnderstood, TwoReadings
from bot.ui.model import Bold, Button, Command, Items, Line, Option, Reply, Select, Words, buttons, reply, say
from bot.ui.text import t

OPEN_FORM = "form.open"
RUN = "command.run"
FILL = "command.fill"
MEANT = "form.meant"


def usage(spec: CommandSpec) -> Command:
    """Return how *spec* is typed, with its required options."""
    rest = [_placeholder(option) for option in spec.options if option.required]
    return Command(spec.path, " ".join(rest))


def whole_command(spec: CommandSpec) -> Reply:
    return reply(t("The whole command is {command}.", command=usage(spec)))


def not_allowed(role: Role) -> Line:
    names = {
        Role.FACILITATOR: t("Only facilitators and moderators can do this."),
        Role.MODERATOR: t("Only moderators can do this."),
        Role.ADMIN: t("Only admins can do this."),
    }
    who = names.get(role, t("You cannot do this."))
    return (who, " ", t("{command} shows who they are.", command=Command("staffroom roles list")))


def old_button() -> Reply:
    again = t("Start again with {command}.", command=Command("staffroom home"))
    return reply(t("This button is old and does nothing any more."), again, buttons(home_button()))


def home_button() -> Button:
    return Button(t("Open home"), RUN, ("", "staffroom.home"), "primary")


def as_named(typed: str) -> str:
    """Return *typed* with people and channels by name, without the ids that a platform put there."""
    return re.sub(r"([@#])[^\s|]+\|(\S+)", r"\1\2", typed)


async def ask_for(
    call: Invocation, spec: CommandSpec, raw: Mapping[str, str], option: OptionSpec, problem: NotUnderstood
) -> Reply:
    """Ask for one option of *spec*, with what it could be to choose from; the others that were given are kept."""
    given = bool(raw.get(option.name, "").strip())
    words: Words = problem.words if given else t("Which one? {about}.", about=option.about)
    nearest: Sequence[Option] = problem.nearest
    if not given and not nearest:
        nearest = await _offers(call, option)
    typed = say(t("The whole command is {command}.", command=usage(spec)))
    if not nearest:
        return reply(say(words), typed)
    kept = await call.services.drafts.keep_arguments(call.actor, FILL, {**raw, "": spec.path})
    if isinstance(problem, TwoReadings):
        return reply(say(words), buttons(*readings(problem, FILL, kept, option.name)), typed)
    choose = Select(option.about, FILL, tuple(nearest[:25]), (kept, option.name))
    return reply(say(words), buttons(choose), typed)


def not_taken(wrong: Mapping[str, NotUnderstood], draft: str) -> Reply:
    """Say what is *wrong* with what no field asks for; the form opens with all else, which is kept as *draft*."""
    told = [(Bold(name), ": ", problem.words) for name, problem in wrong.items()]
    kept = t("Not saved yet; what else you typed is kept for 7 days.")
    return reply(kept, Items(tuple(told)), buttons(Button(t("Open form"), OPEN_FORM, (draft,), "primary")))


def readings(problem: TwoReadings, action: str, kept: str, name: str) -> tuple[Button, ...]:
    """Return a button for either of both; *kept* is what was typed, in which *name* becomes that."""
    return tuple(Button(each.label, action, (kept, name, as_argument(each.value))) for each in problem.nearest)


async def offer_nearest(call: Invocation, text: str, nearest: Sequence[CommandSpec], rest: str) -> Reply:
    """Offer the commands that *text* may have meant; *rest*, what was typed after it, is kept for them."""
    allowed = [spec for spec in nearest if spec.role <= call.role]
    words = t("I do not know “{text}”.", text=as_named(" ".join(text.split()))[:80])
    if not allowed:
        see = t("{command} shows everything I can do.", command=Command("staffroom help"))
        return reply(words, see, buttons(Button(t("Show help"), RUN, ("", "staffroom.help"), "primary")))
    kept = await call.services.drafts.keep_arguments(call.actor, RUN, {"": rest}) if rest else ""
    offered = [Button(t("Use {path}", path=s.path), RUN, (kept, s.path.replace(" ", "."))) for s in allowed]
    asked = (
        t("Did you mean one of these? What you typed after it is kept.") if rest else t("Did you mean one of these?")
    )
    return reply(words, asked, buttons(*offered))


async def say_group(call: Invocation, typed: str, commands: Sequence[CommandSpec]) -> Reply:
    lines = [(usage(spec), " – ", spec.summary) for spec in commands if spec.role <= call.role]
    if not lines:
        return Reply((say(*not_allowed(min(spec.role for spec in commands))),))
    return reply(t("Commands that begin with “{typed}”:", typed=" ".join(typed.split())), Items(tuple(lines)))


def _placeholder(option: OptionSpec) -> str:
    return f"<{option.name}>" if option.rest else f"{option.name}:…"


async def _offers(call: Invocation, option: OptionSpec) -> Sequence[Option]:
    if option.choices:
        return tuple(Option(label, value) for value, label in option.choices)
    return await offers(call, option.kind)
