"""A form as HTML: what is wrong stands at the fields, and what was typed is still in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import assert_never

from markupsafe import Markup, escape

from adapters.rehearsal.render import literal
from bot.ports.room import RoomChannel
from bot.ui.model import Field, Form, Kind

_NOTHING = Markup("")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CLOCK = re.compile(r"\d{2}:\d{2}")


class FormWriter:
    """Writes forms for one person: *channels* are those they may choose, *words* the room's own in their language."""

    def __init__(self, channels: Sequence[RoomChannel], words: Mapping[str, str]) -> None:
        self._channels = channels
        self._words = words

    def html(self, form: Form, problems: Mapping[str, str], source: str) -> Markup:
        """Return *form*; *source* is the private message that it was opened from, which its answer will replace."""
        fields = _NOTHING.join(self._field(field, problems.get(field.name, "")) for field in form.fields)
        known = {field.name for field in form.fields}
        general = _NOTHING.join(self._problem("", words) for name, words in problems.items() if name not in known)
        return Markup(
            '<form novalidate data-code="{}" data-source="{}"{}><header><h2 id="sheet-title">{}</h2>'
            '<button type="button" class="quiet" data-close>{}</button></header>'
            '<div class="fields">{}{}</div><footer><button type="submit" class="primary">{}</button></footer></form>'
        ).format(
            form.code,
            source,
            Markup(" data-problems") if problems else _NOTHING,
            literal(form.title),
            self._words["close"],
            general,
            fields,
            literal(form.submit),
        )

    def _field(self, field: Field, problem: str) -> Markup:
        if field.kind is Kind.CHOICES or field.kind is Kind.FLAG:
            inner = self._group(field, problem)
        else:
            inner = Markup('<label for="field-{}">{}{}</label>{}').format(
                field.name, literal(field.label), self._need(field), self._input(field, problem)
            )
        return Markup('<div class="field{}">{}{}{}</div>').format(
            " wrong" if problem else "", inner, self._hint(field), self._problem(field.name, problem)
        )

    def _need(self, field: Field) -> Markup:
        if field.required:
            return Markup(' <small class="need">{}</small>').format(self._words["required"])
        return Markup(" <small>{}</small>").format(self._words["optional"])

    def _hint(self, field: Field) -> Markup:
        if not _hinted(field):
            return _NOTHING
        return Markup('<p class="hint" id="hint-{}">{}</p>').format(field.name, literal(field.hint))

    def _problem(self, name: str, words: str) -> Markup:
        return Markup('<p class="problem" id="problem-{}">{}</p>').format(name, words) if words else _NOTHING

    def _input(self, field: Field, problem: str) -> Markup:
        attributes = _attributes(field, problem)
        if field.options:
            chosen = ((option.value, literal(option.label)) for option in field.options)
            return self._select(field, attributes, tuple(chosen))
        match field.kind:
            case Kind.LONG_TEXT:
                return Markup('<textarea{} rows="5">{}</textarea>').format(attributes, escape(f"\n{field.value}"))
            case Kind.DATE:
                return _native(attributes, "date", field.value if _DATE.fullmatch(field.value) else "")
            case Kind.CLOCK:
                return _native(attributes, "time", field.value if _CLOCK.fullmatch(field.value) else "")
            case Kind.URL:
                return _line_of_text(attributes, "url", field)
            case Kind.INTEGER:
                return _line_of_text(attributes, "numeric", field)
            case Kind.CHANNEL:
                rows = tuple((f"{channel.id}|{channel.name}", f"#{channel.name}") for channel in self._channels)
                return self._select(field, attributes, rows)
            case Kind.TEXT | Kind.CHOICE | Kind.PERSON | Kind.TOPIC | Kind.RESOURCE | Kind.ANNOUNCEMENT | Kind.WORKSHOP:
                return _line_of_text(attributes, "text", field)
            case Kind.FILE:
                return _line_of_text(attributes, "text", field)
            case Kind.CHOICES | Kind.FLAG:
                raise ValueError(f"{field.name} is a group of boxes, not one input")
            case _:
                assert_never(field.kind)

    def _select(self, field: Field, attributes: Markup, rows: Sequence[tuple[str, str]]) -> Markup:
        options = [Markup('<option value="">{}</option>').format(self._words["choose"])]
        for value, label in rows:
            chosen = field.value != "" and field.value in (value, value.partition("|")[0])
            options.append(
                Markup('<option value="{}"{}>{}</option>').format(value, Markup(" selected" if chosen else ""), label)
            )
        return Markup("<select{}>{}</select>").format(attributes, _NOTHING.join(options))

    def _group(self, field: Field, problem: str) -> Markup:
        if field.kind is Kind.FLAG:
            return _box(field.name, "true", literal(field.label), field.value == "true", "data-flag")
        chosen = field.value.split(",")
        boxes = _NOTHING.join(
            _box(field.name, option.value, literal(option.label), option.value in chosen, "data-several")
            for option in field.options
        )
        return Markup("<fieldset{}><legend>{}{}</legend>{}</fieldset>").format(
            _described(field, problem), literal(field.label), self._need(field), boxes
        )


def _hinted(field: Field) -> bool:
    """Return whether its hint is shown: how a day may be typed helps nobody who picks it from a calendar."""
    return bool(field.hint) and field.kind is not Kind.DATE


def _attributes(field: Field, problem: str) -> Markup:
    required = Markup(' aria-required="true"') if field.required else _NOTHING
    return Markup(' id="field-{0}" name="{0}"{1}{2}').format(field.name, required, _described(field, problem))


def _described(field: Field, problem: str) -> Markup:
    ids = [f"problem-{field.name}"] * bool(problem) + [f"hint-{field.name}"] * _hinted(field)
    described = Markup(' aria-describedby="{}"').format(" ".join(ids)) if ids else _NOTHING
    return described + (Markup(' aria-invalid="true"') if problem else _NOTHING)


def _native(attributes: Markup, kind: str, value: str) -> Markup:
    return Markup('<input{} type="{}" value="{}">').format(attributes, kind, value)


def _line_of_text(attributes: Markup, keyboard: str, field: Field) -> Markup:
    return Markup('<input{} type="text" inputmode="{}" autocomplete="off" maxlength="{}" value="{}">').format(
        attributes, keyboard, field.most, field.value
    )


def _box(name: str, value: str, label: str, chosen: bool, mark: str) -> Markup:
    return Markup('<label class="box"><input type="checkbox" name="{}" value="{}" {}{}><span>{}</span></label>').format(
        name, value, Markup(mark), Markup(" checked" if chosen else ""), label
    )
