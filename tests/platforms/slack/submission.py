"""What becomes of a form on a person's screen when it is sent and answered."""

from tests.platforms.slack import forms
from tests.platforms.slack.blocks import check_view, with_ids
from tests.platforms.slack.model import Refusal, View, Wire, Workspace
from tests.platforms.slack.views import change, push_onto


def complaints(view: View) -> dict[str, str]:
    """What Slack's app finds wrong itself, by label."""
    found = {}
    for block in view.blocks:
        if block["type"] == "input":
            element = block["element"]
            value = view.values[block["block_id"]][element["action_id"]]
            if words := forms.complaint(block, element, value):
                found[forms.label_of(block, element)] = words
    return found


def answered(workspace: Workspace, view: View, ack: Wire) -> dict[str, str]:
    """Do what the answer to a submission says and return the errors it names, by label.

    Raises Refusal for an answer that Slack would not take: the person sees that something went wrong.
    """
    match ack.get("response_action"):
        case None:
            close(workspace, view)
        case "clear":
            workspace.modals[view.user] = []
        case "errors":
            return _errors(view, ack.get("errors", {}))
        case "update":
            change(view, _checked(workspace, ack["view"]))
        case "push":
            push_onto(workspace, view.user, _checked(workspace, ack["view"]))
        case other:
            raise Refusal(f"unknown response_action {other!r}")
    return {}


def close(workspace: Workspace, view: View) -> None:
    stack = workspace.modals.get(view.user, [])
    if view in stack:
        stack.remove(view)
    if view.body.get("clear_on_close"):
        stack.clear()


def _checked(workspace: Workspace, body: Wire) -> Wire:
    check_view(body, "modal")
    return {**body, "blocks": with_ids(body["blocks"], workspace.new_id)}


def _errors(view: View, errors: dict[str, str]) -> dict[str, str]:
    inputs = {block["block_id"]: block for block in view.blocks if block["type"] == "input"}
    if not errors:
        raise Refusal("errors without any error")
    if unknown := errors.keys() - inputs.keys():
        raise Refusal(f"errors name {sorted(unknown)}, which are no input blocks; there are {sorted(inputs)}")
    return {forms.label_of(inputs[block_id], inputs[block_id]["element"]): words for block_id, words in errors.items()}
