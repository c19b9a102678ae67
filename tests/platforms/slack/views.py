"""views.*: modals on a person's screen and the Home tab."""

import uuid
from collections.abc import Mapping
from types import MappingProxyType

from tests.platforms.slack.calls import Call, Handler
from tests.platforms.slack.forms import initial_values
from tests.platforms.slack.model import Refusal, View, Wire, Workspace

MOST_VIEWS = 3


def new_view(workspace: Workspace, user: str, body: Wire, below: View | None = None) -> View:
    view_id = workspace.new_id("V")
    values = initial_values(body["blocks"])
    root = below.root_id if below else view_id
    return View(view_id, user, workspace.team_id, body, _new_hash(), values, root, below.id if below else None)


def change(view: View, body: Wire) -> None:
    """Show *body* in place of what the view showed; what was typed stays where block and action stay."""
    values = initial_values(body["blocks"])
    for block_id, actions in values.items():
        for action_id, value in actions.items():
            typed = view.values.get(block_id, {}).get(action_id)
            if typed is not None and typed["type"] == value["type"]:
                actions[action_id] = typed
    view.body, view.values, view.hash = body, values, _new_hash()


def push_onto(workspace: Workspace, user: str, body: Wire) -> View:
    stack = workspace.modals.get(user, [])
    if not stack:
        raise Refusal("not_found")
    if len(stack) >= MOST_VIEWS:
        raise Refusal("push_limit_reached")
    view = new_view(workspace, user, body, stack[-1])
    stack.append(view)
    return view


def _new_hash() -> str:
    return f"{uuid.uuid4().int % 10**10}.{uuid.uuid4().hex[:8]}"


def _fresh_external(call: Call, body: Wire, instead_of: View | None = None) -> None:
    taken = call.workspace.external(body.get("external_id", ""))
    if taken is not None and taken is not instead_of:
        raise Refusal("duplicate_external_id")


def open_view(call: Call) -> Wire:
    trigger = call.server.hooks.pull(call.text("trigger_id"))
    body = call.view("modal")
    _fresh_external(call, body)
    view = new_view(call.workspace, trigger.user, body)
    call.workspace.modals[trigger.user] = [view]
    return {"view": view.wire()}


def push(call: Call) -> Wire:
    trigger = call.server.hooks.pull(call.text("trigger_id"))
    body = call.view("modal")
    _fresh_external(call, body)
    if trigger.view_id is None:
        raise Refusal("not_found")
    return {"view": push_onto(call.workspace, trigger.user, body).wire()}


def update(call: Call) -> Wire:
    body = call.view("modal")
    view = call.workspace.view(call.text("view_id")) or call.workspace.external(call.text("external_id"))
    if view is None:
        raise Refusal("not_found")
    if call.text("hash") and call.text("hash") != view.hash:
        raise Refusal("hash_conflict")
    _fresh_external(call, body, view)
    change(view, body)
    return {"view": view.wire()}


def publish(call: Call) -> Wire:
    if not call.server.home_tab:
        raise Refusal("not_enabled")
    user = call.user("user_id")
    body = call.view("home")
    view = call.workspace.homes.get(user.id)
    if call.text("hash") and (view is None or call.text("hash") != view.hash):
        raise Refusal("hash_conflict")
    if view is None:
        view = new_view(call.workspace, user.id, body)
        call.workspace.homes[user.id] = view
    else:
        change(view, body)
    return {"view": view.wire()}


METHODS: Mapping[str, Handler] = MappingProxyType(
    {"views.open": open_view, "views.push": push, "views.update": update, "views.publish": publish}
)
