"""What an interaction hands to the app: response URLs and trigger ids, each with its short life."""

import uuid
from dataclasses import dataclass, field

from tests.platforms.slack.clock import MachineClock
from tests.platforms.slack.model import BOT_USER, Channel, Message, Refusal, Wire, Workspace

HOOK_USES = 5
HOOK_LIFE = 30 * 60.0
TRIGGER_LIFE = 3.0


@dataclass(eq=False)
class Hook:
    """A response URL: whom it answers, and the message it came from if there was one."""

    user: str
    channel: Channel
    source: Message | None
    made_at: float
    uses: int = 0
    answers: list[Message] = field(default_factory=list)


@dataclass(eq=False)
class Trigger:
    user: str
    made_at: float
    view_id: str | None
    used: bool = False


class Hooks:
    def __init__(self, workspace: Workspace, clock: MachineClock) -> None:
        self._workspace = workspace
        self._clock = clock
        self._hooks: dict[str, Hook] = {}
        self._triggers: dict[str, Trigger] = {}

    def new_hook(self, user: str, channel: Channel, source: Message | None = None) -> str:
        name = uuid.uuid4().hex
        self._hooks[name] = Hook(user, channel, source, self._clock.time())
        return name

    def new_trigger(self, user: str, view_id: str | None = None) -> str:
        name = f"{len(self._triggers) + 1}.{int(self._clock.time())}.{uuid.uuid4().hex}"
        self._triggers[name] = Trigger(user, self._clock.time(), view_id)
        return name

    def pull(self, name: str) -> Trigger:
        """The trigger of this name, used up by asking; raises what Slack's view methods answer."""
        trigger = self._triggers.get(name)
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if self._clock.time() - trigger.made_at > TRIGGER_LIFE:
            raise Refusal("expired_trigger_id")
        trigger.used = True
        return trigger

    def use(self, name: str) -> Hook:
        """The response URL of this name, with one use less."""
        hook = self._hooks.get(name)
        if hook is None:
            raise Refusal("invalid_url")
        if self._clock.time() - hook.made_at > HOOK_LIFE:
            raise Refusal("expired_url")
        if hook.uses >= HOOK_USES:
            raise Refusal("used_url")
        hook.uses += 1
        return hook

    def answers(self, name: str) -> list[Message]:
        """The messages that came through this response URL or its ack."""
        return self._hooks[name].answers

    def acked_with(self, name: str, body: Wire) -> None:
        """Show what the ack of a slash command carried; this does not count as a use."""
        self._apply(self._hooks[name], body)

    def respond(self, hook: Hook, body: Wire) -> None:
        self._apply(hook, body)

    def _apply(self, hook: Hook, body: Wire) -> None:
        source = hook.source if hook.source and not hook.source.deleted else None
        if body.get("delete_original"):
            if source is None:
                raise Refusal("message_not_found")
            self._workspace.drop_message(source)
        elif body.get("replace_original") and source is not None:
            source.text, source.blocks = body.get("text", ""), body.get("blocks", [])
            source.edited = self._workspace.new_ts()
            source.values = {}
            hook.answers.append(source)
        else:
            self._show(hook, body)

    def _show(self, hook: Hook, body: Wire) -> None:
        public = body.get("response_type") == "in_channel"
        message = Message(
            self._workspace.new_ts(),
            hook.channel,
            BOT_USER,
            body.get("text", ""),
            body.get("blocks", []),
            thread_ts=body.get("thread_ts"),
            reader=None if public else hook.user,
            settings={key: body[key] for key in ("parse", "link_names", "unfurl_links", "unfurl_media") if key in body},
        )
        (hook.channel.messages if public else self._workspace.ephemerals).append(message)
        hook.answers.append(message)
