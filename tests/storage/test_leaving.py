"""A person whose data is deleted leaves nothing behind but what they shared."""

from __future__ import annotations

from bot.domain.delivery import DeliveryState
from storage.unit_of_work import SqlStorage
from tests.storage.network import every_row, fill

POINTS_AT_A_PERSON = {
    "person_id",
    "shared_by",
    "looked_after_by",
    "author_id",
    "granted_by",
    "host_id",
    "by_id",
    "asked_by",
}


async def test_nothing_of_a_deleted_person_is_left(storage: SqlStorage, database: str) -> None:
    network = await fill(storage, "secretword")
    async with storage.read(network.community.id) as work:
        counted = await work.people.count_rows(network.ana.id)
    assert counted == {
        "shared": 1,
        "kept": 1,
        "follows": 1,
        "announcements": 1,
        "workshops": 2,
        "rsvps": 1,
        "attendance": 1,
        "feedback": 1,
        "intentions": 1,
        "share_backs": 1,
        "code_tries": 1,
        "host_messages": 1,
        "file_requests": 1,
        "topic_messages": 1,
        "reports": 1,
        "calendar_links": 1,
        "hours": 1,
        "wants": 1,
        "topics": 1,
        "quotes": 1,
        "collections": 1,
        "wishes": 1,
        "thanks": 1,
        "trials": 1,
        "notes": 1,
        "drafts": 1,
        "revisions": 1,
        "audit": 2,
    }
    async with storage.write(network.community.id) as work:
        await work.people.delete(network.ana.id, "a member")
        await work.commit()
    left = await every_row(database)
    for table, rows in left.items():
        for row in rows:
            assert network.ana.name not in repr(row), table
            assert not [column for column in POINTS_AT_A_PERSON & row.keys() if row[column] == network.ana.id], table
    assert [row["id"] for row in left["people"]] == [network.ben.id]
    assert not left["accounts"] and not left["drafts"] and not left["continuations"] and not left["revisions"]
    async with storage.read(network.community.id) as work:
        assert set((await work.people.count_rows(network.ana.id)).values()) == {0}
        assert (await work.people.count_rows(network.ben.id))["kept"] == 1
        assert [(person.id, grant.granted_by) for person, grant in await work.people.grants()] == [
            (network.ben.id, None)
        ]


async def test_what_was_done_stays_in_the_log_without_by_whom_and_to_whom(storage: SqlStorage, database: str) -> None:
    network = await fill(storage, "x")
    async with storage.write(network.community.id) as work:
        await work.people.delete(network.ana.id, "a member")
        await work.commit()
    log = (await every_row(database))["audit"]
    assert [(row["act"], row["person_id"], row["subject_kind"], row["subject_id"]) for row in log] == [
        ("pin x", None, "resource", network.resource.id),
        ("granted moderator x", network.ben.id, "person", 0),
    ]


async def test_what_they_shared_stays_and_its_cards_are_asked_to_say_so(storage: SqlStorage) -> None:
    network = await fill(storage, "x")
    async with storage.write(network.community.id) as work:
        await work.people.delete(network.ana.id, "a member")
        await work.commit()
    async with storage.read(network.community.id) as work:
        resource = await work.resources.get(network.resource.id)
        (card,) = await work.placements.of_subject("resource", resource.id)
        topic = await work.topics.summary(network.topic.id)
    assert (resource.shared_by, resource.credit, resource.title) == (None, "a member", network.resource.title)
    assert card.wanted_revision == resource.revision == network.resource.revision + 1
    assert (topic.followers, topic.resources, topic.looked_after_by) == (1, 1, "Ben x")


async def test_what_they_announced_is_not_sent_any_more(storage: SqlStorage) -> None:
    network = await fill(storage, "x")
    async with storage.write(network.community.id) as work:
        await work.people.delete(network.ana.id, "a member")
        await work.commit()
    async with storage.read(network.community.id) as work:
        assert await work.announcements.listed(None, 5) == []
        assert await work.deliveries.counts() == {DeliveryState.WITHDRAWN: 1, DeliveryState.REFUSED: 1}
        assert await work.deliveries.troubled(None, 5) == []
    assert await storage.outbox.next_due() is None
