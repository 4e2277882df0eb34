"""The parts that pages are put together from, and dates as people say them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kontaktpunkt.core import dates, navigation, phones, theme, uploads

register = template.Library()

# A kind of status or notice, and the icon that says the same as its colour.
ICONS = {
    "good": "success",
    "calm": "info",
    "soon": "warning",
    "bad": "error",
    "yours": "person",
    "waiting": "hourglass",
    "neutral": "info",
}
_KIND_OF_LEVEL = {"success": "good", "warning": "soon", "error": "bad"}
UNDO = "undo:"


@register.filter
def size_told(count: int) -> str:
    """Say how large a file is."""
    return uploads.size_told(count)


# --- Dates -------------------------------------------------------------------------------------


@register.filter
def people_date(day: date | datetime | None, closed: Collection[date] | None = None) -> str:
    """Say a day as "tirsdag 24. november, om 3 dage".

    closed: days off beside weekends; when given (also empty), days ahead are working days.
    """
    if day is None:
        return ""
    return dates.people_date(_day(day), today=timezone.localdate(), closed=closed)


@register.filter
def people_day(day: date | datetime | None) -> str:
    """Say a day as "tirsdag 24. november", without its distance."""
    return "" if day is None else dates.day_in_words(_day(day), today=timezone.localdate())


@register.filter
def short_day(day: date | datetime | None) -> str:
    """Say a day as "24. november", for tables."""
    return "" if day is None else dates.short_day(_day(day), today=timezone.localdate())


@register.filter
def away(day: date | datetime | None, closed: Collection[date] | None = None) -> str:
    """Say only how far away a day is: "i morgen", "om 3 dage", "for 2 dage siden"."""
    if day is None:
        return ""
    return dates.distance_in_days(_day(day), today=timezone.localdate(), closed=closed)


@register.filter
def near_time(moment: datetime | None) -> str | SafeString:
    """Say a time relative to now when near, else absolute; the title says the other."""
    if moment is None:
        return ""
    now = timezone.now()
    title = dates.moment_in_words(moment, now=now)
    if not dates.is_near(moment, now=now):
        title = dates.distance_in_days(_day(moment), today=_day(now))
    return _time_element(moment, words=dates.near_moment(moment, now=now), title=title)


@register.filter
def full_time(moment: datetime | None) -> str | SafeString:
    """Say a time as "tirsdag 24. november kl. 14.05", for records that are read later."""
    if moment is None:
        return ""
    words = dates.moment_in_words(moment, now=timezone.now())
    return _time_element(moment, words=words, title="")


@register.filter
def clock_time(moment: datetime | None) -> str:
    """Say the time of day as "14.05"."""
    return "" if moment is None else dates.clock_time(moment)


@register.filter
def duration_words(duration: timedelta | float | None) -> str:
    """Say a duration as "3 dage 4 timer"; a number counts minutes."""
    if duration is None:
        return ""
    if not isinstance(duration, timedelta):
        duration = timedelta(minutes=float(duration))
    return dates.duration_in_words(duration)


def _day(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _time_element(moment: datetime, *, words: str, title: str) -> SafeString:
    stamp = timezone.localtime(moment).isoformat(timespec="minutes")
    if not title:
        return format_html('<time datetime="{}">{}</time>', stamp, words)
    return format_html('<time datetime="{}" title="{}">{}</time>', stamp, title, words)


# --- Phone numbers -----------------------------------------------------------------------------


@register.filter
def readable(phone: str, municipality: Any) -> str:
    """Say a phone number in the groups in which people read it there: 83 10 01 00."""
    country = str(getattr(municipality, "country", ""))
    return phones.phone_for_reading(number=phone, country=country)


@register.simple_tag(takes_context=True)
def phone_link(context: Context, phone: str) -> SafeString:
    """Draw a phone number in groups, as a link that dials it."""
    municipality = getattr(context.get("request"), "municipality", None)
    country = str(getattr(municipality, "country", ""))
    dialled = phones.phone_in_e164(text=phone, country=country) or phone.replace(" ", "")
    shown = readable(phone, municipality)
    return format_html('<a class="nowrap" href="tel:{}">{}</a>', dialled, shown)


# --- Small parts -------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of the design system; without a label it is decoration."""
    sheet = static("core/built/img/icons.svg")
    said = format_html('role="img" aria-label="{}"', label) if label else _DECORATION
    return format_html(
        '<svg class="icon-svg" focusable="false" {}><use href="{}#{}"></use></svg>',
        said,
        sheet,
        name,
    )


_DECORATION = SafeString('aria-hidden="true"')


@register.simple_tag
def status(kind: str, words: Any, symbol: str = "") -> SafeString:
    """Draw a status: icon and word. Kinds: good, calm, soon, bad, yours, waiting, neutral."""
    return format_html(
        '<span class="status status--{}">{}{}</span>', kind, icon(symbol or ICONS[kind]), words
    )


@register.inclusion_tag("core/parts/notice.html")
def notice(kind: str, text: Any, title: Any = "", *, closes: bool = False) -> dict[str, Any]:
    """Say something to the person. Kinds: good, calm, soon, bad."""
    return {
        "kind": kind,
        "symbol": ICONS[kind],
        "title": title,
        "text": text,
        "closes": closes,
    }


@register.inclusion_tag("core/parts/notices.html", takes_context=True)
def notices(context: Context, *, oob: bool = False) -> dict[str, Any]:
    """Show what just happened, in a live region. `oob` adds to it in an answer to htmx."""
    messages = context.get("messages") or []
    return {
        "notices": [_notice_of(message) for message in messages],
        "oob": oob,
        "csrf_token": context.get("csrf_token"),
    }


def _notice_of(message: Any) -> dict[str, Any]:
    kind = _KIND_OF_LEVEL.get(message.level_tag, "calm")
    tags = (message.extra_tags or "").split()
    undo = next((tag.removeprefix(UNDO) for tag in tags if tag.startswith(UNDO)), "")
    return {"kind": kind, "symbol": ICONS[kind], "text": message.message, "undo_url": undo}


@register.inclusion_tag("core/parts/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet[Any] | None) -> dict[str, Any]:
    """List everything that has to be mended, each linked to its field (GOV.UK pattern)."""
    return {"problems": [problem for form in forms if form for problem in _problems(form)]}


def _problems(form: BaseForm | BaseFormSet[Any]) -> Iterable[dict[str, Any]]:
    if isinstance(form, BaseFormSet):
        yield from ({"text": text, "anchor": ""} for text in form.non_form_errors())
        for member in form.forms:
            yield from _problems(member)
        return
    yield from ({"text": text, "anchor": ""} for text in form.non_field_errors())
    for field in form:
        where = {"anchor": getattr(field, "anchor", field.auto_id), "label": field.label}
        yield from ({"text": text, **where} for text in field.errors)


@register.inclusion_tag("core/parts/task_list.html")
def task_list(items: Iterable[Mapping[str, Any]], label: Any = "") -> dict[str, Any]:
    """Show what is open before the next step.

    items: name, and optionally hint, kind and status (of the tag), url and action (the button).
    """
    return {"items": items, "label": label}


@register.inclusion_tag("core/parts/timeline.html")
def timeline(entries: Iterable[Mapping[str, Any]], label: Any = "") -> dict[str, Any]:
    """Show a course of events in plain words.

    entries: what, at (a datetime) or day (a date), and optionally text, who, url,
             is_now, is_ahead, is_internal.
    """
    return {"entries": entries, "label": label}


@register.inclusion_tag("core/parts/summary_list.html")
def summary_list(rows: Iterable[Mapping[str, Any]], look: str = "") -> dict[str, Any]:
    """Show names and values. rows: name, value, and optionally url and action, hidden.

    look: "" (wide), "narrow" (beside other things) or "plain" (without lines).
    """
    return {"rows": rows, "look": look}


@register.inclusion_tag("core/parts/progress_steps.html")
def progress_steps(steps: Iterable[Mapping[str, Any]], label: Any = "") -> dict[str, Any]:
    """Show how far something has come. steps: name, state ("done", "now" or "ahead"), hint."""
    return {"steps": list(steps), "label": label}


@register.inclusion_tag("core/parts/empty_state.html")
def empty_state(title: Any, text: Any = "", url: str = "", action: Any = "") -> dict[str, Any]:
    """Say that a list is empty, what that means, and what to do next."""
    return {"title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("core/parts/choice_cards.html", takes_context=True)
def choice_cards(context: Context, cards: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Offer choices as cards: title, text, url, and optionally role, number and fact.

    A card with `post` set to a mapping of field names to values is sent as a form.
    """
    return {"cards": cards, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("core/parts/numbers_behind.html", takes_context=True)
def numbers_behind(
    context: Context, columns: Iterable[Any], rows: Iterable[Iterable[Any]], caption: Any = ""
) -> dict[str, Any]:
    """Give a picture its table of the same numbers, folded away.

    The first cell of a row names it. Numbers are set to the right. A cell with a `url` of its own
    leads to what is behind it. Its `measures` are written beside it where the page is read in order
    to be saved.
    """
    table = {"columns": list(columns), "rows": [list(row) for row in rows], "caption": caption}
    return table | {"request": context.get("request")}


@register.simple_tag(takes_context=True)
def measures(context: Context, cell: Any) -> str:
    """Write the numbers that a cell's words tell, where the page is read in order to be saved."""
    request, told = context.get("request"), getattr(cell, "measures", ())
    if not told or request is None or "save" not in request.GET:
        return ""
    written = " ".join(f"{value:.10g} {unit}" for value, unit in told)
    return format_html(' data-measures="{}"', written)


@register.inclusion_tag("core/parts/pages.html", takes_context=True)
def pages(context: Context, page: Page[Any], label: Any = "") -> dict[str, Any]:
    """Link to the pages before and after; keeps what else stands in the address."""
    query = context["request"].GET.copy()
    return {
        "page": page,
        "label": label,
        "before": _page_query(query, page.number - 1) if page.has_previous() else "",
        "after": _page_query(query, page.number + 1) if page.has_next() else "",
    }


def _page_query(query: Any, number: int) -> str:
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.inclusion_tag("core/parts/conflict.html")
def conflict(who: Any, at: datetime, changes: Iterable[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """Tell the second of two people what the first changed; nothing they wrote is lost.

    changes: name, theirs (what it says now), yours (what you wrote).
    """
    return {"who": who, "at": at, "changes": list(changes)}


@register.filter
def initials(name: str) -> str:
    """Return the first letters of the first and the last name."""
    words = str(name).split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def is_number(value: Any) -> bool:
    """Say whether a table cell holds a number, which is set to the right."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


# --- The frame of a page -----------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def theme_url(context: Context) -> str:
    """Return the address of the municipality's stylesheet, or "" where there is none."""
    municipality = getattr(context.get("request"), "municipality", None)
    if municipality is None:
        return ""
    address = navigation.route_url("theme")
    return f"{address}?v={theme.version(theme.brand_of(municipality))}" if address else ""


@register.simple_tag(takes_context=True)
def workspace_links(context: Context) -> list[navigation.NavigationLink]:
    """Return the main navigation for the role of the person signed in."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    return list(
        navigation.links_for(
            items=getattr(settings, "WORKSPACE_NAVIGATION", ()),
            role=getattr(getattr(request, "user", None), "role", ""),
            current=match.view_name if match else "",
        )
    )


@register.simple_tag
def front_url() -> str:
    """Return the address of the municipality's own front page."""
    return navigation.front_url()


@register.simple_tag(takes_context=True)
def installation_url(context: Context) -> str:
    """Return the address of the page where a demonstration begins."""
    municipality = getattr(context.get("request"), "municipality", None)
    return navigation.installation_url(slug=getattr(municipality, "slug", ""))


@register.simple_tag(takes_context=True)
def own_route(context: Context, name: str) -> str:
    """Return the address of a page that the person signed in may open, or ""."""
    user = getattr(context.get("request"), "user", None)
    role = getattr(user, "role", "")
    return navigation.route_url(name) if navigation.may_enter(route=name, role=role) else ""


@register.simple_tag
def route(name: str) -> str:
    """Return the address of a route, or "" where the installation has no such page."""
    return navigation.route_url(name)
