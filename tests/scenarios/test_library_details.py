"""What a resource is beyond its title: said in a form, shown with it, found by it."""

from __future__ import annotations

from tests.scenarios.stage import Network


async def test_said_shown_and_found(network: Network) -> None:
    """Type, grades, subject, standards, license and language are said once, read in words, and narrow a search."""
    ana, ben = await network.teacher("Ana"), await network.facilitator("Ben")
    await ben.says("/resources share", link="https://example.org/lines", title="Number lines")
    await ana.says("/resources share", link="https://example.org/strips", title="Fraction strips")
    await ana.presses("Add grade, type, …")
    await ana.fills(
        {
            "Type": "task",
            "Grades": "3-5",
            "Subject": "Mathematics",
            "Standards": "3.nf.1, CCSS.MATH.CONTENT.4.NF.B.3",
            "What others may do with it": "Change and share it, with the author's name (CC BY)",
        }
    )
    await ana.sees("Saved what “Fraction strips” is for.", "[Show #2] [Undo]")
    await ana.presses("Show #2")
    await ana.sees("Type: task", "Grades: 3–5", "Subject: Mathematics", "Standards: 3.NF.A.1, 4.NF.B.3", "(CC BY)")
    await ana.sees_in("library", "Fraction strips", "Grades: 3–5")
    await ana.says("/resources edit", resource="#2")
    await ana.fills({"Language": "español"})
    await ana.sees("“Fraction strips” is changed")
    for option, value, said in (
        ("type", "task", "Only what is of the type “task”."),
        ("subject", "mathematics", "Only what is for the subject “mathematics”."),
        ("grade", "4th grade", "Only what is for grade 4."),
        ("standard", "4.NF", "Only what is about 4.NF."),
        ("language", "Spanish", "Only what is in Spanish."),
        ("license", "CC BY", "Only what is so licensed"),
    ):
        await ben.says("/resources search", **{option: value})
        await ben.sees("1 resource", "Fraction strips", said)
        await ben.sees_no("Number lines")
    await ben.says("/find", words="4.nf.3")
    await ben.sees("Fraction strips")
    await ben.says("/resources search")
    await ben.fills({"Grade, type, standard, language or license": "grade 3, task, 3.NF.1"})
    await ben.sees("1 resource", "Fraction strips", "Only what is for grade 3.", "Only what is about 3.NF.A.1.")


async def test_what_is_wrong_is_answered_with_the_nearest(network: Network) -> None:
    """A standard of another grade, a grade that is none: what was typed is kept, and the nearest is named."""
    ana, ben = await network.teacher("Ana"), await network.facilitator("Ben")
    await ana.says("/resources share", link="https://example.org/strips", title="Fraction strips")
    await ana.presses("Add grade, type, …")
    await ana.fills({"Grades": "13", "Standards": "7.OA.1"})
    await ana.sees_at("Grades", "“13” is no grade.")
    await ana.sees_at("Standards", "Grade 7 has RP, NS, EE, G and SP. Did you mean 7.EE?")
    await ana.mends({"Grades": "7", "Standards": "7.EE.1"})
    await ana.sees("Saved what “Fraction strips” is for.")
    await ana.presses("Undo")
    await ana.sees("Undone: “Fraction strips”")
    await ana.says("/resources show", resource="#1")
    await ana.sees("Fraction strips")
    await ana.sees_no("Grades:")
    await ana.says("/resources search", standard="7.OA")
    await ana.sees("Did you mean 7.EE?")
    await ben.says("/resources show", resource="#1")
    await ben.presses("More")
    await ben.sees_no("Add grade")
