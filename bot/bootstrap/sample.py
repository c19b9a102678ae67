"""A believable network for the rehearsal room: topics, a small library, an announcement."""

from __future__ import annotations

from datetime import time, timedelta

from adapters.rehearsal.people import WORKSPACES, find_person
from adapters.rehearsal.render import typed_html
from bot.bootstrap.house import House
from bot.domain.actor import Actor
from bot.domain.ids import Number
from bot.domain.people import Platform
from bot.domain.repeats import Repeat
from bot.domain.zones import local_day
from bot.ports.incoming import Origin
from bot.ports.room import RoomMessage
from bot.services.announcing.announcements import Wanted

TOPICS = (
    ("Fractions", "Making sense of fractions in grades 3 to 6"),
    ("Number talks", "Short daily talks about how we see numbers"),
    ("Grading late work", "What is fair, what is workable, what we tried"),
    ("New teachers", "The first two years: ask anything"),
)
RESOURCES = (
    ("https://www.nctm.org/classroomresources/", "NCTM classroom resources", "Lessons and tasks by grade", "Fractions"),
    ("https://www.mathlearningcenter.org/apps/fractions", "Fractions app", "Bars and circles to shade", "Fractions"),
    ("https://nrich.maths.org/", "NRICH", "Rich problems with teachers' notes", "Number talks"),
    ("https://www.youcubed.org/resource/number-sense/", "Number sense at Youcubed", "", "Number talks"),
    ("https://www.desmos.com/classroom", "Desmos Classroom", "Free lessons that show what students think", ""),
    ("https://www.visualpatterns.org/", "Visual Patterns", "A pattern a day for warm-ups", "Number talks"),
    ("https://www.khanacademy.org/math", "Khan Academy", "Practice from counting to calculus", ""),
    ("https://openmiddle.com/", "Open Middle", "Problems with many ways to the answer", "Fractions"),
)
PINNED = "Fractions app"
TALK = (
    ("ana", "Has anybody a good start into fractions for grade 4? Thirds are hard for my class."),
    ("mo", "I pinned an app in #fractions. Type /find fractions to see what else we have."),
    ("ben", "Number talks begin this week. Type / for everything one can do here."),
)
"""What is said in the first channel, so that somebody who looks in sees people."""


async def fill_sample(house: House) -> bool:
    """Fill an empty community and return True; leave one that has topics alone."""
    mo, ana = await _actor(house, "mo"), await _actor(house, "ana")
    services = house.services
    if await services.topics.matching(mo, "", 1):
        return False
    topics = {name: await services.topics.create(mo, name, about, None) for name, about in TOPICS}
    for name in ("Fractions", "Number talks"):
        await services.topics.follow(ana, topics[name])
    numbers: dict[str, Number] = {}
    for url, title, about, topic in RESOURCES:
        shared = await services.resources.share(ana, url, title, about, topics.get(topic))
        numbers[title] = shared.resource.number
    await services.pins.pin(mo, [numbers[PINNED]])
    tomorrow = local_day(house.ground.clock.now(), mo.community.zone) + timedelta(days=1)
    words = "**Number talks this week**\n\n- bring one picture\n- ten minutes, cameras optional"
    await services.announcements.create(mo, Wanted(words, tomorrow, time(16), Repeat.WEEKLY))
    await _talk(house)
    return True


async def _talk(house: House) -> None:
    """Let people say TALK."""
    room, now = house.ground.storage.room, house.ground.clock.now()
    place = WORKSPACES[0].id
    first = next(channel for channel in await room.channels() if channel.workspace == place)
    for number, (person, text) in enumerate(TALK):
        at = now - timedelta(minutes=len(TALK) - number)
        said = RoomMessage("", place, first.id, person, "", str(typed_html(text)), text, at, f"sample:{number}")
        await room.add_message(said)


async def _actor(house: House, user: str) -> Actor:
    who = find_person(user)
    place = WORKSPACES[0]
    if who is None:
        raise LookupError(user)
    origin = Origin(Platform.REHEARSAL, place.id, place.name, who.id, who.name, "", platform_role=who.role)
    return Actor(*await house.services.access.enter(origin))
