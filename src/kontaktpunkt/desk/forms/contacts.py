"""A contact as it is typed while somebody is on the line."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.catalogue.models import Channel, MatterType
from kontaktpunkt.catalogue.queries import MatterName
from kontaktpunkt.contacts.models import Contact, Question
from kontaktpunkt.core.text import fold

# The web is the party's own; whatever else comes in is taken at the desk.
DESK_CHANNELS = [
    (channel.value, channel.label) for channel in Channel if channel is not Channel.WEB
]

# What an agent types for one contact at most; more is a program, not a person.
MOST_QUESTIONS = 200

CONTACT_FIELDS = ("caller_name", "callback_phone", "note", "avoidable")
QUESTION_FIELDS = ("text", "matter", "outcome", "unit", "article", "link")

Typed = dict[str, Any]


class ContactForm(forms.Form):
    """What concerns the contact as a whole."""

    says_optional = False

    channel = forms.ChoiceField(label=_("Came by"), choices=DESK_CHANNELS)
    caller_name = forms.CharField(
        label=_("Who is calling?"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    callback_phone = forms.CharField(
        label=_("Call back on"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For colleagues. The party can ask to read it."),
    )
    avoidable = forms.ChoiceField(
        label=_("Avoidable?"), choices=Contact.Avoidable.choices, widget=forms.RadioSelect
    )


class QuestionForm(forms.Form):
    """One thing that was asked."""

    says_optional = False

    text = forms.CharField(
        label=_("What is it about?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write what was asked.")},
    )
    matter = forms.CharField(
        label=_("Matter"),
        widget=forms.TextInput(attrs={"list": "matters", "autocomplete": "off"}),
        error_messages={"required": _("Choose the matter that the question is about.")},
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=Question.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how the question was left.")},
    )
    unit = forms.ChoiceField(label=_("Goes to"), required=False)
    link = forms.BooleanField(label=_("Send the address of the self-service"), required=False)
    article = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        matter: MatterType | None,
        units: Callable[[], Sequence[tuple[int, str]]],
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.known_matter = matter
        owner: list[tuple[Any, str | Promise]] = [("", _("The unit that owns the matter"))]
        # Looked up when they are shown, or when one was chosen.
        self.fields["unit"].choices = lambda: [*owner, *units()]  # type: ignore[attr-defined]

    def clean_matter(self) -> MatterType:
        """Return the matter whose name was chosen or typed far enough."""
        if self.known_matter is None:
            raise forms.ValidationError(
                _("There is no matter with this name. Choose one from the list.")
            )
        return self.known_matter


class MatterChoice:
    """The matters by the names that stand in the list; those with one name say their service."""

    def __init__(self, names: tuple[MatterName, ...]) -> None:
        count = Counter(each.name for each in names)
        self.all = names
        self.by_label = {
            each.name if count[each.name] == 1 else f"{each.name} ({each.service})": each
            for each in names
        }
        self._labels = {each.pk: label for label, each in self.by_label.items()}
        self._folded = {fold(label): each for label, each in self.by_label.items()}

    def named(self, text: str) -> MatterName | None:
        """Return the matter with this name, or the only one whose name holds the text."""
        wanted = fold(text.strip())
        if not wanted or wanted in self._folded:
            return self._folded.get(wanted)
        held = [matter for label, matter in self._folded.items() if wanted in label]
        return held[0] if len(held) == 1 else None

    def label_of(self, pk: int) -> str:
        """Return the name under which the matter stands in the list, "" for an unknown one."""
        return self._labels.get(pk, "")


@lru_cache(maxsize=64)
def matter_choice(names: tuple[MatterName, ...]) -> MatterChoice:
    """Return the choice among these matters, worked out once as long as they stay the same."""
    return MatterChoice(names)


def question_prefix(index: int) -> str:
    """Return what the fields of a question begin with; the first has index 0."""
    return f"q{index}"


def typed_in(data: Mapping[str, str]) -> Typed:
    """Return what a sent form holds, as typed: nothing is checked and nothing is lost."""
    typed: Typed = {name: data.get(name, "") for name in CONTACT_FIELDS}
    count = _number(data.get("questions", ""))
    typed["questions"] = [
        {name: data.get(f"{question_prefix(index)}-{name}", "") for name in QUESTION_FIELDS}
        for index in range(min(max(count, 1), MOST_QUESTIONS))
    ]
    typed["active"] = _number(data.get("active", ""))
    return typed


def questions_in(typed: Typed) -> list[dict[str, str]]:
    """Return the questions of a draft; a fresh one has an empty one."""
    return typed.get("questions") or [dict.fromkeys(QUESTION_FIELDS, "")]


def is_blank(question: Mapping[str, str]) -> bool:
    """Say whether nothing was typed for a question that was only opened."""
    return not any(question.get(name, "").strip() for name in ("text", "matter", "outcome"))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0
