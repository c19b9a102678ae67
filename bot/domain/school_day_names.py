"""What the name of a school calendar's entry says about its days, in English and Spanish."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.school_days import DayKind
from bot.domain.words import folded_words

_NOT_AN_EVENT = (
    r"(?! (?:\w+ )?(?:concert|part(?:y|ies)|show|assembly|parade|celebration|luncheon|lunch|program|performance|"
    r"bazaar|fair|boutique|shop|drive|dinner|feast|breakfast|potluck|recital|sing|market|dance|duty|concierto|fiesta)\b)"
)
_STUDENTS = r"(?:all |los |las )?(?:students?|pupils?|children|estudiantes|alumnos)"

_OPEN = re.compile(
    r"\b(?:(?:schools?|district|offices?) (?:is |are |remains? )?open|not closed|in session|"
    r"no (?:early|delayed|late|half|minimum)|(?<!no )hay clases|dia de clases)\b"
)
_HALF_DAY = re.compile(
    r"\b(?:early (?:dismissals?|release|out|closing|closure)|(?:half|minimum|abbreviated|shortened|modified) days?|"
    r"(?:half|single|one) session|dismiss(?:al|ed)? (?:at|early)|close[sd]? early(?! (?:dismissal|release))|"
    r"clos(?:es?|ing|ed) at|"
    r"salidas? (?:tempranas?|anticipadas?|temprano)|medio dia|media jornada|jornada reducida)\b"
)
_DELAYED = re.compile(
    r"\b(?:delayed (?:opening|start|entry)s?|late (?:start|opening|arrival)s?|(?:\d|one|two|three) (?:hours?|hr) delay|"
    r"hour delay|opens? (?:late|at)|entradas? (?:tardias?|tarde)|(?:inicio|apertura) (?:tardi[oa]|retrasad[oa]))\b"
)
_FOR_STUDENTS = re.compile(
    rf"\bno {_STUDENTS}\b(?! left)|\b(?:school|class(?:es)?|closed|holiday|off|clases|cerrad[oa]s?) (?:for|para) "
    rf"{_STUDENTS}\b|\b(?:students?|pupils?) (?:free|off|holidays?|do not (?:report|attend))\b|\bnon student\b|"
    r"\b(?:staff|teachers?|faculty) only\b|\bsolo (?:maestros|docentes|personal)\b"
)
_CLOSED = re.compile(r"\b(?:closed|closure|cerrad[oa]s?|cierre)\b(?! (?:at|a las) )")
_PARTLY = re.compile(
    r"\b(?:only|elem(?:entary)?|middle|high|hs|ms|grades?|k \d+|kindergarten|pre ?k|primarias?|secundarias?|solo)\b"
)
_TEACHERS_WORK = re.compile(
    r"\b(?:professional (?:development|learning|days?)|pd|(?:staff|teacher|faculty) (?:development|learning|work|prep|"
    r"planning|institute|training|in ?service)\w*|work ?days?|in ?service|institute days?|planning days?|"
    r"conference days?|convention|convencion|desarrollo profesional|capacitacion|"
    r"dias? de (?:planificacion|formacion))\b"
)
_GOES_ON = re.compile(
    r"\b(?:(?:first|last) day(?! of (?:\w+ ){0,2}(?:break|recess|vacation|holiday)s?)|resumes?|returns?|reopens?|"
    r"before|back to|graduation|(?:primer|ultimo) dia(?! de(?:l| las)? (?:\w+ )?(?:vacaciones|receso))|regreso|"
    r"reanudan?|inicio de clases|antes)\b"
)
_BREAK = re.compile(
    rf"\b(?:recess|breaks?|vacations?|holidays?|vacaciones|receso|feriados?|festivos?|asueto)\b{_NOT_AN_EVENT}"
)
_CLOSING_HOLIDAY = re.compile(
    r"\b(?:labor day|thanksgiving|christmas|(?<!lunar )(?<!chinese )new years?|memorial day|juneteenth|"
    r"independence day|fourth of july|4th of july|july 4(?:th)?|mlk|martin luther king|navidad|accion de gracias|"
    rf"ano nuevo|dia del trabajo)\b{_NOT_AN_EVENT}"
)
_HOLIDAY_FOR_SOME = re.compile(
    r"\b(?:columbus day|indigenous peoples?|veterans day|presidents day|(?:washington|lincoln)s birthday|good friday|"
    r"easter|election day|yom kippur|rosh hashanah|eid|diwali|(?:lunar|chinese) new year|passover|cesar chavez|"
    r"patriots day|viernes santo|semana santa|dia de (?:la raza|los presidentes|los veteranos|los pueblos))\b"
    rf"{_NOT_AN_EVENT}"
)
_NO_SCHOOL = re.compile(r"\b(?:no (?:school|class(?:es)?)|days? off|sin clases|no hay clases|dias? libres?)\b")


def understood(name: str, categories: Sequence[str] = ()) -> tuple[DayKind, bool]:
    """Return what kind of day it is, and whether to ask an admin if teachers are off too.

    The name counts before the categories, which many districts leave out or use in ways of their own.
    """
    for said in (name, *categories):
        if (found := _said(" ".join(folded_words(said)))) is not None:
            return found
    return DayKind.INFORMATION, False


def understood_at_a_time(name: str) -> DayKind:
    """Return what kind of day an entry with clock times makes it: only plain words close a day or shorten it."""
    text = " ".join(folded_words(name))
    kind, asked = understood(name)
    if kind in (DayKind.HALF_DAY, DayKind.DELAYED) or (kind is DayKind.CLOSED and not asked and _CLOSED.search(text)):
        return kind
    return DayKind.INFORMATION


def _said(text: str) -> tuple[DayKind, bool] | None:
    """Return what folded *text* says; None where it says nothing of the kind. What is sure is tried first."""
    if _OPEN.search(text):
        return DayKind.INFORMATION, False
    shorter = DayKind.DELAYED if _DELAYED.search(text) else DayKind.HALF_DAY if _HALF_DAY.search(text) else None
    closed = _CLOSED.search(_HALF_DAY.sub("", text)) is not None
    if shorter is not None and not closed:
        return shorter, False
    if _FOR_STUDENTS.search(text) or (closed and _PARTLY.search(text)):
        return DayKind.STUDENTS_OFF, True
    if closed:
        return DayKind.CLOSED, False
    if _GOES_ON.search(text):
        return DayKind.INFORMATION, False
    if _TEACHERS_WORK.search(text):
        return DayKind.STUDENTS_OFF, True
    if _BREAK.search(text) or _CLOSING_HOLIDAY.search(text):
        return DayKind.CLOSED, False
    if _NO_SCHOOL.search(text) or _HOLIDAY_FOR_SOME.search(text):
        return DayKind.STUDENTS_OFF, True
    return None
