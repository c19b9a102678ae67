"""A library that leaves one installation by the command line and comes into another, the same."""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile
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


STRIPS = b"%PDF-1.7\nstrips to fold\n%%EOF\n"
NAMED = hashlib.sha256(STRIPS).hexdigest()
NOTES = [{"text": "Laminate them", "added": "2025-01-02T03:04:05+00:00"}]
TRIED = [{"grade": "5", "outcome": "worked", "happened": "Folded", "added": "2025-02-02T03:04:05+00:00"}]
WITH_FILE = {
    "resources": [
        {
            "number": 1,
            "title": "Fraction strips",
            "file": {"name": "strips.pdf", "type": "application/pdf", "size": len(STRIPS), "sha256": NAMED},
            "notes": NOTES,
            "tried": TRIED,
        },
        {"number": 2, "url": "https://example.org/strips", "title": "Strips, in Spanish", "version_of": 1},
    ],
    "collections": [{"name": "Unit 1", "pages": [f"sha256:{NAMED}", "https://example.org/strips"]}],
}


def packed(path: Path, library: object, **contents: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("library.json", json.dumps(library))
        for name, content in contents.items():
            archive.writestr(f"files/{name}", content)
    return path


def unpacked(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


async def test_files_move_house_with_what_was_said_of_them(found: Founding, tmp_path: Path) -> None:
    """Packed as one ZIP a library comes in whole elsewhere: files, notes, trials, versions and collections."""
    here = await found()
    came = await here.does("import", str(packed(tmp_path / "by-hand.zip", WITH_FILE, **{NAMED: STRIPS})))
    assert "2 pages added to the library." in came.out.text, came.output
    left = await here.does("export", str(tmp_path / "whole.zip"))
    assert left.process.returncode == 0, left.output
    assert stat.S_IMODE((tmp_path / "whole.zip").stat().st_mode) == 0o600
    other = ("--data", str(tmp_path / "other"))
    for arguments in (("import", str(tmp_path / "whole.zip")), ("export", str(tmp_path / "again.zip"))):
        moved = await here.does(*arguments, *other)
        assert moved.process.returncode == 0, moved.output
    first, second = unpacked(tmp_path / "whole.zip"), unpacked(tmp_path / "again.zip")
    assert first[f"files/{NAMED}"] == second[f"files/{NAMED}"] == STRIPS
    whole, again = (json.loads(each["library.json"]) for each in (first, second))
    assert (whole["resources"], whole["collections"]) == (again["resources"], again["collections"])
    strips, spanish = whole["resources"]
    assert (strips["notes"], strips["tried"], spanish["version_of"]) == (NOTES, TRIED, 1)
    assert whole["collections"][0]["pages"] == [f"sha256:{NAMED}", "https://example.org/strips"]


async def test_a_file_that_did_not_come_along_stops_an_import(found: Founding, tmp_path: Path) -> None:
    """Without its content, or with another one, a file does not come in, and nothing else does until that is said."""
    alone, changed = tmp_path / "library.json", tmp_path / "changed.zip"
    alone.write_text(json.dumps(WITH_FILE), "utf-8")
    packed(changed, WITH_FILE, **{NAMED: STRIPS.replace(b"fold", b"hold")})
    here = await found()
    for path in (alone, changed):
        refused = await here.does("import", str(path))
        assert refused.process.returncode == 1, refused.output
        assert "the file “strips.pdf” itself did not come along" in refused.err.text, refused.output
        assert "Nothing was imported." in refused.err.text
    came = await here.does("import", str(alone), "--skip-bad")
    assert "1 page added to the library." in came.out.text, came.output
