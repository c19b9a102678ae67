"""A library as another Staffroom exported it: JSON, with everything that was said of each resource."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from bot.domain.collections import ABOUT_MOST as COLLECTION_ABOUT_MOST
from bot.domain.collections import NAME_MOST as COLLECTION_NAME_MOST
from bot.domain.collections import Filed
from bot.domain.exports.fields import FIELDS, NUMBER, TEXT, Json, WrongValue
from bot.domain.exports.said import VERSION_OF, WrongPart, read_said
from bot.domain.files import MEDIA_TYPES, StoredFile, clean_name, page_of_file, stem_of
from bot.domain.imports.json_lines import JsonLines, NotJson, Placed
from bot.domain.imports.rows import BadRow, FiledTopic, FileKind, Parsed, Problem, Row, cleaned, row_of
from bot.domain.pages import NotAnAddress, page_of, web_address
from bot.domain.resources import ABOUT_MOST, TAG_MOST, TAGS_MOST, TITLE_MOST, NewResource
from bot.domain.responses import Said
from bot.domain.topics import ABOUT_MOST as TOPIC_ABOUT_MOST
from bot.domain.topics import NAME_MOST, TopicState
from bot.domain.words import fold

_BLANK = NewResource("", "", "", imported=True)
_TYPES = {media: kind for kind, media in MEDIA_TYPES.items()}
_STATES = {state.value: state for state in (TopicState.OPEN, TopicState.PROPOSED, TopicState.ARCHIVED)}


def parse_library(text: str) -> Parsed | None:
    """Return the rows, or None if no resources are in it."""
    reader = _Reader(JsonLines(text))
    try:
        found = reader.read()
    except NotJson as problem:
        found = True
        reader.rows.append(BadRow(problem.line, Problem.NOT_JSON, ""))
    if not found:
        return None
    return Parsed(FileKind.LIBRARY, tuple(reader.rows), reader.private, collections=tuple(reader.collections))


@dataclass
class _Reader:
    lines: JsonLines
    rows: list[Row] = field(default_factory=list)
    private: int = 0
    collections: list[Filed] = field(default_factory=list)
    _topics: dict[int, FiledTopic | None] = field(default_factory=dict)  # None where one is private
    _numbers: set[int] = field(default_factory=set)
    _waiting: list[Placed] = field(default_factory=list)

    def read(self) -> bool:
        """Read the whole text and return whether resources are in it."""
        found = self.lines.begins("[")
        if found:
            self._waiting.extend(self.lines.elements())
        else:
            for name in self.lines.members():
                match name:
                    case "topics" if self.lines.begins("["):
                        self._read_topics(self.lines.elements())
                    case "collections" if self.lines.begins("["):
                        self._read_collections(self.lines.elements())
                    case "resources" if self.lines.begins("["):
                        found = True
                        self._waiting.extend(self.lines.elements())
                    case _:
                        self.lines.value()
        self.lines.end()
        for placed in self._waiting:  # only now is every topic known, wherever it stands
            self._read_resource(placed)
        self.rows = [self._with_source(row) for row in self.rows]
        return found

    def _read_topics(self, elements: Iterable[Placed]) -> None:
        for placed in elements:
            try:
                number, topic = _topic(placed.value)
            except WrongValue:
                self.rows.append(BadRow(placed.line, Problem.NOT_A_TOPIC, ""))
            else:
                self._topics[number] = topic

    def _read_collections(self, elements: Iterable[Placed]) -> None:
        for placed in elements:
            try:
                self.collections.append(_collection(placed.value))
            except (WrongValue, NotAnAddress):
                self.rows.append(BadRow(placed.line, Problem.NOT_A_COLLECTION, ""))

    def _read_resource(self, placed: Placed) -> None:
        if not isinstance(placed.value, dict):
            self.rows.append(BadRow(placed.line, Problem.NOT_A_RESOURCE, ""))
            return
        given: Mapping[str, object] = placed.value
        new = _BLANK
        for each in FIELDS:
            if given.get(each.name) is None:
                continue
            try:
                new = each.read_into(new, given[each.name])
            except WrongValue:
                self.rows.append(BadRow(placed.line, Problem.WRONG_VALUE, each.name))
                return
        try:
            said, new = read_said(given), replace(new, file=_file(given.get("file")))
        except WrongPart as wrong:
            self.rows.append(BadRow(placed.line, Problem.WRONG_VALUE, wrong.name))
            return
        number = given.get("topic")
        if number is None:
            self.rows.append(self._row(placed.line, new, None, said))
        elif not isinstance(number, int) or number not in self._topics:
            self.rows.append(BadRow(placed.line, Problem.WRONG_VALUE, "topic"))
        elif (topic := self._topics[number]) is None:
            self.private += 1
        else:
            self.rows.append(self._row(placed.line, new, topic, said))

    def _with_source(self, row: Row) -> Row:
        """Return *row*, or a bad one where it is a version of what is not in the file, or of itself."""
        if isinstance(row, BadRow) or row.said.version_of is None:
            return row
        itself = row.whole is not None and row.whole.number == row.said.version_of
        known = row.said.version_of in self._numbers and not itself
        return row if known else BadRow(row.line, Problem.WRONG_VALUE, VERSION_OF)

    def _row(self, line: int, new: NewResource, topic: FiledTopic | None, said: Said) -> Row:
        """Return it as it was where it fits, else cleaned and cut as from any other file."""
        if new.file is not None:
            title = new.title if new.title.strip() else stem_of(new.file.name)
            row: Row = cleaned(line, "", new.file.page, title, new.about, new.tags)
        else:
            row = row_of(line, new.url, new.title, new.about, new.tags)
        if isinstance(row, BadRow):
            return row
        if new.number is not None:
            if new.number in self._numbers:
                return BadRow(line, Problem.NUMBER_TWICE, f"#{new.number}")
            self._numbers.add(new.number)
        whole = replace(
            new,
            url=row.url,
            page=row.page,
            title=new.title if new.title.strip() and len(new.title) <= TITLE_MOST else row.title,
            about=new.about if len(new.about) <= ABOUT_MOST else row.about,
            tags=new.tags if _fit(new.tags) else row.tags,
        )
        return replace(
            row,
            title=whole.title,
            about=whole.about,
            tags=whole.tags,
            cuts=row.cuts,
            whole=whole,
            topic=topic,
            said=said,
        )


def _fit(tags: tuple[str, ...]) -> bool:
    return len(tags) <= TAGS_MOST and all(tag.strip() and len(tag) <= TAG_MOST for tag in tags)


def _collection(value: object) -> Filed:
    """Return a collection with its pages as they are compared; raises WrongValue and NotAnAddress."""
    if not isinstance(value, dict) or not isinstance(value.get("pages"), list):
        raise WrongValue
    given: Mapping[str, Json] = value
    name, about = TEXT.read(given.get("name")), TEXT.read(given.get("about") or "")
    pages = [page_of_file(page) or page_of(web_address(page)) for page in map(TEXT.read, value["pages"])]
    if not fold(name) or len(name) > COLLECTION_NAME_MOST or len(about) > COLLECTION_ABOUT_MOST:
        raise WrongValue
    return Filed(name, about, tuple(pages))


def _file(value: object) -> StoredFile | None:
    """Return what a file is known by; raises WrongPart."""
    if value is None:
        return None
    try:
        if not isinstance(value, dict):
            raise WrongValue
        kind = _TYPES[TEXT.read(value.get("type"))]
        sha256, size = TEXT.read(value.get("sha256")), NUMBER.read(value.get("size"))
        file = StoredFile(sha256, clean_name(TEXT.read(value.get("name")), kind), kind, size)
        if page_of_file(file.named) is None:
            raise WrongValue
        return file
    except (WrongValue, KeyError):
        raise WrongPart("file") from None


def _topic(value: object) -> tuple[int, FiledTopic | None]:
    """Return a topic by its number in the file, None in its place where it is private; raises WrongValue."""
    if not isinstance(value, dict):
        raise WrongValue
    given: Mapping[str, Json] = value
    number, name = NUMBER.read(given.get("number")), TEXT.read(given.get("name"))
    about = TEXT.read(given.get("about") or "")
    state = _STATES.get(TEXT.read(given.get("state") or TopicState.OPEN.value))
    if state is None or not fold(name) or len(name) > NAME_MOST or len(about) > TOPIC_ABOUT_MOST:
        raise WrongValue
    private = given.get("private") not in (None, False)  # an unknown mark is taken for a private one
    return number, None if private else FiledTopic(number, name, about, state)
