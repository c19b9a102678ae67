"""What others may do with a resource: SPDX identifiers, and our own where SPDX has none."""

from __future__ import annotations

import re

LICENSES = (
    "CC0-1.0",
    "CC-BY-4.0",
    "CC-BY-SA-4.0",
    "CC-BY-NC-4.0",
    "CC-BY-NC-SA-4.0",
    "CC-BY-ND-4.0",
    "CC-BY-NC-ND-4.0",
    "LicenseRef-all-rights-reserved",
    "LicenseRef-members-only",
)
_OTHERS = {
    "PD": "CC0-1.0",
    "PUBLICDOMAIN": "CC0-1.0",
    "CCZERO": "CC0-1.0",
    "ALLRIGHTSRESERVED": LICENSES[7],
    "COPYRIGHT": LICENSES[7],
    "MEMBERSONLY": LICENSES[8],
    "MINE": LICENSES[8],
}


def read_license(typed: str) -> str | None:
    """Return the identifier of a license as people name it ("CC BY-SA", "public domain"); None where it is none."""
    spelled = re.sub(r"[\W_]+", "", re.sub(r"\d\.\d", "", typed.removeprefix("LicenseRef-"))).upper()
    spelled = spelled.removeprefix("CREATIVECOMMONS")
    if spelled in _OTHERS:
        return _OTHERS[spelled]
    for named in LICENSES[:7]:
        short = re.sub(r"-|\d\.\d", "", named)
        if spelled in {short, short.removeprefix("CC")}:
            return named
    return None
