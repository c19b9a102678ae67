"""Collections: looked at by everybody, arranged by who made them and by moderators."""

from __future__ import annotations

from bot.cards.files import opening
from bot.cards.resources import headline
from bot.domain.collections import ABOUT_MOST, NAME_MOST, Collection, Contents, Gathered, may_arrange
from bot.domain.ids import Number, number_in
from bot.domain.resources import Resource
from bot.interaction.asking import RUN
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import Spec, action, command, form
from bot.ui.model import (
    Block,
    Bold,
    Button,
    Code,
    Field,
    Form,
    Heading,
    Items,
    Kind,
    Line,
    Option,
    Reply,
    Select,
    buttons,
    reply,
    say,
)
from bot.ui.text import Message, n, t

PAGE = 5
CHOSEN_FROM = 25
_NAME = Field("name", Message("Its name"), most=NAME_MOST, hint=Message("Such as: Fractions, weeks 1–3"))
_ABOUT = Field("about", Message("What it is for"), Kind.LONG_TEXT, required=False, most=ABOUT_MOST)


@command("resources collections", summary="See what colleagues put together")
async def listed(call: Invocation) -> Reply:
    return await _list(call, 1)


@action("collections.page")
async def list_page(call: Invocation, page: int) -> Reply:
    return await _list(call, page)


@action("collection.show")
async def show(call: Invocation, number: int, page: int) -> Reply:
    return _shown(call, await call.services.library.collections.contents(call.actor, Number(number)), page)


@form("collection.new", title="A new collection", submit="Make it", fields=(_NAME, _ABOUT))
async def made(call: Invocation, answers: Answers, first: int) -> Reply:
    """*first* is the number of the resource that begins it, 0 for none."""
    number = Number(first) if first else None
    new = await call.services.library.collections.make(call.actor, answers.text("name"), answers.text("about"), number)
    adding = t("{button} on a resource adds to it.", button=Bold(t("More")))
    seen = t("Everybody sees it.") if first else t("Nobody else sees it while it is empty.")
    done = t("Made the collection {name}.", name=Bold(new.collection.name))
    return reply(done, say(seen, " ", adding), buttons(_show(new.collection)))


@action("collection.make", may_open_form=True)
async def make(call: Invocation, first: int) -> Form:
    return await call.open(made, {}, first)


@action("resource.collect", may_open_form=True)
async def collect(call: Invocation, number: int) -> Reply | Form:
    """Choose where a resource goes; who has no collection yet makes one."""
    resource = await call.services.resources.listed(call.actor, Number(number))
    seen = await call.services.library.collections.seen(call.actor)
    mine = [each.collection for each in seen if may_arrange(call.actor, each.collection)]
    if not mine:
        return await call.open(made, {}, number)
    options = tuple(Option(each.name, str(each.number)) for each in mine[:CHOSEN_FROM])
    return reply(
        t("To which collection should I add “{title}”?", title=resource.title),
        buttons(Select(t("Choose a collection"), "collection.put", options, (number,))),
        buttons(Button(t("New collection"), "collection.make", (number,))),
    )


@action("collection.put")
async def put(call: Invocation, number: int, chosen: str) -> Reply:
    into = Number(number_in(chosen))
    collection, resource, added = await call.services.library.collections.put(call.actor, into, Number(number))
    if not added:
        there = t("“{title}” is in {name} already.", title=resource.title, name=Bold(collection.name))
        return reply(there, buttons(_show(collection)))
    undo = Button(t("Undo"), "collection.out", (int(collection.number), number))
    said = t("Added “{title}” to {name}.", title=resource.title, name=Bold(collection.name))
    return reply(said, buttons(_show(collection), undo))


@action("collection.out")
async def put_back(call: Invocation, number: int, resource: int) -> Reply:
    return await _taken(call, Number(number), Number(resource))


@action("collection.more")
async def more(call: Invocation, number: int) -> Reply:
    """What one may do with it."""
    found = await call.services.library.collections.contents(call.actor, Number(number))
    collection = found.gathered.collection
    own: list[Block] = [say(Bold(collection.name))]
    if not may_arrange(call.actor, collection):
        who = found.gathered.maker or t("a member")
        return reply(*own, t("{name} and moderators can change it.", name=who), buttons(_mail(collection)))
    if found.resources:
        options = tuple(Option(f"#{r.number} {r.title}"[:80], str(r.number)) for r in found.resources[:CHOSEN_FROM])
        own += [
            buttons(Select(t("Put first"), "collection.first", options, (number,))),
            buttons(Select(t("Take out"), "collection.take", options, (number,))),
        ]
    change = Button(t("Rename"), "collection.edit", (number,))
    remove = Button(t("Remove this collection"), "collection.remove", (number,), "danger")
    return Reply((*own, buttons(change, _mail(collection), remove)))


@action("collection.first")
async def put_first(call: Invocation, number: int, chosen: str) -> Reply:
    await call.services.library.collections.put_first(call.actor, Number(number), Number(number_in(chosen)))
    return _shown(call, await call.services.library.collections.contents(call.actor, Number(number)), 1)


@action("collection.take")
async def take_out(call: Invocation, number: int, chosen: str) -> Reply:
    return await _taken(call, Number(number), Number(number_in(chosen)))


@form("collection.change", title="The collection", submit="Save", fields=(_NAME, _ABOUT))
async def changed(call: Invocation, answers: Answers, number: int) -> Reply:
    said = answers.text("name"), answers.text("about")
    new = await call.services.library.collections.change(call.actor, Number(number), *said)
    return reply(t("Saved. It is called {name}.", name=Bold(new.name)), buttons(_show(new)))


@action("collection.edit", may_open_form=True)
async def edit(call: Invocation, number: int) -> Form:
    collection = (await call.services.library.collections.contents(call.actor, Number(number))).gathered.collection
    return await call.open(changed, {"name": collection.name, "about": collection.about}, number)


@action("collection.remove")
async def remove(call: Invocation, number: int) -> Reply:
    gone = await call.services.library.collections.remove(call.actor, Number(number))
    back = Button(t("Bring it back"), "collection.restore", (number,))
    stays = t("What was in it stays in the library. You can bring it back for 7 days.")
    return reply(t("Removed the collection {name}.", name=Bold(gone.name)), stays, buttons(back))


@action("collection.restore")
async def restore(call: Invocation, number: int) -> Reply:
    back = await call.services.library.collections.bring_back(call.actor, Number(number))
    return reply(t("The collection {name} is back.", name=Bold(back.name)), buttons(_show(back)))


@action("collection.email")
async def for_email(call: Invocation, number: int) -> Reply:
    """Words to copy: nothing is sent anywhere."""
    found = await call.services.library.collections.contents(call.actor, Number(number))
    lines = [found.gathered.collection.name, *(_as_words(each) for each in found.resources)]
    how = t("Copy this into a mail or wherever you like. I send nothing.")
    words = (say(Code(" ".join(line.split()))) for line in lines[: CHOSEN_FROM + 1])
    return reply(how, *words, buttons(_show(found.gathered.collection)))


async def found_beside(call: Invocation, words: str) -> tuple[Block, ...]:
    """Return the collections about *words*, for who searches everything."""
    found = await call.services.library.collections.about(call.actor, words, 3)
    if not found:
        return ()
    shows = [_show(each.collection) for each in found]
    counted = say(Bold(n("{count} collection", "{count} collections", len(found))))
    return counted, Items(tuple(map(_line, found))), buttons(*shows)


async def where_it_is(call: Invocation, resource: Resource) -> tuple[Block, ...]:
    """Return what says in which collections a resource is."""
    holding = await call.services.library.collections.holding(call.actor, resource)
    if not holding:
        return ()
    names = ", ".join(each.name for each in holding[:3])
    return say(t("In the collection: {names}", names=names)), buttons(*map(_show, holding[:3]))


async def _taken(call: Invocation, number: Number, resource: Number) -> Reply:
    collection, gone = await call.services.library.collections.take_out(call.actor, number, resource)
    again = Select(t("Put it back"), "collection.put", (Option(collection.name, str(number)),), (int(resource),))
    said = t("Took “{title}” out of {name}. It stays in the library.", title=gone.title, name=Bold(collection.name))
    return reply(said, buttons(_show(collection)), buttons(again))


async def _list(call: Invocation, page: int) -> Reply:
    seen = await call.services.library.collections.seen(call.actor)
    new = Button(t("New collection"), "collection.make", (0,))
    if not seen:
        how = t("A collection is a list of resources in an order, such as for one unit.")
        return reply(t("There is no collection yet."), how, buttons(new))
    pages = -(-len(seen) // PAGE)
    page = min(max(page, 1), pages)
    shown = seen[(page - 1) * PAGE : page * PAGE]
    counted = n("{count} collection", "{count} collections", len(seen))
    title = t("Page {page} of {pages}: {counted}", page=page, pages=pages, counted=counted) if pages > 1 else counted
    turn = [Button(t("Previous page"), "collections.page", (page - 1,))] if page > 1 else []
    turn += [Button(t("Next page"), "collections.page", (page + 1,))] if page < pages else []
    lines = Items(tuple(_line(each) for each in shown))
    return Reply((Heading(title), lines, buttons(*(_show(each.collection) for each in shown)), buttons(*turn, new)))


def _line(gathered: Gathered) -> Line:
    counted = n("{count} resource", "{count} resources", gathered.count)
    made_by = t("made by {name}", name=gathered.maker or t("a member"))
    collection = gathered.collection
    return (f"{collection.number}. ", Bold(collection.name), " – ", counted, " · ", made_by)


def _shown(call: Invocation, contents: Contents, page: int) -> Reply:
    gathered, found = contents.gathered, contents.resources
    collection, number = gathered.collection, int(gathered.collection.number)
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(page, 1), pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    whole = t("Page {page} of {pages}: {name}", page=page, pages=pages, name=collection.name)
    blocks: list[Block] = [Heading(whole if pages > 1 else collection.name)]
    if collection.about:
        blocks.append(say(collection.about))
    blocks.append(say(t("Made by {name}", name=gathered.maker or t("a member"))))
    if shown:
        opens = [opening(each) for each in shown]
        blocks += [Items(tuple(headline(each) for each in shown)), buttons(*opens)]
    else:
        adding = t("{button} on a resource adds to it.", button=Bold(t("More")))
        blocks.append(say(t("There is nothing in it yet."), " ", adding))
    turn = [Button(t("Previous page"), "collection.show", (number, page - 1))] if page > 1 else []
    turn += [Button(t("Next page"), "collection.show", (number, page + 1))] if page < pages else []
    all_of_them = Button(t("All collections"), RUN, ("", "resources.collections"))
    return Reply((*blocks, buttons(*turn, Button(t("More"), "collection.more", (number,)), all_of_them)))


def _show(collection: Collection) -> Button:
    number = int(collection.number)
    return Button(t("Show collection {number}", number=number), "collection.show", (number, 1))


def _as_words(resource: Resource) -> str:
    return f"{resource.title}: {resource.url}" if resource.file is None else f"{resource.title} (#{resource.number})"


def _mail(collection: Collection) -> Button:
    return Button(t("Copy for email"), "collection.email", (int(collection.number),))


ALL: tuple[Spec, ...] = (
    listed,
    list_page,
    show,
    made,
    make,
    collect,
    put,
    put_back,
    more,
    put_first,
    take_out,
    changed,
    edit,
    remove,
    restore,
    for_email,
)
