"""A file among resources: how it is opened and described, and what a colleague is asked about theirs."""

from __future__ import annotations

from bot.domain.files import FileRequest, FileType, RequestState, StoredFile
from bot.domain.ids import Number
from bot.domain.resources import Resource
from bot.ui.model import Bold, Button, Inline, LinkButton, Reply, buttons, reply
from bot.ui.text import Message, t

OPEN = "file.open"
_KINDS = (
    (FileType.PDF, Message("PDF")),
    (FileType.DOCX, Message("Word document")),
    (FileType.PPTX, Message("PowerPoint slides")),
    (FileType.XLSX, Message("Excel spreadsheet")),
    (FileType.ODT, Message("OpenDocument text")),
    (FileType.ODP, Message("OpenDocument slides")),
    (FileType.ODS, Message("OpenDocument spreadsheet")),
    (FileType.PNG, Message("PNG picture")),
    (FileType.JPEG, Message("JPEG picture")),
    (FileType.TEXT, Message("text file")),
    (FileType.TABLE, Message("table (CSV)")),
)


def opening(resource: Resource) -> Button | LinkButton:
    """Return what opens it: a page by its address, a file for whoever presses and sees it then."""
    label = t("Open #{number}", number=resource.number)
    return LinkButton(label, resource.url) if resource.file is None else open_file(resource.number)


def open_file(number: Number) -> Button:
    return Button(t("Open #{number}", number=number), OPEN, (int(number),))


def described(file: StoredFile) -> Message:
    """Return its kind and size, such as "Word document, 340 KB"."""
    kind: Inline = next(words for kind, words in _KINDS if kind is file.type)
    if file.size < 1024 * 1024:
        return t("{kind}, {size} KB", kind=kind, size=max(1, round(file.size / 1024)))
    return t("{kind}, {size} MB", kind=kind, size=f"{file.size / 1024 / 1024:.1f}")


def request_asked(request: FileRequest, asker: str) -> Reply:
    """Ask whose file it is."""
    wanted, number = request.wanted, int(request.id)
    return reply(
        t("{name} would like to add your file {file} to the library, as {title}.",
          name=asker, file=Bold(wanted.file.name), title=Bold(wanted.title)),
        t("Colleagues in your network could then open it. Nobody does unless you agree within 7 days."),
        buttons(
            Button(t("Yes, add it"), "file.agree", (number,), "primary"),
            Button(t("No"), "file.decline", (number,)),
        ),
    )  # fmt: skip


def request_answered(request: FileRequest, resource: Resource | None) -> Reply:
    """Tell who asked."""
    file = Bold(request.wanted.file.name)
    if request.state is RequestState.NO:
        return reply(t("{file} is not to go into the library. I kept nothing of it.", file=file))
    if resource is None:
        return reply(t("{file} may go into the library.", file=file))
    said = t("{file} is in the library, as #{number}.", file=file, number=resource.number)
    return reply(said, t("You shared it with its author's agreement."), buttons(open_file(resource.number)))
