"""Knowledge articles: what an agent needs to settle a question at once."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kontaktpunkt.catalogue import operations, upkeep
from kontaktpunkt.catalogue.models import Article
from kontaktpunkt.catalogue.queries import matters_by_key
from kontaktpunkt.desk.forms.settings import ArticleForm
from kontaktpunkt.desk.views.settings.sending import CONFLICT, DONE, carried_out, shown_beside
from kontaktpunkt.directory.access import StaffRequest, staff_page
from kontaktpunkt.directory.models import Role

# Whoever leads a unit knows best what its articles should say.
WRITING = (Role.ADMINISTRATOR, Role.UNIT_LEAD)
ON_A_PAGE = 30


@staff_page(*WRITING)
def articles(request: StaffRequest) -> HttpResponse:
    """List the articles in which all the words stand."""
    text = request.GET.get("q", "").strip()
    found = Paginator(upkeep.articles(text=text), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": found, "text": text}
    return render(request, "desk/settings_articles.html", context)


@staff_page(*WRITING)
def new(request: StaffRequest) -> HttpResponse:
    """Write an article."""
    choices = _matter_choices(None)
    if request.method != "POST":
        beginning = ArticleForm(initial=_beginning(request), matters=choices, is_new=True)
        return _page(request, beginning)
    form = ArticleForm(request.POST, matters=choices, is_new=True)
    if "preview" in request.POST:
        return _page(request, form)
    status = carried_out(form, lambda: _write(request, form))
    return _saved(request) if status == DONE else _page(request, form, status=status)


@staff_page(*WRITING)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change an article, or take it out of use."""
    article = upkeep.article_for(pk=pk)
    choices, first = _matter_choices(article), ArticleForm.first(article)
    if request.method != "POST":
        return _page(request, ArticleForm(initial=first, matters=choices), article)
    form = ArticleForm(request.POST, initial=first, matters=choices)
    if "preview" in request.POST:
        return _page(request, form, article)
    status = carried_out(form, lambda: _change(request, article, form))
    return _saved(request) if status == DONE else _page(request, form, article, status=status)


def _beginning(request: StaffRequest) -> dict[str, Any]:
    matter = request.GET.get("matter", "")
    return {"submission": uuid4(), "matter_types": [int(matter)] if matter.isdecimal() else []}


def _matter_choices(article: Article | None) -> list[tuple[int, str]]:
    """Return the matters in use, and those out of use that the article names already."""
    named = {matter.pk for matter in article.matter_types.all()} if article else set()
    rows = upkeep.matter_choices()
    return [(key, name) for key, name, in_use in rows if in_use or key in named]


def _write(request: StaffRequest, form: ArticleForm) -> None:
    given = form.cleaned_data
    operations.write_article(
        title=given["title"],
        summary=given["summary"],
        body=given["body"],
        search_words=given["search_words"],
        matter_types=matters_by_key(keys=given["matter_types"]).values(),
        actor=request.staff,
        at=request.at,
        submission=given["submission"],
    )


def _change(request: StaffRequest, article: Article, form: ArticleForm) -> None:
    matters = None
    if "matter_types" in form.changed_data:
        matters = matters_by_key(keys=form.cleaned_data["matter_types"]).values()
    operations.change_article(
        article=article,
        version=form.cleaned_data["version"],
        matter_types=matters,
        actor=request.staff,
        at=request.at,
        submission=form.cleaned_data["submission"],
        **form.changes(besides=["matter_types"]),
    )


def _saved(request: StaffRequest) -> HttpResponse:
    messages.success(request, _("The article is saved."))
    return redirect("desk:settings-articles")


def _page(
    request: StaffRequest, form: ArticleForm, article: Article | None = None, status: int = DONE
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "article": article}
    if status == DONE and form.is_bound:
        context["preview"] = form.data
        # Whoever looks has not said yet that it is finished.
        form.errors.clear()
    if status == CONFLICT and article is not None:
        context["now"] = shown_beside(form, ArticleForm.first(article))
    return render(request, "desk/settings_article.html", context, status=status)
