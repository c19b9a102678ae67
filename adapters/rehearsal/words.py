"""The room's own sentences, in one place so that every page and script says the same."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.ui.language import Languages
from bot.ui.text import Message, t

WORDS: Mapping[str, Message] = MappingProxyType(
    {
        "room": t("Rehearsal room"),
        "title": t("Staffroom rehearsal room"),
        "skip": t("Skip to the message box"),
        "places": t("Channels and people"),
        "servers": t("Servers"),
        "channels": t("Channels"),
        "private_channel": t("private"),
        "you_are": t("You are"),
        "side_by_side": t("Both servers side by side"),
        "one_server": t("One server"),
        "language": t("Language"),
        "home": t("My front door"),
        "desk": t("Clock, pins and direct messages"),
        "show_places": t("Channels"),
        "show_desk": t("Clock and pins"),
        "close": t("Close"),
        "conversation": t("Conversation"),
        "quiet": t("Nothing has been said here yet."),
        "bot": t("bot"),
        "only_you": t("Only you can see this"),
        "pinned": t("Pinned"),
        "dismiss": t("Dismiss"),
        "more": t("Message actions"),
        "unpin": t("Unpin"),
        "delete": t("Delete"),
        "pins": t("Pinned here"),
        "no_pins": t("Nothing is pinned in this channel."),
        "direct": t("Direct messages"),
        "no_direct": t("Staffroom has not written to you directly."),
        "clock": t("Clock"),
        "clock_about": t("This room's own time. It only moves forward."),
        "hour": t("+1 hour"),
        "day": t("+1 day"),
        "move_to": t("Move to…"),
        "move": t("Move"),
        "composer": t("Message, or / for a command"),
        "send": t("Send"),
        "commands": t("Commands"),
        "cancel_command": t("Cancel this command"),
        "yes": t("Yes"),
        "no": t("No"),
        "choose": t("Choose…"),
        "done": t("Done"),
        "required": t("required"),
        "optional": t("optional"),
        "needed": t("This is needed."),
        "working": t("Staffroom is working on it…"),
        "reconnecting": t("Reconnecting…"),
        "unfinished": t("Not finished:"),
        "go_on": t("Go on"),
        "put_away": t("Put away"),
        "welcome": t(
            "This is a rehearsal room: a small chat where you can try all that Staffroom does, "
            "as four people on two servers, with a clock that you move."
        ),
        "try": t("Three things to try"),
        "try_share": t("Share a link"),
        "try_topic": t("Create a topic"),
        "try_announce": t("Schedule an announcement, then move the clock"),
        "passed": t("That moment has passed. The clock only moves forward: choose a later one."),
        "no_moment": t("Choose a day and a time first."),
        "not_done": t("That did not work. Try it again in a moment."),
        "gone": t("That message is not here any more."),
        "not_yours": t("Moderators and admins can do that. Be Mo or Ada to try it."),
        "new_direct": t("Staffroom wrote to you directly."),
    }
)

FOR_SCRIPT = ("cancel_command", "choose", "delete", "needed", "new_direct", "no", "optional", "unpin", "yes")


def translated(languages: Languages, locale: str) -> dict[str, str]:
    """Return every sentence of the room by name in the language of *locale*."""
    return {name: languages.text(message, locale) for name, message in WORDS.items()}
