"""What a button carries can always be read back, or was never allowed onto it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.model import Actions, Button, Field, Form, Option, Reply, Select
from bot.ui.wire import LONGEST, ActionCode, base36, decode, encode

NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789_.-", min_size=1, max_size=20)
ARGS = st.lists(st.one_of(st.integers(0, 2**63), NAMES, st.just("")), max_size=4).map(tuple)


@given(NAMES, ARGS)
def test_what_is_encoded_is_read_back(action: str, args: tuple[str | int, ...]) -> None:
    """An action and its arguments come back as they were put on the button, numbers in base 36."""
    try:
        code = encode(action, args)
    except ValueError:
        assert len(":".join(("v1", action, *(base36(a) if isinstance(a, int) else a for a in args)))) > 100
        return
    read = decode(code)
    assert read is not None and read.action == action
    assert tuple(int(r, 36) if isinstance(a, int) else r for a, r in zip(args, read.args, strict=True)) == args
    assert len(code.encode()) <= 100 == LONGEST


@given(st.text(max_size=120), st.lists(st.one_of(st.text(max_size=60), st.integers()), max_size=3))
def test_a_code_is_readable_or_refused(action: str, args: list[str | int]) -> None:
    """Whatever is asked to stand on a button, a code that comes out says the same when it is read."""
    try:
        code = encode(action, tuple(args))
    except ValueError:
        return
    told = tuple(base36(a) if isinstance(a, int) else a for a in args)
    assert decode(code) == ActionCode(action, told)
    assert len(code.encode()) <= 100


@given(st.text(max_size=130))
def test_reading_never_fails(code: str) -> None:
    """A code that somebody made up is met with None, and one that can be read is written the same again."""
    read = decode(code)
    assert read is None or encode(read.action, read.args) == code


@pytest.mark.parametrize("code", [
    "v0:resource.open:1a", "v2:resource.open:1a", "resource.open", "resource.open:1a", "", "v1", "v1:", "v1::1",
    "V1:resource.open", "v1:Resource.open", "v1:resource.open:Ñ", "v1:resource.open:a b", "v1:resource.open:1\n",
    " v1:resource.open", "v1:resource.open:" + "a" * 84,
])  # fmt: skip
def test_what_is_old_or_made_up_is_no_code(code: str) -> None:
    """A code of another version, with other letters or too long is not taken for one of ours."""
    assert decode(code) is None


@pytest.mark.parametrize(("action", "args"), [
    ("", ()), ("open:it", ()), ("Open", ()), ("open it", ()), ("open", ("a:b",)), ("open", ("ñ",)), ("open", ("A",)),
    ("open", (-1,)), ("open", ("a\n",)), ("a" * 98, ()), ("open", ("a" * 50, "b" * 50)),
])  # fmt: skip
def test_what_could_not_be_read_back_is_refused(action: str, args: tuple[str | int, ...]) -> None:
    """A button, a select or a form with a code that nobody could read is refused where it is made."""
    with pytest.raises(ValueError, match=r"button|bytes|number"):
        encode(action, args)
    with pytest.raises(ValueError, match=r"button|bytes|number"):
        Button("Open", action, args)
    with pytest.raises(ValueError, match=r"button|bytes|number"):
        Select("Open", action, (Option("One", "1"),), args)


@pytest.mark.parametrize(("number", "digits"), [(0, "0"), (9, "9"), (35, "z"), (36, "10"), (1295, "zz"), (1296, "100")])
def test_numbers_are_short(number: int, digits: str) -> None:
    """A number takes few of the hundred bytes, and reads back as itself."""
    assert base36(number) == digits
    assert int(digits, 36) == number
    assert encode("open", (number,)) == f"v1:open:{digits}"


def test_the_longest_code_is_a_hundred_bytes() -> None:
    """A hundred bytes fit, a hundred and one do not."""
    assert len(encode("a" * 97)) == 100
    with pytest.raises(ValueError, match="100 bytes"):
        encode("a" * 98)


def test_a_message_takes_each_control_once() -> None:
    """Two buttons that would do the very same cannot stand in one message."""

    with pytest.raises(ValueError, match="repeated"):
        Reply((Actions((Button("Open", "open", (1,)),)), Actions((Button("Open it", "open", ("1",)),))))


@pytest.mark.parametrize("count", [0, 6])
def test_a_form_has_one_to_five_fields(count: int) -> None:
    """Discord shows five fields at most, so a form with more is refused where it is made."""

    with pytest.raises(ValueError, match="1 to 5"):
        Form("save", "Save", tuple(Field(str(number), "Field") for number in range(count)))
