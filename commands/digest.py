"""/digest: what was new this week, once a week."""

from __future__ import annotations

from bot.cards.digest import digest
from bot.domain.people import Role
from bot.interaction.invocation import Invocation
from bot.interaction.spec import action, command
from bot.ui.model import Block, Button, Divider, Reply, buttons, reply, say
from bot.ui.text import t


@command("digest preview", summary="See this week's digest")
async def preview(call: Invocation) -> Reply:
    week = await call.services.digests.preview(call.actor)
    follows, posted = await call.services.digests.standing(call.actor)
    shown: tuple[Block, ...] = digest(call.community.name, week).blocks
    if week.nothing:
        shown = (say(t("Nothing new this week, so nothing would be sent.")),)
    choices = [Button(t("Stop sending it to me"), "digest.unfollow")]
    if not follows:
        choices = [Button(t("Send it to me every week"), "digest.follow", (), "primary")]
    if call.role >= Role.MODERATOR:
        label = t("Stop posting it for everybody") if posted else t("Post it for everybody every week")
        choices.append(Button(label, "digest.stop" if posted else "digest.post"))
    when = t("It comes on Mondays at 7:00 AM, or on the next school day. When there is nothing new, it does not come.")
    return Reply((*shown, Divider(), say(when), buttons(*choices)))


@command("digest follow", summary="Get what is new as a direct message every week")
async def follow(call: Invocation) -> Reply:
    return await _follow(call)


@action("digest.follow")
async def follow_pressed(call: Invocation) -> Reply:
    return await _follow(call)


@command("digest unfollow", summary="Stop getting the weekly message")
async def unfollow(call: Invocation) -> Reply:
    return await _unfollow(call)


@action("digest.unfollow")
async def unfollow_pressed(call: Invocation) -> Reply:
    return await _unfollow(call)


@action("digest.post", role=Role.MODERATOR)
async def post(call: Invocation) -> Reply:
    await call.services.digests.post(call.actor, posted=True)
    said = t("The digest is posted in the announcements channels on Mondays at 7:00 AM, or on the next school day.")
    return reply(said, t("Before a school break I say that I'll be quiet."), buttons(Button(t("Stop"), "digest.stop")))


@action("digest.stop", role=Role.MODERATOR)
async def stop(call: Invocation) -> Reply:
    await call.services.digests.post(call.actor, posted=False)
    back = Button(t("Post it again"), "digest.post")
    return reply(t("The digest is not posted in the channels any more."), buttons(back))


async def _follow(call: Invocation) -> Reply:
    await call.services.digests.follow(call.actor, follows=True)
    said = t("You get the digest on Mondays at 7:00 AM, or on the next school day, as a direct message.")
    return reply(said, t("When there is nothing new, nothing comes."), buttons(Button(t("Undo"), "digest.unfollow")))


async def _unfollow(call: Invocation) -> Reply:
    await call.services.digests.follow(call.actor, follows=False)
    return reply(t("You get no digest any more."), buttons(Button(t("Undo"), "digest.follow")))
