import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontaktpunkt.core import colour
from kontaktpunkt.core.colour import Brand

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        # Known pairs: the greys that just pass and just fail for text on white.
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000FF", "#ffffff", 8.59),
    ],
)
def test_contrast_is_that_of_wcag(first: str, second: str, ratio: float) -> None:
    assert colour.contrast(first, second) == pytest.approx(ratio, abs=0.005)


@given(colours, colours)
def test_contrast_does_not_depend_on_order(first: str, second: str) -> None:
    assert colour.contrast(first, second) == colour.contrast(second, first)
    assert 1 <= colour.contrast(first, second) <= 21.0001


@pytest.mark.parametrize("wrong", ["", "#fff", "red", "#12345g", "123456", "#1234567", "#123456;"])
def test_contrast_refuses_what_is_no_colour(wrong: str) -> None:
    with pytest.raises(colour.NotAColour, match="#rrggbb"):
        colour.contrast(wrong, "#ffffff")


@given(colours)
def test_some_ink_reads_on_every_colour(ground: str) -> None:
    assert colour.contrast(colour.text_on(ground), ground) >= colour.TEXT_CONTRAST


def test_the_house_colours_can_be_read() -> None:
    assert colour.shortfalls(colour.DEFAULT) == []


def test_a_pale_primary_falls_short() -> None:
    falls = colour.shortfalls(Brand(primary="#f0c040", accent="#c9803f", surface="#f5f3ef"))

    assert [fall.rule for fall in falls] == ["text_on_primary", "primary_on_surface"]
    assert falls[0].contrast < falls[0].wanted == 4.5


def test_a_dark_surface_and_a_pale_accent_fall_short() -> None:
    falls = colour.shortfalls(Brand(primary="#1d4e5f", accent="#ffe9a8", surface="#303030"))

    assert {fall.rule for fall in falls} == {
        "accent_mark",
        "text_on_surface",
        "primary_on_surface",
    }


@given(colours, colours)
def test_a_darkened_shade_reads_on_a_light_ground(shade: str, ground: str) -> None:
    if colour.contrast("#000000", ground) < colour.TEXT_CONTRAST:
        return
    darker = colour.darkened_until(shade, ground=ground)
    assert colour.contrast(darker, ground) >= colour.TEXT_CONTRAST


def test_a_shade_that_reads_already_is_left_alone() -> None:
    assert colour.darkened_until("#1d4e5f", ground="#ffffff") == "#1d4e5f"


def test_mix_goes_from_one_colour_to_the_other() -> None:
    assert colour.mix("#102030", "#ffffff", 0) == "#102030"
    assert colour.mix("#102030", "#ffffff", 1) == "#ffffff"
    assert colour.mix("#000000", "#ffffff", 0.5) == "#808080"


@given(colours)
def test_every_text_on_a_brand_without_shortfalls_reads(primary: str) -> None:
    brand = Brand(primary=primary, accent="#c9803f", surface="#f5f3ef")
    if colour.shortfalls(brand):
        return
    shades = colour.properties(brand)
    for ground, ink in [
        ("--kp-primary", "--kp-on-primary"),
        ("--kp-primary-hover", "--kp-on-primary"),
        ("--kp-primary-active", "--kp-on-primary"),
        ("--kp-surface", "--kp-link"),
        ("--kp-surface", "--kp-accent-text"),
        ("--kp-accent", "--kp-on-accent"),
    ]:
        assert colour.contrast(shades[ground], shades[ink]) >= colour.TEXT_CONTRAST, (ground, ink)
