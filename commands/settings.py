"""/my settings: the time zone, the quiet hours and the direct messages of the person who asks."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.people import Direct, Person, Reminders
from bot.domain.quiet import DEFAULT_QUIET, QuietHours
from bot.interaction.asking import RUN
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import command, form
from bot.ui.model import Button, Field, Form, Kind, Option, Reply, When, buttons, say
from bot.ui.plain import spoken, spoken_clock, spoken_zone
from bot.ui.text import Message, t
from commands.zones import typed_zone

_DIRECT = (
    Option(Message("All of them"), Direct.ALL),
    Option(Message("Only what cannot wait"), Direct.URGENT),
    Option(Message("Never"), Direct.NEVER),
)
_REMINDERS = (
    Option(Message("A day and an hour before"), Reminders.BOTH),
    Option(Message("A day before"), Reminders.DAY),
    Option(Message("An hour before"), Reminders.HOUR),
    Option(Message("Never"), Reminders.NONE),
)


@form(
    "my.settings",
    title="Your settings",
    fields=(
        Field("zone", Message("Time zone"), required=False, most=60,
              hint=Message("Such as Eastern or Chicago; leave it empty for this community's")),
        Field("from", Message("Quiet from"), Kind.CLOCK, most=20,
              hint=Message("From then on no direct messages, such as 9:00 PM")),
        Field("until", Message("Quiet until"), Kind.CLOCK, most=20,
              hint=Message("Such as 6:00 AM; the same time in both means no quiet hours")),
        Field("direct", Message("Direct messages from me"), Kind.CHOICE, options=_DIRECT),
        Field("reminders", Message("Reminders of workshops"), Kind.CHOICE, options=_REMINDERS),
    ),
)  # fmt: skip
async def changed(call: Invocation, answers: Answers) -> Reply:
    zone = typed_zone(answers, "zone") if answers.text("zone") else None
    quiet = QuietHours(answers.clock("from"), answers.clock("until"))
    direct, reminders = Direct(answers.text("direct")), Reminders(answers.text("reminders"))
    person = await call.services.my_settings.change(call.actor, zone, quiet, direct, reminders)
    change = Button(t("Change"), RUN, ("", "my.settings"))
    return Reply((*(say(line) for line in what_holds(call, person)), buttons(change)))


@command("my settings", summary="Choose your time zone, quiet hours, direct messages and reminders", may_open_form=True)
async def settings(call: Invocation) -> Form:
    person = call.person
    values = {
        "zone": person.zone or "",
        "from": f"{person.quiet.begin:%H:%M}",
        "until": f"{person.quiet.end:%H:%M}",
        "direct": person.direct.value,
        "reminders": person.reminders.value,
    }
    return await call.open(changed, values)


def has_chosen(person: Person) -> bool:
    """Return whether *person* wants anything to be other than it is for everybody."""
    usual = (None, DEFAULT_QUIET, Direct.ALL, Reminders.BOTH)
    return (person.zone, person.quiet, person.direct, person.reminders) != usual


def what_holds(call: Invocation, person: Person) -> Sequence[Message]:
    """Say what holds for *person* now: quiet hours, direct messages, reminders, time zone."""
    zone = person.zone or call.community.zone
    return (
        _quiet(call, person.quiet, zone),
        _direct(person.direct),
        reminded(person.reminders),
        _zone(call, person.zone, zone),
    )


def reminded(reminders: Reminders) -> Message:
    """Say when somebody is reminded of what they come to."""
    match reminders:
        case Reminders.BOTH:
            return t("I remind you of workshops a day and an hour before.")
        case Reminders.DAY:
            return t("I remind you of workshops a day before.")
        case Reminders.HOUR:
            return t("I remind you of workshops an hour before.")
        case Reminders.NONE:
            return t("I do not remind you of workshops. Changes and cancellations reach you all the same.")


def _quiet(call: Invocation, quiet: QuietHours, zone: str | None) -> Message:
    if quiet.none:
        return t("No quiet hours: I may write to you at any time.")
    begin, end = spoken_clock(quiet.begin, call.locale), spoken_clock(quiet.end, call.locale)
    if zone is None:
        return t(
            "Quiet from {begin} to {end}, once a time zone is set: until then I may write at any time.",
            begin=begin, end=end,
        )  # fmt: skip
    return t(
        "Quiet from {begin} to {end}, {zone}. What comes up then reaches you at {end}.",
        begin=begin, end=end, zone=spoken_zone(zone, call.now, call.locale),
    )  # fmt: skip


def _direct(direct: Direct) -> Message:
    match direct:
        case Direct.ALL:
            return t("I send you direct messages.")
        case Direct.URGENT:
            return t(
                "I send you only the direct messages that cannot wait. The rest comes with the next thing you ask me."
            )
        case Direct.NEVER:
            return t(
                "I send you no direct messages. What cannot wait, I mention to you in a channel, and you alone open "
                "it; the rest comes with the next thing you ask me."
            )


def _zone(call: Invocation, own: str | None, zone: str | None) -> Message:
    if zone is None:
        return t("You have no time zone of your own, and this community has none yet either.")
    now = spoken(When(call.now, "time"), zone, call.locale)  # there, not where the reader is
    if own is None:
        return t("Your time zone is this community's, {zone}. It is {now} there now.", zone=zone, now=now)
    return t("Your time zone is {zone}. It is {now} there now.", zone=zone, now=now)
