"""What a delivery, placement, revision, audit entry or number is about."""

from __future__ import annotations

from enum import StrEnum


class Subject(StrEnum):
    ANNOUNCEMENT = "announcement"
    COLLECTION = "collection"
    COMMUNITY = "community"
    FILE_REQUEST = "file request"
    """A colleague's file that somebody would add to the library."""
    HOST_SOUGHT = "host sought"
    """What the moderators are told of a workshop whose hosts are gone."""
    LINK_QUESTION = "link question"
    """What the moderators are asked of a resource whose page does not open."""
    PERSON = "person"
    PIN_REQUEST = "pin request"
    REPORT = "report"
    """What the moderators are told of a resource."""
    RESOURCE = "resource"
    SCHOOL_DAY = "school day"
    SESSION = "session"
    """One date of a workshop."""
    TOPIC = "topic"
    TOPIC_CLOSING = "topic closing"
    """That somebody asks the moderators to archive a topic."""
    TOPIC_NOTE = "topic note"
    """What stands in a topic's channel once it was archived or merged."""
    TOPIC_QUOTE = "topic quote"
    """A colleague's words from which somebody would make a topic."""
    WISH = "wish"
    WORKSHOP = "workshop"
    WORKSPACE = "workspace"
