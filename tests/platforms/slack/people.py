"""A person's Slack: what they see and what they can do, in Slack's own words on the wire."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.platforms.slack import forms, payloads, submission
from tests.platforms.slack.blocks import check_suggestions
from tests.platforms.slack.files import Upload
from tests.platforms.slack.model import BOT_USER, Channel, Message, Refusal, User, View, Wire
from tests.platforms.slack.screen import Screen, Where
from tests.platforms.slack.socket import Envelope

if TYPE_CHECKING:
    from tests.platforms.slack.server import SlackServer


@dataclass(frozen=True)
class Exchange:
    """One thing a person did, and what the app answered within 3 seconds.

    ``envelope`` is None when Slack's app itself refused, as with a required field left empty.
    """

    envelope: Envelope | None
    trigger_id: str = ""
    hook: str = ""

    @property
    def sent(self) -> bool:
        return self.envelope is not None

    @property
    def payload(self) -> Wire:
        assert self.envelope is not None, "nothing was sent"
        return self.envelope.payload

    @property
    def response_url(self) -> str:
        return str(self.payload.get("response_url", ""))

    @property
    def ack(self) -> Wire | None:
        """The payload of the ack, {} for an empty one, None for none."""
        return self.envelope.ack if self.envelope else None

    @property
    def shown_error(self) -> str | None:
        """The error that Slack itself shows the person: operation_timeout or dispatch_failed."""
        return self.envelope.failure if self.envelope else None


class Person(Screen):
    """A person who acts: commands, buttons, menus, shortcuts, forms."""

    def __init__(self, server: "SlackServer", user: User, channel: Channel | None = None) -> None:
        super().__init__(server, user, channel)
        self.field_errors: dict[str, str] = {}
        self._suggested: dict[str, list[Wire]] = {}

    def at(self, channel: Channel) -> "Person":
        """The same person with another channel open."""
        return Person(self.server, self.user, channel)

    def post(self, text: str, *, thread: Message | None = None, files: Sequence[Upload] = ()) -> Message:
        """Write in the open channel."""
        words = payloads.encoded(text, self.workspace, self.visible(), references=True, links=True)
        message = Message(
            self.workspace.new_ts(), self.channel, self.user.id, words, thread_ts=thread.ts if thread else None
        )
        message.files = [upload.shared(self.server.files_url) for upload in files]
        self.channel.messages.append(message)
        self.server.changes.announce()
        return message

    def file(self, name: str, content: bytes) -> Upload:
        """Return a file that can be attached to a message."""
        upload = Upload(self.workspace.new_id("F"), name, len(content), content)
        self.server.uploads[upload.id] = upload
        return upload

    async def slash(self, command: str, text: str = "") -> Exchange:
        """Send a command; @name and #name become references where the command escapes them."""
        escapes = True
        if self.server.manifest is not None:
            known = self.server.manifest.commands
            assert command in known, f"{command} is not a valid command; there are {sorted(known)}"
            escapes = known[command]
        words = payloads.encoded(
            text, self.workspace, self.visible(), references=escapes, links=self.server.brackets_links
        )
        trigger = self.server.hooks.new_trigger(self.user.id)
        hook = self.server.hooks.new_hook(self.user.id, self.channel)
        payload = payloads.slash(
            self.workspace, self.user, self.channel, command, words, trigger, self.server.hook_url(hook)
        )
        shows = partial(self.server.show_ack, hook)
        envelope = await self.server.socket.deliver(Envelope("slash_commands", payload, on_ack=shows))
        return Exchange(envelope, trigger, hook)

    async def click(self, where: Where, label: str = "", *, action_id: str = "") -> Exchange:
        """Press a button by what is written on it, or by its action_id."""
        block, element = forms.find(self.blocks(where), action_id or label)
        assert element["type"] == "button", f"{action_id or label!r} is a {element['type']}, not a button"
        return await self._act(where, payloads.action(block["block_id"], element, self.workspace.new_ts()))

    async def choose(self, where: Where, control: str, value: Any) -> Exchange:
        """Choose in a menu named by its label, placeholder or action_id; inputs without dispatch are only filled."""
        block, element = forms.find(self.blocks(where), control)
        chosen = await self._value(where, block, element, value)
        if element["type"] != "overflow":
            where.values.setdefault(block["block_id"], {})[element["action_id"]] = chosen
        if block["type"] == "input" and not block.get("dispatch_action"):
            return Exchange(None)
        return await self._act(where, payloads.action(block["block_id"], element, self.workspace.new_ts(), chosen))

    async def suggest(self, control: str, typed: str, where: Where | None = None) -> list[str]:
        """What an external select offers for *typed*; nothing below its shortest query, as in Slack's app."""
        place = where or self.modal
        assert place is not None, "no modal is open"
        block, element = forms.find(self.blocks(place), control)
        if len(typed) < element.get("min_query_length", 3):
            return []
        payload = self._interaction("block_suggestion", "") | self._place(place)
        payload |= {"action_id": element["action_id"], "block_id": block["block_id"], "value": typed}
        del payload["trigger_id"]
        envelope = await self.server.socket.deliver(Envelope("interactive", payload))
        ack = envelope.ack or {}
        for fault in check_suggestions(ack):
            self.server.problem(f"options for {element['action_id']}: {fault}")
        self._suggested[element["action_id"]] = forms.options_of(ack)
        return [option["text"]["text"] for option in self._suggested[element["action_id"]]]

    async def message_action(self, name: str, message: Message) -> Exchange:
        """Use a message shortcut, by callback_id or by the name in the menu."""
        assert message.reader is None, "an ephemeral message has no message shortcuts"
        self.readable(message.channel)
        callback_id = self.server.manifest.shortcut("message", name) if self.server.manifest else name
        trigger = self.server.hooks.new_trigger(self.user.id)
        hook = self.server.hooks.new_hook(self.user.id, message.channel)
        payload = self._interaction("message_action", trigger) | {
            "callback_id": callback_id,
            "action_ts": self.workspace.new_ts(),
            "message_ts": message.ts,
            "channel": payloads.channel_shape(message.channel),
            "message": message.wire(),
            "response_url": self.server.hook_url(hook),
        }
        return await self._send(payload, trigger, hook)

    async def global_shortcut(self, name: str) -> Exchange:
        callback_id = self.server.manifest.shortcut("global", name) if self.server.manifest else name
        trigger = self.server.hooks.new_trigger(self.user.id)
        payload = self._interaction("shortcut", trigger)
        return await self._send(payload | {"callback_id": callback_id, "action_ts": self.workspace.new_ts()}, trigger)

    async def open_home(self, tab: str = "home") -> Exchange:
        """Open the app's Home, or with *tab* ``messages`` its direct message."""
        body: Wire = {"type": "app_home_opened", "user": self.user.id, "tab": tab}
        body["channel"] = self.workspace.direct(self.user.id).id
        if self.home is not None and tab == "home":
            body["view"] = self.home.wire()
        return Exchange(await self.server.event(body))

    async def submit(self, values: dict[str, Any] | None = None) -> Exchange:
        """Fill the open modal by label or block_id and send it; what is wrong then stands in ``field_errors``."""
        view = self.modal
        assert view is not None, "no modal is open"
        assert view.body.get("submit") is not None, "this modal has no button to send it"
        for name, wanted in (values or {}).items():
            block, element = forms.find(view.blocks, name)
            view.values[block["block_id"]][element["action_id"]] = await self._value(view, block, element, wanted)
        self.field_errors = submission.complaints(view)
        if self.field_errors:
            return Exchange(None)
        trigger = self.server.hooks.new_trigger(self.user.id, view.id)
        payload = self._interaction("view_submission", trigger) | {"view": view.wire(), "response_urls": []}
        envelope = await self.server.socket.deliver(Envelope("interactive", payload))
        if envelope.ack is not None:
            try:
                self.field_errors = submission.answered(self.workspace, view, envelope.ack)
            except Refusal as refusal:
                self.server.problem(f"answer to view_submission: {refusal.code} {refusal.extra or ''}".rstrip())
        self.server.changes.announce()
        return Exchange(envelope, trigger)

    async def close_modal(self) -> Exchange:
        """Close the view on top; the app hears of it only where it asked to."""
        view = self.modal
        assert view is not None, "no modal is open"
        submission.close(self.workspace, view)
        self.server.changes.announce()
        if not view.body.get("notify_on_close"):
            return Exchange(None)
        return await self._send(self._interaction("view_closed", "") | {"view": view.wire(), "is_cleared": False})

    async def raw_block_action(self, action_id: str, value: str, message: Where | None = None) -> Exchange:
        """A forged or long outdated button: nothing is looked up."""
        where = message or Message(self.workspace.new_ts(), self.channel, BOT_USER, "")
        element = {"type": "button", "action_id": action_id, "value": value}
        return await self._act(where, payloads.action("forged", element, self.workspace.new_ts()))

    async def raw_view_submission(
        self, callback_id: str, values: dict[str, Any], private_metadata: str = ""
    ) -> Exchange:
        """A forged form: nothing is looked up and nothing checked."""
        trigger = self.server.hooks.new_trigger(self.user.id)
        view = payloads.forged_view(self.workspace, self.workspace.new_id("V"), callback_id, values, private_metadata)
        payload = self._interaction("view_submission", trigger) | {"view": view, "response_urls": []}
        return Exchange(await self.server.socket.deliver(Envelope("interactive", payload)), trigger)

    # How it is done

    def _interaction(self, kind: str, trigger: str) -> Wire:
        return payloads.interaction(self.workspace, self.user, kind, trigger)

    def _place(self, where: Where, hook: str = "") -> Wire:
        if isinstance(where, View):
            return payloads.in_view(where)
        return payloads.in_message(where, self.server.hook_url(hook))

    async def _act(self, where: Where, action: Wire) -> Exchange:
        view_id = where.id if isinstance(where, View) and where is not self.home else None
        trigger = self.server.hooks.new_trigger(self.user.id, view_id)
        hook = self.server.hooks.new_hook(self.user.id, where.channel, where) if isinstance(where, Message) else ""
        payload = self._interaction("block_actions", trigger) | self._place(where, hook)
        return await self._send(payload | {"actions": [action]}, trigger, hook)

    async def _send(self, payload: Wire, trigger: str = "", hook: str = "") -> Exchange:
        envelope = await self.server.socket.deliver(Envelope("interactive", payload))
        if envelope.ack:
            self.server.problem(f"{payload['type']}: Slack ignores what this ack carries: {envelope.ack}")
        return Exchange(envelope, trigger, hook)

    async def _value(self, where: Where, block: Wire, element: Wire, wanted: Any) -> Wire:
        if "external" in element["type"] and wanted:
            known = self._suggested.get(element["action_id"], [])
            for one in [wanted] if isinstance(wanted, str) else wanted:
                if one not in {part for option in known for part in (option["text"]["text"], option["value"])}:
                    await self.suggest(element["action_id"], one, where)
                    known = [*known, *self._suggested[element["action_id"]]]
            return forms.value_of(element, wanted, known)
        return forms.value_of(element, wanted, [])
