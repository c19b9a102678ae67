"""Literal text inside Discord's Markdown: what people typed is shown as typed and nothing in it comes to life."""

from __future__ import annotations

import re

# Discord takes a backslash before any punctuation as "this very character". A bare address stays an address, in angle
# brackets: they bound it, keep its own marks from formatting, and ask for no preview.
_MARKS = re.compile(
    r"""
    (?P<url> (?<!\w) https?://[^\s<>]+ )
    | (?P<line> ^[ \t]* (?: -?\#{1,3} | [-+] | >{1,3} | \d+[.)] ) (?=\s|$) )
    | (?P<mark> [\\*_~`|\[\]<] | @(?=everyone|here) | :(?=[\w+~-]+:|//) )
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
_TRAILING = ".,:;!?'\"*_~`|)]}"
_IN_BARE_ADDRESS = str.maketrans({"*": "%2A", "|": "%7C", "`": "%60", "\\": "%5C"})
_IN_LINK = {ord(mark): f"%{ord(mark):02X}" for mark in ' <>()[]"\\`*|~\t\r\n'}


def literal(text: str) -> str:
    """Return *text* so that Discord shows it as it stands; web addresses in it can be followed."""
    return _MARKS.sub(_escape, text)


def one_line(text: str) -> str:
    """Return *text* literally, on a single line."""
    return literal(" ".join(text.split()))


def code(text: str) -> str:
    """Return *text* as inline code; a backtick would end it, so a look-alike stands for it."""
    return f"`{' '.join(text.split()).replace('`', 'ˋ')}`" if text.strip() else ""


def link(words: str, url: str) -> str:
    """Return *words* leading to *url*; words alone where it is no web address."""
    if not is_web_address(url):
        return one_line(words)
    # Discord does not make a link of words that look like an address themselves.
    shown = one_line(re.sub(r"https?://", "", words, flags=re.IGNORECASE))
    return f"[{shown}](<{url.translate(_IN_LINK)}>)" if shown else f"<{url.translate(_IN_LINK)}>"


def is_web_address(url: str) -> bool:
    return re.match(r"https?://[^\s/]", url, re.IGNORECASE) is not None


def _escape(found: re.Match[str]) -> str:
    text = found.group()
    match found.lastgroup:
        case "url":
            address, rest = _without_trailing(text)
            return f"<{address.translate(_IN_BARE_ADDRESS)}>{literal_tail(rest)}"
        case "line":
            indent = len(text) - len(text.lstrip(" \t"))
            at = len(text) - 1 if text[indent].isdigit() else indent
            return f"{text[:at]}\\{text[at:]}"
        case _:
            return f"\\{text}"


def literal_tail(rest: str) -> str:
    """Escape what follows an address on its line: marks only, since no line begins there."""
    return re.sub(r"[\\*_~`|\[\]]", lambda mark: f"\\{mark.group()}", rest)


def _without_trailing(address: str) -> tuple[str, str]:
    end = len(address)
    while end and address[end - 1] in _TRAILING:
        if address[end - 1] == ")" and address.count("(", 0, end) >= address.count(")", 0, end):
            break
        end -= 1
    return address[:end], address[end:]
