"""`kontaktpunkt manage found_municipality`: the first step of a real installation."""

import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email, validate_slug
from django.utils import timezone

from kontaktpunkt.config.founding import PLAIN_COLOURS, FirstAdministrator, found
from kontaktpunkt.core.errors import Refusal
from kontaktpunkt.core.models import Country


class Command(BaseCommand):
    help = (
        "Found a municipality with its service centre and first administrator. "
        "The password is asked for, or read as one line from standard input with --password-stdin."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="its address, as in https://host/SLUG/")
        parser.add_argument("name", help='its name, such as "Fjordby Kommune"')
        parser.add_argument("country", choices=Country.values)
        parser.add_argument("--admin-name", required=True)
        parser.add_argument("--admin-email", required=True)
        parser.add_argument("--password-stdin", action="store_true")
        parser.add_argument(
            "--colours",
            nargs=3,
            default=PLAIN_COLOURS,
            metavar="#RRGGBB",
            help="primary, accent and surface; refused when text on them would be hard to read",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            validate_slug(options["slug"])
            validate_email(options["admin_email"])
            municipality = found(
                slug=options["slug"],
                name=options["name"],
                country=Country(options["country"]),
                colours=tuple(options["colours"]),
                administrator=FirstAdministrator(
                    name=options["admin_name"],
                    email=options["admin_email"],
                    password=_password(from_stdin=options["password_stdin"]),
                ),
                at=timezone.now(),
            )
        except (Refusal, ValidationError) as refusal:
            raise CommandError(_words(refusal)) from refusal
        self.stdout.write(f"{municipality} can be reached at /{municipality.slug}/desk/")


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return input()
    first = getpass.getpass("Password of the administrator: ")
    if first != getpass.getpass("The same again: "):
        raise CommandError("The two passwords differ. Nothing was changed.")
    return first


def _words(refusal: Refusal | ValidationError) -> str:
    return " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
