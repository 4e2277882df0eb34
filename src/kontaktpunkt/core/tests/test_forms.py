from datetime import date

import pytest
from django import forms
from django.utils import translation

from kontaktpunkt.core.forms import DayField, ScaleField, StyledField
from kontaktpunkt.core.tests.markup import Markup


class CallForm(forms.Form):
    subject = forms.CharField(label="Subject", help_text="A few words.")
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    matter = forms.ChoiceField(label="Matter", choices=[("", "–"), ("road", "Road")])
    outcome = forms.ChoiceField(
        label="Outcome",
        widget=forms.RadioSelect,
        choices=[("settled", "Settled"), ("guided", "Guided")],
        help_text="How it ended.",
    )
    channels = forms.MultipleChoiceField(
        label="Channels",
        widget=forms.CheckboxSelectMultiple,
        choices=[("sms", "SMS"), ("phone", "Phone")],
    )
    by = DayField(label="By")
    easy = ScaleField(label="Easy?", low="Not at all", high="Very", way_out="Rather not say")
    sure = forms.BooleanField(label="Sure")


def _drawn(form: forms.Form) -> Markup:
    return Markup(str(form))


def test_every_control_has_a_label_of_its_own() -> None:
    page = _drawn(CallForm())

    controls = [one for tag in ("input", "select", "textarea") for one in page.all(tag)]
    labelled = {label.attributes.get("for") for label in page.all("label")}
    assert len(controls) == 1 + 1 + 1 + 2 + 2 + 1 + 11 + 1
    assert {control.attributes["id"] for control in controls} == labelled


def test_controls_look_like_the_design_system() -> None:
    page = _drawn(CallForm())

    assert page.by_id("id_subject").attributes["class"] == "form-input"
    assert page.by_id("id_note").attributes["class"] == "form-input"
    assert page.by_id("id_matter").attributes["class"] == "form-select"
    assert page.by_id("id_outcome_0").attributes["class"] == "form-radio"
    assert page.by_id("id_channels_0").attributes["class"] == "form-checkbox"
    assert page.by_id("id_sure").attributes["class"] == "form-checkbox"


def test_a_class_given_to_a_widget_is_kept() -> None:
    class Wide(forms.Form):
        name = forms.CharField(widget=forms.TextInput(attrs={"class": "width-full"}))

    assert _drawn(Wide()).by_id("id_name").attributes["class"] == "form-input width-full"


def test_groups_are_named_by_a_legend() -> None:
    page = _drawn(CallForm())

    legends = [legend.text.strip() for legend in page.all("legend")]
    assert legends == ["Outcome", "Channels", "Easy?"]


def test_help_and_error_are_read_with_the_field() -> None:
    page = _drawn(CallForm({"outcome": "nonsense"}))

    subject = page.by_id("id_subject").attributes
    assert subject["aria-describedby"] == "id_subject_helptext id_subject_error"
    assert subject["aria-invalid"] == "true"
    assert "This has to be filled in." in page.by_id("id_subject_error").text
    group = page.all("fieldset")[0].attributes
    assert group["aria-describedby"] == "id_outcome_helptext id_outcome_error"


def test_only_what_is_optional_says_so() -> None:
    page = _drawn(CallForm())

    assert [mark.text for mark in page.all("span", class_="optional")] == ["(optional)"]


def test_a_form_of_optional_fields_need_not_repeat_it() -> None:
    class Survey(CallForm):
        says_optional = False

    assert _drawn(Survey()).all("span", class_="optional") == []


def test_an_error_does_not_lose_what_was_typed() -> None:
    page = _drawn(CallForm({"subject": "<tables>", "note": "a & b", "easy": "7"}))

    assert page.by_id("id_subject").attributes["value"] == "<tables>"
    assert page.by_id("id_note").text.strip() == "a & b"
    assert "checked" in page.by_id("id_easy_6").attributes


def test_a_scale_says_what_its_ends_mean() -> None:
    page = _drawn(CallForm())

    words = [label.text for label in page.all("label") if "easy" in str(label.attributes["for"])]
    assert words[0] == "1 (Not at all)"
    assert words[4] == "5"
    assert words[9] == "10 (Very)"
    assert words[10] == "Rather not say"


@pytest.mark.parametrize(("sent", "answer"), [("1", 1), ("10", 10), ("none", None)])
def test_a_scale_answers_a_number_or_nothing(sent: str, answer: int | None) -> None:
    form = CallForm({"easy": sent})
    form.is_valid()

    assert form.cleaned_data["easy"] == answer


@pytest.mark.parametrize("sent", ["0", "11", "", "many"])
def test_a_scale_refuses_what_is_not_on_it(sent: str) -> None:
    form = CallForm({"easy": sent})

    assert "easy" in form.errors


@pytest.mark.parametrize("typed", ["2026-11-24", "24.11.2026", "24-11-2026", "24/11/2026"])
def test_a_day_is_understood_as_people_type_it(typed: str) -> None:
    with translation.override("da"):
        form = CallForm({"by": typed})
        form.is_valid()

    assert form.cleaned_data["by"] == date(2026, 11, 24)


def test_a_day_goes_to_the_browser_in_the_form_that_it_reads() -> None:
    with translation.override("da"):
        page = _drawn(CallForm(initial={"by": date(2026, 11, 24)}))

    assert page.by_id("id_by").attributes["type"] == "date"
    assert page.by_id("id_by").attributes["value"] == "2026-11-24"


def test_an_error_summary_leads_to_the_first_control() -> None:
    form = CallForm()
    anchors = {field.name: field.anchor for field in form if isinstance(field, StyledField)}

    assert anchors["subject"] == "id_subject"
    assert anchors["outcome"] == "id_outcome_0"
    assert anchors["channels"] == "id_channels_0"
    assert anchors["easy"] == "id_easy_0"
