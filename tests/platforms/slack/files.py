"""files.*: an address to upload to, the upload, and sharing it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tests.platforms.slack.calls import Call, Handler
from tests.platforms.slack.chat import destination
from tests.platforms.slack.model import BOT_USER, Message, Refusal, Wire


@dataclass(eq=False)
class Upload:
    id: str
    name: str
    length: int
    content: bytes | None = None
    title: str = ""

    def wire(self) -> Wire:
        return {"id": self.id, "name": self.name, "title": self.title or self.name, "size": self.length}

    def shared(self, files_url: str) -> Wire:
        """Return it as it stands in a message that somebody wrote."""
        address = f"{files_url}/{self.id}"
        told = {
            "mode": "hosted",
            "is_external": False,
            "file_access": "visible",
            "mimetype": "application/octet-stream",
        }
        return {**self.wire(), **told, "url_private": address, "url_private_download": f"{address}/download"}


def get_upload_url(call: Call) -> Wire:
    call.needs("files:write")
    if not call.text("filename") or call.number("length", 0) < 1:
        raise Refusal("invalid_arguments")
    upload = Upload(call.workspace.new_id("F"), call.text("filename"), call.number("length", 0))
    call.server.uploads[upload.id] = upload
    return {"upload_url": f"{call.server.upload_url}/{upload.id}", "file_id": upload.id}


def complete_upload(call: Call) -> Wire:
    call.needs("files:write")
    uploads: list[Upload] = []
    for named in call.structure("files") or []:
        upload = call.server.uploads.get(named["id"])
        if upload is None or upload.content is None:
            raise Refusal("file_not_found")
        upload.title = named.get("title", "")
        uploads.append(upload)
    if not uploads:
        raise Refusal("invalid_arguments")
    files = [upload.wire() for upload in uploads]
    if call.text("channel_id"):
        channel = destination(Call(call.server, call.name, {"channel": call.text("channel_id")}, call.token))
        message = Message(
            call.workspace.new_ts(),
            channel,
            BOT_USER,
            call.text("initial_comment"),
            thread_ts=call.text("thread_ts") or None,
            files=files,
        )
        channel.messages.append(message)
    return {"files": files}


METHODS: Mapping[str, Handler] = MappingProxyType(
    {"files.getUploadURLExternal": get_upload_url, "files.completeUploadExternal": complete_upload}
)
