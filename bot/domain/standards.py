"""Codes of the Common Core State Standards, by their grammar; their text is not ours to give away.

Clusters and numbers are those of the Standards for Mathematical Content as published in 2010: 229 standards for
kindergarten to grade 8 with 88 parts, 156 for high school.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count, islice

from rapidfuzz import process

STANDARDS_MOST = 10

_K8 = {
    "K": "CC A3 B2 C2 | OA A5 | NBT A1 | MD A2 B1 | G A3 B3",
    "1": "OA A2 B2 C2 D2 | NBT A1 B2 C3 | MD A2 B1 C1 | G A3",
    "2": "OA A1 B1 C2 | NBT A4 B5 | MD A4 B2 C2 D2 | G A3",
    "3": "OA A4 B2 C1 D2 | NBT A3 | NF A3 | MD A2 B2 C3 D1 | G A2",
    "4": "OA A3 B1 C1 | NBT A3 B3 | NF A2 B2 C3 | MD A3 B1 C3 | G A3",
    "5": "OA A2 B1 | NBT A4 B3 | NF A2 B5 | MD A1 B1 C3 | G A2 B2",
    "6": "RP A3 | NS A1 B3 C4 | EE A4 B4 C1 | G A4 | SP A3 B2",
    "7": "RP A3 | NS A3 | EE A2 B2 | G A3 B3 | SP A2 B2 C4",
    "8": "NS A2 | EE A4 B2 C2 | F A3 B2 | G A5 B3 C1 | SP A4",
}
"""Of each grade its domains, and of each domain its clusters with how many standards each has."""
_HIGH_SCHOOL = {
    "N": "RN A2 B1 | Q A3 | CN A3 B3 C3 | VM A3 B2 C7",
    "A": "SSE A2 B2 | APR A1 B2 C2 D2 | CED A4 | REI A2 B2 C5 D3",
    "F": "IF A3 B3 C3 | BF A2 B3 | LE A4 B1 | TF A4 B3 C2",
    "G": "CO A5 B3 C3 D2 | SRT A3 B2 C3 D3 | C A4 B1 | GPE A3 B4 | GMD A3 B1 | MG A3",
    "S": "ID A4 B2 C3 | IC A2 B4 | CP A5 B4 | MD A4 B3",
}
_PARTS = {
    "K.CC": "4c", "1.NBT": "2c", "2.NBT": "1b", "3.NF": "2b 3d", "3.MD": "5b 7d", "4.NF": "3d 4c", "4.MD": "5b",
    "5.NBT": "3b", "5.NF": "4b 5b 7c", "5.MD": "3b 5c", "6.RP": "3d", "6.NS": "6c 7d", "6.EE": "2c", "6.SP": "5d",
    "7.RP": "2d", "7.NS": "1d 2d", "7.EE": "4b", "7.SP": "7b 8c", "8.EE": "7b 8c", "8.G": "1c",
    "HSN-VM": "4c 5b", "HSA-SSE": "1b 3c", "HSA-REI": "4b", "HSF-IF": "7e 8b", "HSF-BF": "1c 4d", "HSF-LE": "1c",
    "HSG-SRT": "1b", "HSS-ID": "6c", "HSS-MD": "5b",
}  # fmt: skip
"""Which standards have parts, up to which letter."""
_ELA = {
    "RL": (10, "K 1 2 3 4 5 6 7 8 9-10 11-12"), "RI": (10, "K 1 2 3 4 5 6 7 8 9-10 11-12"), "RF": (4, "K 1 2 3 4 5"),
    "W": (10, "K 1 2 3 4 5 6 7 8 9-10 11-12"), "SL": (6, "K 1 2 3 4 5 6 7 8 9-10 11-12"),
    "L": (6, "K 1 2 3 4 5 6 7 8 9-10 11-12"), "RH": (10, "6-8 9-10 11-12"), "RST": (10, "6-8 9-10 11-12"),
    "WHST": (10, "6-8 9-10 11-12"),
}  # fmt: skip
"""Strands of English language arts and literacy: how many standards, in which grades."""
_BECOMES = {
    "CC": ("OA", "EE", "NS"), "OA": ("CC", "EE", "F"), "NBT": ("NS", "OA"), "NF": ("NBT", "NS", "RP"),
    "MD": ("G", "SP"), "RP": ("NF", "EE", "MD"), "NS": ("NF", "NBT"), "EE": ("OA",), "SP": ("MD",), "F": ("EE", "OA"),
    "G": ("MD",),
}  # fmt: skip
"""Where what a domain is about is found in grades that do not have it."""
_PREFIX = re.compile(r"^\s*CCSS\W*(MATH\W*)?(ELA\W*(LITERACY)?\W*)?(CONTENT\W*|PRACTICE\W*)?", re.IGNORECASE)
_PRACTICE = re.compile(r"^S?MP([1-8])$")
_GRADE = re.compile(r"^(K|[1-8])([A-Z]+)")
_CODE = re.compile(r"(?=.*[0-9])(?=.{3,12}$)[0-9]*[A-Z]{1,6}(?![A-Z])")
"""What may be meant for a code: letters of a domain or strand, and numbers."""
_SINGLE = re.compile(r"\.[0-9]+[a-e]?$")


@dataclass(frozen=True, slots=True)
class Known:
    """*code* as it is written: ``6.RP.A.3b``, ``HSA-REI.B.3``, ``MP1``, ``RL.5.2``; also ``6.RP`` and ``6.RP.A``."""

    code: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """No such code; *nearest* is one, or empty where nothing is like it.

    *grade* has the *domains* where the typed one is none of them.
    """

    typed: str
    nearest: str
    grade: str = ""
    domains: tuple[str, ...] = ()


def read_standard(typed: str) -> Known | Unknown:
    """Read one code in any usual spelling: with or without prefix, cluster letter, dots; in any case."""
    spelled = re.sub(r"[\W_]+", "", _PREFIX.sub("", typed)).upper()
    if practice := _PRACTICE.match(spelled):
        return Known(f"MP{practice[1]}")
    if code := _spellings().get(spelled):
        return Known(code)
    grade = _GRADE.match(spelled)
    there = _domains()[grade[1]] if grade else ()
    if grade and not grade[2].startswith(tuple(there)):
        better = next((each for each in _BECOMES.get(grade[2], ()) if each in there), None) or _like(grade[2], there)
        return Unknown(typed, f"{grade[1]}.{better}", grade[1], tuple(there))
    nearest = _like(spelled, _near(spelled)) if _CODE.match(spelled) else ""
    return Unknown(typed, _spellings()[nearest] if nearest else "")


def wider(code: str) -> tuple[str, ...]:
    """Return *code* and what it is a part of: ``6.RP.A.3b`` is found by ``6.RP.A.3``, ``6.RP.A`` and ``6.RP``."""
    whole = code.rstrip("abcde") if code[-1:].islower() else code
    codes = [code, whole]
    while "." in whole and not re.fullmatch(r"[K1-8]\.[A-Z]+|[A-Z]+\.[\d-]+", whole):
        whole = whole.rpartition(".")[0]
        codes.append(whole)
    return tuple(dict.fromkeys(codes))


def every_code() -> tuple[str, ...]:
    """Return the codes of single standards and their parts in mathematics, without domains, clusters and practices."""
    return tuple(
        code for domain, clusters in _mathematics() for code in _codes(domain, clusters) if _SINGLE.search(code)
    )


@cache
def _domains() -> Mapping[str, Sequence[str]]:
    return {grade: [domain.split()[0] for domain in said.split("|")] for grade, said in _K8.items()}


def _mathematics() -> Iterator[tuple[str, Mapping[str, int]]]:
    for grade, said in _K8.items():
        for domain in said.split("|"):
            name, *clusters = domain.split()
            yield f"{grade}.{name}", {cluster[0]: int(cluster[1:]) for cluster in clusters}
    for category, said in _HIGH_SCHOOL.items():
        for domain in said.split("|"):
            name, *clusters = domain.split()
            yield f"HS{category}-{name}", {cluster[0]: int(cluster[1:]) for cluster in clusters}


def _codes(domain: str, clusters: Mapping[str, int]) -> Iterator[str]:
    """Return the domain, its clusters, and of each cluster its standards with their parts."""
    parts = {part[:-1]: part[-1] for part in _PARTS.get(domain, "").split()}
    numbers = count(1)
    yield domain
    for cluster, most in clusters.items():
        yield f"{domain}.{cluster}"
        for number in islice(numbers, most):
            code = f"{domain}.{cluster}.{number}"
            yield code
            last = parts.get(str(number), "`")
            yield from (f"{code}{chr(letter)}" for letter in range(ord("a"), ord(last) + 1))


@cache
def _spellings() -> Mapping[str, str]:
    """Return every code by its letters and digits, with and without the cluster's letter and "HS"."""
    met: dict[str, str] = {}
    for domain, clusters in _mathematics():
        for code in _codes(domain, clusters):
            short = re.sub(r"\.[A-D]\.", ".", code)
            for spelled in (code, short, *((code[2:], short[2:]) if code.startswith("HS") else ())):
                met.setdefault(re.sub(r"\W", "", spelled).upper(), code)
    for strand, (most, grades) in _ELA.items():
        for grade in grades.split():
            for number in range(1, most + 1):
                met.setdefault(f"{strand}{grade.replace('-', '')}{number}", f"{strand}.{grade}.{number}")
    return met


def _near(spelled: str) -> Sequence[str]:
    """Return the spellings of the standards of its domain, where it has one; else all."""
    every = sorted(_spellings())
    domain = next((each for each in sorted(every, key=len, reverse=True) if each.isalpha() or _GRADE.fullmatch(each)
                   if spelled.startswith(each)), "")  # fmt: skip
    inside = [each for each in every if each.startswith(domain) and each[-1].isdigit()]
    return inside[::-1] if domain else inside  # of two as near the later one, as who goes too far meant the last


def _like(typed: str, among: Sequence[str]) -> str:
    return process.extractOne(typed, among, score_cutoff=None)[0]
