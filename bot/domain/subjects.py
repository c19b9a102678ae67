"""What a delivery, placement, revision, audit entry or number is about."""

from __future__ import annotations

from enum import StrEnum


class Subject(StrEnum):
    ANNOUNCEMENT = "announcement"
    COMMUNITY = "community"
    PERSON = "person"
    PIN_REQUEST = "pin request"
    RESOURCE = "resource"
    SCHOOL_DAY = "school day"
    SESSION = "session"
    """One date of a workshop."""
    TOPIC = "topic"
    WORKSHOP = "workshop"
    WORKSPACE = "workspace"
