"""/staffroom setup and roles: what admins do once."""

from __future__ import annotations

from typing import Annotated

from bot.domain.community import OPENS_AT_MOST, Channel, Purpose
from bot.domain.ids import WorkspaceId
from bot.domain.people import Role
from bot.errors import FieldProblems, UserError
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import Opt, action, command, form
from bot.interaction.values import PersonRef
from bot.services.setup import NAME_MOST, Standing
from bot.ui.model import (
    Block,
    Bold,
    Button,
    Field,
    Form,
    Heading,
    Items,
    Kind,
    Line,
    Reply,
    When,
    buttons,
    reply,
    say,
)
from bot.ui.plain import spoken
from bot.ui.text import Message, t
from commands.zones import typed_zone

_ROLES = (("facilitator", "facilitator"), ("moderator", "moderator"), ("admin", "admin"))


@form(
    "setup.community",
    title="Name and time zone",
    role=Role.ADMIN,
    fields=(
        Field("name", Message("What this network is called"), most=NAME_MOST),
        Field("zone", Message("Time zone"), most=60, hint=Message("Such as Eastern, Chicago or America/New_York")),
        Field("opens", Message("People who open a proposed topic"), Kind.INTEGER, required=False, most=2),
    ),
)
async def set_community(call: Invocation, answers: Answers) -> Reply:
    zone = typed_zone(answers, "zone")
    opens = answers.maybe_number("opens")
    if opens is not None and not 1 <= opens <= OPENS_AT_MOST:
        raise FieldProblems({"opens": t("From 1 to {most} people can open a topic.", most=OPENS_AT_MOST)})
    await call.services.setup.name_and_zone(call.actor, answers.text("name"), zone, opens)
    now = spoken(When(call.now, "time"), zone, call.locale)  # there, not where the reader is
    said = t("Set: {name}, {zone}. It is {now} there now.", name=answers.text("name"), zone=zone, now=now)
    return reply(said, buttons(Button(t("Choose channels"), "setup.channels", (), "primary")))


@form(
    "setup.channels",
    title="Choose channels",
    role=Role.ADMIN,
    fields=(
        Field("announcements", Message("Announcements"), Kind.CHANNEL, required=False),
        Field("topics", Message("Topics"), Kind.CHANNEL, required=False),
        Field("library", Message("Library"), Kind.CHANNEL, required=False),
        Field("moderators", Message("Moderators (a private one)"), Kind.CHANNEL, required=False),
    ),
)
async def set_channels(call: Invocation, answers: Answers) -> Reply:
    workspace = call.actor.workspace
    if workspace is None:
        raise UserError(t("Use this in the server whose channels you want to choose."))
    chosen = {}
    for purpose in Purpose:
        if (channel := answers.channel(purpose.value)) is not None:
            chosen[purpose] = Channel(workspace.id, channel.external_id, channel.name)
    await call.services.setup.set_channels(call.actor, chosen)
    lines = tuple((Bold(purpose.value), f": #{channel.name}") for purpose, channel in chosen.items())
    return Reply((say(t("Channels of {name} are set.", name=workspace.name)), *([Items(lines)] if lines else [])))


@command("staffroom setup", summary="Set up this community, or become its first admin")
async def setup(
    call: Invocation, *, code: Annotated[str, Opt("The one-time code for the first admin", most=40)] = ""
) -> Reply:
    if code:
        await call.services.setup.use_code(call.actor, code)
        standing = await call.services.setup.standing(call.actor)
        return Reply((say(t("You are an admin now. Two things are left to set.")), *steps(call, standing)))
    if call.role < Role.ADMIN:
        how = t("Whoever runs me finds a one-time code where I was started. With it you become the first admin.")
        return reply(t("Setting up is for admins."), how)
    standing = await call.services.setup.standing(call.actor)
    return Reply((Heading(t("Set up {name}", name=call.community.name)), *steps(call, standing)))


@action("setup.community", role=Role.ADMIN, may_open_form=True)
async def open_community(call: Invocation) -> Form:
    community = call.community
    known = {"name": community.name, "zone": community.zone or "", "opens": str(community.topic_opens_at)}
    return await call.open(set_community, known)


@action("setup.channels", role=Role.ADMIN, may_open_form=True)
async def open_channels(call: Invocation) -> Form:
    workspace = call.actor.workspace
    if workspace is None:
        raise UserError(t("Use this in the server whose channels you want to choose."))
    chosen = await call.services.setup.chosen(call.actor, workspace)
    values = {purpose.value: f"{channel.external_id}|{channel.name}" for purpose, channel in chosen.items()}
    return await call.open(set_channels, values)


@action("setup.let-in", role=Role.ADMIN)
async def let_in(call: Invocation, workspace: int) -> Reply:
    joined = await call.services.joining.let_in(call.actor, WorkspaceId(workspace))
    said = t("{name} is part of {community} now.", name=joined.name, community=call.community.name)
    return reply(said, t("Its people share one member list, one library and one calendar with everybody here."))


@command("staffroom roles list", summary="See who the moderators and admins are")
async def list_roles(call: Invocation) -> Reply:
    grants = await call.services.access.grants(call.actor)
    mapped = t(
        "On Discord, who may manage the server is an admin and who may manage messages is a moderator. "
        "On Slack, owners and admins of the workspace are admins."
    )
    if not grants:
        return reply(t("Nobody was given a role in Staffroom yet."), mapped)
    lines = tuple((Bold(person.name), f": {grant.role.name.lower()}") for person, grant in grants)
    return Reply((Heading(t("Roles")), Items(lines), say(mapped)))


@command("staffroom roles grant", summary="Give somebody a role", role=Role.ADMIN)
async def grant(
    call: Invocation,
    *,
    person: Annotated[PersonRef, Opt("Who", rest=True)],
    role: Annotated[str, Opt("Which role", choices=_ROLES)],
) -> Reply:
    await call.services.access.grant(call.actor, person.person, Role[role.upper()])
    return reply(t("{name} is a {role} now, everywhere in {community}.", name=person.person.name, role=role,
                   community=call.community.name))  # fmt: skip


@command("staffroom roles revoke", summary="Take a role back", role=Role.ADMIN)
async def revoke(call: Invocation, *, person: Annotated[PersonRef, Opt("Who", rest=True)]) -> Reply:
    if await call.services.access.revoke(call.actor, person.person):
        still = t("What their server or workspace gives them stays.")
        return reply(t("{name} has no role by grant any more.", name=person.person.name), still)
    return reply(t("{name} was not given a role here.", name=person.person.name))


def steps(call: Invocation, standing: Standing) -> tuple[Block, ...]:
    lines: list[Line] = []
    zone = standing.community.zone
    lines.append((t("Name and time zone: {name}, {zone}", name=standing.community.name, zone=zone or t("not set")),))
    for workspace, channels in standing.workspaces:
        chosen = ", ".join(f"{purpose.value} #{channel.name}" for purpose, channel in channels.items())
        lines.append((t("Channels of {name}: {chosen}", name=workspace.name, chosen=chosen or t("none chosen")),))
    controls = [
        Button(t("Name and time zone"), "setup.community", (), "plain" if zone else "primary"),
        Button(t("Choose channels"), "setup.channels"),
        Button(t("Areas of hours"), "hours.rules"),
    ]
    for workspace, _ in standing.workspaces:
        if workspace.state == "waiting":
            controls.append(
                Button(t("Let {name} in", name=workspace.name), "setup.let-in", (int(workspace.id),), "primary")
            )
    return (Items(tuple(lines)), buttons(*controls))
