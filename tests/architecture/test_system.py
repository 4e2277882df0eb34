"""The system looked at from outside: operations, event kinds, relations and templates."""

import importlib
import inspect
import pkgutil
import re
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps
from django.core.management import call_command

import kontaktpunkt
from kontaktpunkt.events.kinds import all_kinds

PACKAGE = Path(kontaktpunkt.__file__).parent
ROOT = PACKAGE.parent.parent

LAYERS = [
    {"config"},
    {"portal", "desk"},
    {"insight"},
    {"journeys"},
    {"listening"},
    {"dialogue"},
    {"cases"},
    {"contacts"},
    {"catalogue", "parties"},
    {"directory"},
    {"warehouse"},
    {"events", "gateways"},
    {"core"},
]


def _modules(suffix: str) -> list[ModuleType]:
    names = (name for _, name, _ in pkgutil.walk_packages([str(PACKAGE)], "kontaktpunkt."))
    wanted = [name for name in names if re.search(rf"\.{suffix}(\.|$)", name)]
    return [importlib.import_module(name) for name in wanted if ".tests" not in name]


def _public_functions(module: ModuleType) -> list[object]:
    return [
        thing
        for name, thing in inspect.getmembers(module, inspect.isfunction)
        if thing.__module__ == module.__name__ and not name.startswith("_")
    ]


# Stands beside the event log and cannot import it; its callers record why a message leaves.
WITHOUT_THE_LOG = "kontaktpunkt.gateways.operations"


def test_every_operations_module_has_operations() -> None:
    for module in _modules("operations"):
        if module.__name__ == WITHOUT_THE_LOG:
            continue
        is_package = hasattr(module, "__path__")
        found = [f for f in _public_functions(module) if hasattr(f, "is_operation")]
        assert found or is_package, module.__name__


def test_operations_take_keyword_arguments_only() -> None:
    for module in _modules("operations"):
        for function in _public_functions(module):
            if hasattr(function, "is_operation"):
                kinds = {p.kind for p in inspect.signature(function).parameters.values()}
                assert kinds <= {
                    inspect.Parameter.KEYWORD_ONLY,
                    inspect.Parameter.VAR_KEYWORD,
                }, function


def test_every_event_kind_is_documented() -> None:
    _modules("kinds")
    text = (ROOT / "docs" / "events.md").read_text()
    documented = set(re.findall(r"^\| `([a-z_.]+)` \|", text, flags=re.MULTILINE))
    assert documented == set(all_kinds())


def test_event_kinds_are_named_by_app_noun_and_past_tense() -> None:
    _modules("kinds")
    labels = {config.label for config in apps.get_app_configs()}
    for code in all_kinds():
        app, *rest = code.split(".")
        assert app in labels, code
        assert len(rest) == 2, code


def test_no_model_relation_points_upwards() -> None:
    height = {app: len(LAYERS) - n for n, layer in enumerate(LAYERS) for app in layer}
    for model in apps.get_models(include_auto_created=True):
        here = model._meta.app_label
        if here not in height:
            continue
        for field in model._meta.local_fields:
            target = field.related_model
            if isinstance(target, type) and target._meta.app_label in height:
                assert height[target._meta.app_label] <= height[here], f"{model}.{field.name}"


TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_inline_script_or_style(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", text)
    assert not re.search(r"<style|\sstyle=|\son(?!e=)[a-z]+=|javascript:", text)


@pytest.mark.django_db
def test_models_are_migrated() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_no_file_names_a_registry_or_this_machine() -> None:
    hosts = ("py" + "pi.org", "python" + "hosted", "npm" + "js.org", "npm" + "js.com")
    for path in [*ROOT.glob("requirements/*"), *ROOT.glob("frontend/*.json"), ROOT / "Makefile"]:
        text = path.read_text()
        assert not any(host in text for host in hosts), path
