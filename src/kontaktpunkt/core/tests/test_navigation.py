from kontaktpunkt.core.navigation import NavigationItem, links_for, route_url

ITEMS = [
    NavigationItem("theme", "For all", "palette"),
    NavigationItem("set_language", "For agents", "language", roles=frozenset({"agent"})),
    NavigationItem("not:there", "Nowhere", "map"),
]


def test_each_role_sees_its_own_entries() -> None:
    agent = [link.label for link in links_for(items=ITEMS, role="agent", current="")]
    manager = [link.label for link in links_for(items=ITEMS, role="manager", current="")]

    assert agent == ["For all", "For agents"]
    assert manager == ["For all"]


def test_the_page_that_is_shown_is_marked() -> None:
    links = links_for(items=ITEMS, role="agent", current="set_language")

    assert [link.is_current for link in links] == [False, True]


def test_a_route_that_is_missing_has_no_address() -> None:
    assert route_url("not:there") == ""
    assert route_url("theme") == "/theme.css"
