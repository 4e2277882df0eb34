"""Cases, hearings, decisions and complaints."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "kontaktpunkt.cases"
