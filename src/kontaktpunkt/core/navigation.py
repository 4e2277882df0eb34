"""What the workspace's header offers to whom. The list itself stands in `config.navigation`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, get_script_prefix, resolve, reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the workspace's main navigation.

    route: name of a route without arguments.
    roles: those who see it; empty for everybody.
    pages: what the names of further routes begin with that belong to it.
    """

    route: str
    label: str | Promise
    icon: str
    roles: frozenset[str] = frozenset()
    pages: tuple[str, ...] = ()


@dataclass(frozen=True)
class NavigationLink:
    """An entry as one person sees it on one page."""

    url: str
    label: str | Promise
    icon: str
    is_current: bool


def links_for(
    *, items: Iterable[NavigationItem], role: str, current: str
) -> Iterator[NavigationLink]:
    """Return the entries for a role; the current page's whole app is marked as current.

    current: the name of the route that is shown, with its namespace.
    """
    mine = [item for item in items if not item.roles or role in item.roles]
    # Pages named after an entry are the entry's own; only then is it less than the whole app's.
    has_owner = any(_owns(item, current) for item in mine)
    # A page that belongs to none of several entries of its app marks none of them.
    is_shared = sum(_same_place(item.route, current) for item in mine) > 1
    for item in mine:
        url = route_url(item.route)
        if url:
            is_here = item.route == current or (_same_place(item.route, current) and not is_shared)
            is_current = _owns(item, current) if has_owner else is_here
            yield NavigationLink(url, item.label, item.icon, is_current=is_current)


def route_url(route: str) -> str:
    """Return the address of a route, or "" where the installation has no such route."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def may_enter(*, route: str, role: str) -> bool:
    """Say whether the rule of a staff page without arguments lets this role in."""
    url = route_url(route)
    if not url:
        return False
    view = resolve(f"/{url.removeprefix(get_script_prefix())}").func
    rule = getattr(view, "access_rule", None)
    return rule is not None and role in rule.roles


def front_url() -> str:
    """Return the address of the municipality's own front page."""
    return get_script_prefix()


def installation_url(*, slug: str) -> str:
    """Return the front page of the installation, which lists its municipalities."""
    return get_script_prefix().removesuffix(f"{slug}/") if slug else get_script_prefix()


def _owns(item: NavigationItem, current: str) -> bool:
    if current == item.route and item.pages:
        return True
    return current.startswith((f"{item.route}-", *item.pages))


def _same_place(route: str, current: str) -> bool:
    namespace = route.rpartition(":")[0]
    return route == current or (bool(namespace) and namespace == current.rpartition(":")[0])
