"""Codes of the Common Core: every one in every usual spelling, and the nearest where there is none."""

from __future__ import annotations

import re

import pytest

from bot.domain.details import subject_key
from bot.domain.grades import GRADES, UnknownGradeError, read_grades, said_grades
from bot.domain.languages import read_language, said_language
from bot.domain.licenses import LICENSES, read_license
from bot.domain.standards import Known, Unknown, every_code, read_standard, wider


def test_every_code_is_read_from_every_usual_spelling() -> None:
    """All 317 of kindergarten to grade 8 and all of high school, from five spellings and more each."""
    codes = every_code()
    assert len([code for code in codes if not code.startswith("HS")]) == 317
    assert len([code for code in codes if code.startswith("HS") and code[-1].isdigit()]) == 156
    assert len(set(codes)) == len(codes)
    for code in codes:
        short = re.sub(r"\.[A-D]\.", ".", code)
        spellings = {
            code, short, code.lower(), short.lower(), f"CCSS.MATH.CONTENT.{code.replace('-', '.')}",
            f"ccss.math {short}", re.sub(r"\W", "", short), code.replace(".", " "),
            code.removeprefix("HS"), short.removeprefix("HS").replace("-", "."),
        }  # fmt: skip
        assert len(spellings) >= 5
        assert {read_standard(spelled) for spelled in spellings} == {Known(code)}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("6.rp.3", "6.RP.A.3"),
        ("CCSS.MATH.CONTENT.6.RP.A.3", "6.RP.A.3"),
        ("6.RP.A.3.b", "6.RP.A.3b"),
        ("A-REI.3", "HSA-REI.B.3"),
        ("k.cc.4a", "K.CC.B.4a"),
        ("MP3", "MP3"),
        ("CCSS.MATH.PRACTICE.MP3", "MP3"),
        ("CCSS.ELA-LITERACY.W.9-10.1", "W.9-10.1"),
        ("6.RP", "6.RP"),
        ("6.rp.a", "6.RP.A"),
    ],
)
def test_codes_as_they_are_written(typed: str, code: str) -> None:
    assert read_standard(typed) == Known(code)


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [("7.OA.2", "7.EE"), ("8.RP.1", "8.EE"), ("6.NF.1", "6.NS"), ("2.EE.1", "2.OA"), ("4.SP.1", "4.MD")],
)
def test_a_domain_that_the_grade_does_not_have(typed: str, nearest: str) -> None:
    """The nearest is where the grade has what that domain is about."""
    met = read_standard(typed)
    assert isinstance(met, Unknown) and met.nearest == nearest
    assert nearest.partition(".")[2] in met.domains and met.grade == typed[0]
    assert isinstance(read_standard(met.nearest), Known)


@pytest.mark.parametrize(
    ("typed", "nearest"), [("6.RP.9", "6.RP.A.3"), ("K.CC.8", "K.CC.C.7"), ("A-REI.40", "HSA-REI.B.4")]
)
def test_a_number_that_the_domain_does_not_have(typed: str, nearest: str) -> None:
    met = read_standard(typed)
    assert isinstance(met, Unknown) and met.nearest == nearest


@pytest.mark.parametrize("typed", ["", "?", "fractions", "९.RP.1", "6" * 300, "CCSS"])
def test_what_is_no_code_at_all(typed: str) -> None:
    assert read_standard(typed) == Unknown(typed, "")


@pytest.mark.parametrize(("one", "other"), [("Math", "mathematics"), ("ELA", "English Language Arts"), ("Art", "arts")])
def test_subjects_by_what_else_they_are_called(one: str, other: str) -> None:
    assert subject_key(one) == subject_key(other) != subject_key("Music")


def test_a_part_is_found_by_what_it_is_a_part_of() -> None:
    assert wider("6.RP.A.3b") == ("6.RP.A.3b", "6.RP.A.3", "6.RP.A", "6.RP")
    assert wider("HSA-REI.B.3") == ("HSA-REI.B.3", "HSA-REI.B", "HSA-REI")
    assert wider("MP1") == ("MP1",)
    for code in every_code():
        assert all(isinstance(read_standard(each), Known) for each in wider(code))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("K–2, 5th grade", "K–2, 5"),
        ("Grades 6 to 8", "6–8"),
        ("pre-k", "PK"),
        ("high school, adult", "9–12, adult"),
        ("1st and 2nd", "1–2"),
        ("", ""),
    ],
)
def test_grades_as_people_write_them(typed: str, said: str) -> None:
    assert said_grades(read_grades(typed)) == said
    assert read_grades(said) == read_grades(typed)


def test_every_run_of_grades_is_read_back() -> None:
    for start in range(len(GRADES)):
        for end in range(start + 1, len(GRADES) + 1):
            assert read_grades(said_grades(GRADES[start:end])) == GRADES[start:end]


@pytest.mark.parametrize("typed", ["13", "5-3", "blue", "grade 0.5"])
def test_what_is_no_grade(typed: str) -> None:
    with pytest.raises(UnknownGradeError):
        read_grades(typed)


@pytest.mark.parametrize(
    ("typed", "license"),
    [
        ("CC BY", "CC-BY-4.0"),
        ("cc-by-sa 4.0", "CC-BY-SA-4.0"),
        ("by-nc", "CC-BY-NC-4.0"),
        ("public domain", "CC0-1.0"),
        ("All rights reserved", "LicenseRef-all-rights-reserved"),
        ("GPL", None),
        ("", None),
    ],
)
def test_licenses_as_people_name_them(typed: str, license: str | None) -> None:  # noqa: A002
    assert read_license(typed) == license
    assert all(read_license(name) == name for name in LICENSES)


def test_languages_by_name_and_tag() -> None:
    assert [read_language(name) for name in ("Spanish", "español", "ES", "inglés", "Klingonish", "")] == [
        "es", "es", "es", "en", None, None,
    ]  # fmt: skip
    assert said_language("es") == "Spanish"
    assert said_language("es", "es") == "español"
