"""Identifiers, each a type of its own so that they cannot be mixed up."""

from typing import NewType

CommunityId = NewType("CommunityId", int)
WorkspaceId = NewType("WorkspaceId", int)
PersonId = NewType("PersonId", int)
TopicId = NewType("TopicId", int)
ResourceId = NewType("ResourceId", int)
AnnouncementId = NewType("AnnouncementId", int)
DeliveryId = NewType("DeliveryId", int)
PlacementId = NewType("PlacementId", int)
RevisionId = NewType("RevisionId", int)
KeptId = NewType("KeptId", int)
SessionId = NewType("SessionId", int)
WorkshopId = NewType("WorkshopId", int)
SchoolDayId = NewType("SchoolDayId", int)
HourEntryId = NewType("HourEntryId", int)
NoteId = NewType("NoteId", int)
TrialId = NewType("TrialId", int)
CollectionId = NewType("CollectionId", int)
ReportId = NewType("ReportId", int)
WishId = NewType("WishId", int)

Number = NewType("Number", int)
"""What people see and type (#42): counted per community and kind, so it names nothing in another community."""


def number_in(text: str) -> int:
    """Return the number that a menu's value or something typed is, 0 (which nothing has) if it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else 0
