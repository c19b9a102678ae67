"""A library that leaves one installation by the command line and comes into another, the same."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from tests.process.conftest import Founding

LIBRARY = """{"resources": [
{"url": "https://example.org/strips", "number": 7, "title": "=Strips 👩🏽‍🏫", "about": "two\\nlines", "topic": 1,
 "tags": ["warm up"], "credit": "Ana", "added": "2025-01-02T03:04:05+00:00", "pinned": true},
{"url": "https://example.org/שלום", "number": 9, "title": "'quoted'"}
], "topics": [{"number": 1, "name": "Fractions", "about": "Of all kinds"}]}"""


async def test_a_library_moves_house(found: Founding, tmp_path: Path) -> None:
    """Exported as JSON it comes back with numbers, topics and days; as a table it is safe; bad rows stop everything."""
    by_hand, whole, again = (tmp_path / name for name in ("by-hand.json", "whole.json", "again.json"))
    by_hand.write_text(LIBRARY, "utf-8")
    here = await found()
    foreseen = await here.does("import", str(by_hand), "--dry-run")
    assert "An import would add 2 pages." in foreseen.out.text
    assert "It would make 1 topic (Fractions)." in foreseen.out.text
    came = await here.does("import", str(by_hand))
    assert came.process.returncode == 0, came.output
    assert "2 pages added to the library." in came.out.text

    for name in ("whole.json", "table.csv"):
        left = await here.does("export", str(tmp_path / name))
        assert left.process.returncode == 0, left.output
        assert "holds the library of Harbor network: 2 resources." in left.out.text
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert "\"'=Strips" in (tmp_path / "table.csv").read_text("utf-8-sig")
    assert [each["number"] for each in json.loads(whole.read_bytes())["resources"]] == [7, 9]

    other = ("--data", str(tmp_path / "other"))
    for arguments in (("import", str(whole)), ("export", str(again))):
        moved = await here.does(*arguments, *other)
        assert moved.process.returncode == 0, moved.output
    first, second = (json.loads(file.read_bytes()) for file in (whole, again))
    assert (first["resources"], first["topics"]) == (second["resources"], second["topics"])

    by_hand.write_text(LIBRARY.replace('"number": 9', '"number": "nine"'), "utf-8")
    for arguments, words in (
        (("import", str(by_hand)), "line 4: “number” says something that cannot stand there"),
        (("export", str(whole)), "is there already. Choose another name."),
    ):
        refused = await here.does(*arguments)
        assert refused.process.returncode == 1, refused.output
        assert words in refused.err.text, refused.output
