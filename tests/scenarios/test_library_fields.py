"""Details of a resource typed in one line with the link, where lines are typed."""

from __future__ import annotations

from tests.scenarios.stage import Network


async def test_details_are_typed_with_the_link(network: Network) -> None:
    """What can be read is kept and found; what cannot is said and stops nobody from sharing; a form loses nothing."""
    ana, ben = await network.teacher("Ana"), await network.facilitator("Ben")
    if not network.takes_typed_text:
        return
    await ana.types(
        "/resources share https://example.org/strips title:Fraction strips tags:print, hands-on type:task "
        'subject:math grade:"grades 3-5" standard:3.nf.1 7.OA.1 language:inglés license:public domain'
    )
    await ana.sees(
        "Added to the library: Fraction strips.",
        "Grade 7 has RP, NS, EE, G and SP. Did you mean 7.EE?",
        "[Change] [Add grade, type, …] [Undo]",
    )
    await ana.sees_in("library", "Tags: print, hands-on", "Type: task", "Grades: 3–5", "Standards: 3.NF.A.1", "CC0")
    await ben.says("/resources search", subject="Mathematics", grade="3rd grade", language="English")
    await ben.sees("1 resource", "Fraction strips")
    await ana.types("/resources share my strips title:Fraction circles grade:2 type:video standard:none")
    await ana.sees_at("Web address", "")
    await ana.mends({"Web address": "https://example.org/circles"})
    await ana.sees("Added to the library: Fraction circles.", "“none” is no Common Core code. One is 6.RP.A.3.")
    await ana.presses("Undo")
    await ben.types("/resources share https://example.org/circles title:Circles")
    await ben.sees("Added to the library: Circles.")
    await ben.says("/resources search", grade="2")
    await ben.sees("Nothing in the library yet.")
    await ben.types(f"/resources share https://example.org/lines title:Number lines grade:1 tags:{'x' * 61}")
    await ben.fills({"Tags": "lines"})
    await ben.sees("Added to the library: Number lines.")
    await ben.says("/resources search", grade="1")
    await ben.sees("1 resource", "Number lines", "Only what is for grade 1.")
