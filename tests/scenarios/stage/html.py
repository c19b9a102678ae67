"""A page of the rehearsal room as a browser has it: a tree, and the words that a person reads in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_UNSEEN = frozenset({"script", "style", "template", "svg", "head"})
_LINES = frozenset(
    {"article", "aside", "details", "div", "dl", "fieldset", "footer", "form", "h1", "h2", "h3", "header"}
    | {"hr", "legend", "li", "main", "nav", "ol", "p", "section", "summary", "ul"}
)


@dataclass
class Node:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")

    def has(self, name: str) -> bool:
        return name in self.attributes

    @property
    def classes(self) -> list[str]:
        return self["class"].split()

    def every(self, tag: str = "", **attributes: str) -> Iterator[Node]:
        """Yield what is inside, outer before inner, of that tag and with those attributes (``class_`` among them)."""
        for child in self.children:
            if isinstance(child, Node):
                if tag in ("", child.tag) and child._is(attributes):
                    yield child
                yield from child.every(tag, **attributes)

    def one(self, tag: str = "", **attributes: str) -> Node:
        found = self.find(tag, **attributes)
        assert found is not None, f"there is no <{tag} {attributes}> in\n{self.words()}"
        return found

    def find(self, tag: str = "", **attributes: str) -> Node | None:
        return next(self.every(tag, **attributes), None)

    def _is(self, attributes: dict[str, str]) -> bool:
        for name, value in attributes.items():
            if name == "class_":
                if value not in self.classes:
                    return False
            elif self.attributes.get(name.replace("_", "-")) != value:
                return False
        return True

    def words(self) -> str:
        """Return what a person reads: lines, [buttons], [menus ▾]; nothing of what is hidden."""
        lines = "".join(self._spoken()).split("\n")
        return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)

    def _spoken(self) -> Iterator[str]:
        if self.tag in _UNSEEN or self.has("hidden"):
            return
        inner = "".join(part for child in self.children for part in _parts(child, self))
        if _is_button(self):
            inner = f"[{inner.strip()}]"
        elif self.tag == "summary":
            inner = f"[{inner.strip()} ▾]"
        elif self.tag == "input":
            inner = "" if self["type"] in ("checkbox", "hidden") else self["value"]
        elif self.tag == "br":
            inner = "\n"
        elif self.tag in ("dt", "dd"):
            inner = f" {inner} "
        yield f"\n{inner}\n" if self.tag in _LINES else inner


def _is_button(node: Node) -> bool:
    return node.tag == "button" or (node.tag == "a" and "button" in node.classes)


def _parts(child: Node | str, parent: Node) -> Iterator[str]:
    if isinstance(child, str):
        yield child.replace("\n", " ")
    elif parent.tag == "details" and child.tag != "summary" and not parent.has("open"):
        return  # a list that is not opened
    elif _is_button(child):
        yield from (" ", *child._spoken(), " ")
    else:
        yield from child._spoken()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def read(html: str) -> Node:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


def text_of(node: Node) -> str:
    """Return all text inside, hidden or not: a script's, an option's."""
    return "".join(child if isinstance(child, str) else text_of(child) for child in node.children)
