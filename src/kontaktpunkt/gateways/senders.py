"""The ways out: e-mail over SMTP, text messages over two providers' interfaces, and the demo's.

A sender's `send` hands one message over and returns when the other side has taken it. It raises
NotSent when that side has not.
"""

import base64
import json
import smtplib
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from email.utils import formataddr, parseaddr
from http import HTTPStatus
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage, get_connection

from kontaktpunkt.gateways.models import Message

# The worker has other things to do; the message is tried again later.
PATIENCE_SECONDS = 15
_REASON_LENGTH = 200


class NotSent(Exception):
    """The other side did not take the message; it is worth another try."""


class Refused(NotSent):
    """The other side will never take this message: another try is pointless."""


class ServiceAway(NotSent):
    """The other side takes no messages at all now: the next one need not be tried."""


class Sender(Protocol):
    """Hands one message over, or raises NotSent.

    keeps_text: the outbox goes on showing what the message said after it was sent.
    """

    keeps_text: bool

    def send(self, message: Message) -> None: ...


class MailServer(Protocol):
    """What `settings.MAIL_SERVER` says."""

    @property
    def host(self) -> str: ...

    @property
    def port(self) -> int: ...

    @property
    def security(self) -> str: ...

    @property
    def user(self) -> str: ...

    @property
    def password(self) -> str: ...


class SmsService(Protocol):
    """What `settings.SMS_SERVICE` says."""

    @property
    def provider(self) -> str: ...

    @property
    def url(self) -> str: ...

    @property
    def token(self) -> str: ...

    @property
    def sender(self) -> str: ...


def senders() -> dict[str, Sender]:
    """Return channel → sender for the ways out that this installation has."""
    if settings.MODE == "demo":
        return dict.fromkeys(Message.Channel.values, DemoSender())
    ways: dict[str, Sender] = {}
    if settings.MAIL_SERVER:
        ways[Message.Channel.EMAIL] = SmtpSender(settings.MAIL_SERVER)
    if settings.SMS_SERVICE:
        ways[Message.Channel.SMS] = _sms_sender(settings.SMS_SERVICE)
    return ways


class DemoSender:
    """Sends nothing: the demo's outbox page shows what would have left."""

    keeps_text = True

    def send(self, message: Message) -> None:
        """Let it count as sent."""


class SmtpSender:
    """Hands e-mails to the municipality's mail server."""

    keeps_text = False

    def __init__(self, server: MailServer) -> None:
        self.server = server

    def send(self, message: Message) -> None:
        """Hand the e-mail over; a server's "no" to the address or the text is final."""
        try:
            _email(message, self._connection()).send()
        except (BadHeaderError, UnicodeError) as error:
            raise Refused(_short(error)) from error
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(*next(iter(error.recipients.values()))) from error
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise ServiceAway(_short(error)) from error

    def _connection(self) -> Any:
        return get_connection(
            "django.core.mail.backends.smtp.EmailBackend",
            host=self.server.host,
            port=self.server.port,
            username=self.server.user or None,
            password=self.server.password or None,
            use_tls=self.server.security == "starttls",
            use_ssl=self.server.security == "tls",
            timeout=PATIENCE_SECONDS,
        )


def _email(message: Message, connection: Any) -> EmailMessage:
    municipality = message.municipality
    _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return EmailMessage(
        subject=message.subject,
        body=message.body,
        from_email=formataddr((municipality.name, address)),
        to=[message.recipient],
        reply_to=[municipality.email] if municipality.email else None,
        headers={
            # The same for every try, so that a mailbox can tell a second copy.
            "Message-ID": f"<message-{message.pk}.{municipality.slug}@{address.partition('@')[2]}>",
            "Auto-Submitted": "auto-generated",
        },
        connection=connection,
    )


def _refusal(code: int, text: bytes | str) -> NotSent:
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    kind = Refused if code >= 500 else NotSent
    return kind(f"{code} {words}"[:_REASON_LENGTH])


def _short(error: BaseException) -> str:
    return (str(error) or type(error).__name__)[:_REASON_LENGTH]


class GatewayApiSender:
    """Hands text messages to GatewayAPI's Message API (`POST …/mobile/single`).

    Source: gatewayapi.com/docs/guide (token authorisation, JSON with message, sender, recipient).
    """

    keeps_text = False

    def __init__(self, service: SmsService) -> None:
        self.service = service

    def send(self, message: Message) -> None:
        """Hand the text message over; the recipient travels as a whole number without a plus."""
        body = {
            "sender": self.service.sender,
            "message": message.body,
            "recipient": int(message.recipient.removeprefix("+")),
            "reference": f"message-{message.pk}",
        }
        headers = {
            "Authorization": f"Token {self.service.token}",
            "Content-Type": "application/json",
        }
        _post(self.service.url, json.dumps(body).encode(), headers)


class FortySixElksSender:
    """Hands text messages to 46elks (`POST …/a1/sms`).

    Source: 46elks.com/docs/send-sms (basic authorisation, form with from, to, message).
    """

    keeps_text = False

    def __init__(self, service: SmsService) -> None:
        self.service = service

    def send(self, message: Message) -> None:
        """Hand the text message over; the recipient travels in E.164 form."""
        body = {"from": self.service.sender, "to": message.recipient, "message": message.body}
        headers = {
            "Authorization": f"Basic {base64.b64encode(self.service.token.encode()).decode()}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        _post(self.service.url, urllib.parse.urlencode(body).encode(), headers)


def _sms_sender(service: SmsService) -> Sender:
    known: dict[str, Callable[[SmsService], Sender]] = {
        "gatewayapi": GatewayApiSender,
        "46elks": FortySixElksSender,
    }
    return known[service.provider](service)


# Answers that blame us or the moment, not the message: mend the account or wait, and try again.
_OUR_FAULT = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.PAYMENT_REQUIRED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirected POST would arrive as a GET without its text, and look as if it was sent."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _post(url: str, body: bytes, headers: dict[str, str]) -> None:
    # The environment has checked that the address is http or https.
    request = urllib.request.Request(url, body, headers, method="POST")  # noqa: S310
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=PATIENCE_SECONDS):
            return
    except urllib.error.HTTPError as answer:
        raise _http_refusal(answer) from answer
    except (urllib.error.URLError, OSError) as error:
        raise ServiceAway(_short(error)) from error


def _http_refusal(answer: urllib.error.HTTPError) -> NotSent:
    words = answer.read(_REASON_LENGTH).decode(errors="replace")
    reason = f"{answer.code} {words}"[:_REASON_LENGTH]
    if answer.code in _OUR_FAULT or not 400 <= answer.code < 500:
        return ServiceAway(reason)
    return Refused(reason)
