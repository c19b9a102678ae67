"""What a search is narrowed to, as SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.sql import ColumnElement

from bot.domain.details import Details, subject_key
from bot.domain.resources import Filters
from bot.domain.words import fold, folded_words, named
from storage.indexing import TAG, key_of
from storage.scope import Scope
from storage.tables import people, resource_names, resources, topics


async def narrowed(scope: Scope, chosen: Select[int], filters: Filters) -> Select[int]:
    """Return those of the *chosen* ids that *filters* let through."""
    if filters.topic:
        chosen = chosen.where(_in_topic(scope, filters.topic))
    if filters.by:
        chosen = chosen.where(await _brought_by(scope, filters.by))
    if filters.since:
        chosen = chosen.where(resources.c.created_at >= filters.since)
    for kind, names in _asked(filters.details).items():
        chosen = chosen.where(resources.c.id.in_(_named(scope, kind, names)))
    return chosen


def _in_topic(scope: Scope, name: str) -> ColumnElement[bool]:
    in_topic = (
        select(resources.c.id)
        .select_from(resources)
        .join(topics, and_(topics.c.id == resources.c.topic_id, scope.mine(topics)))
        .where(scope.mine(resources), topics.c.folded == fold(name))
    )
    return resources.c.id.in_(in_topic.union(_named(scope, TAG, [key_of(named(name))])))


def _named(scope: Scope, kind: str, names: Sequence[str]) -> Select[int]:
    return select(resource_names.c.resource_id).where(
        scope.mine(resource_names), resource_names.c.kind == kind, resource_names.c.name.in_(names)
    )


def _asked(details: Details) -> Mapping[str, Sequence[str]]:
    asked = {
        "type": (details.type.value if details.type else "",),
        "subject": (key_of(subject_key(details.subject)),),
        "grade": details.grades,
        "standard": details.standards,
        "language": (details.language,),
        "license": (details.license,),
    }
    return {kind: names for kind, names in asked.items() if any(names)}


async def _brought_by(scope: Scope, name: str) -> ColumnElement[bool]:
    """An import is credited to its file, whose name is compared as the database does it."""
    words = frozenset(folded_words(name))
    rows = await scope.all(select(people.c.id, people.c.name).where(scope.mine(people)))
    who = [row["id"] for row in rows if words and words <= frozenset(folded_words(row["name"]))]
    credited = and_(
        resources.c.imported, func.lower(resources.c.credit).contains(name.lower().strip(), autoescape=True)
    )
    return or_(resources.c.shared_by.in_(who), credited) if who else credited
