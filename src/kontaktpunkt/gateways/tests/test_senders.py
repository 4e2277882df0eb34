"""E-mail over a real SMTP server, text messages over a real HTTP server, both on loopback."""

import base64
import json
import socket
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from kontaktpunkt.config.environment_sections import MailServer, SmsService
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.gateways.models import Message
from kontaktpunkt.gateways.senders import (
    NotSent,
    Refused,
    Sender,
    ServiceAway,
    SmtpSender,
    senders,
)


class Mailbox:
    """Keeps what arrives; refuses some addresses as real servers do."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("unknown"):
            return "550 no such user here"
        if address.startswith("busy"):
            return "450 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.envelopes.append(envelope)
        return "250 OK"


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


def _login(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> Any:
    # Not `handled`: then nobody would answer, and the client would wait in vain.
    return AuthResult(success=data.password == b"secret", handled=False)


@pytest.fixture
def mail_server(mailbox: Mailbox) -> Iterator[MailServer]:
    controller = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=_free_port(),
        authenticator=_login,
        auth_require_tls=False,
    )
    controller.start()
    yield _mail(controller.port)
    controller.stop()


def _mail(port: int, password: str = "secret") -> MailServer:
    return MailServer(
        host="127.0.0.1", port=port, security="plain", user="kontakt", password=password
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _message(here: Municipality, at: datetime, **fields: Any) -> Message:
    fields = {"channel": "email", "recipient": "egon@example.org"} | fields
    return Message(
        pk=7,
        municipality=here,
        subject="Hvordan gik det?",
        body="Fortæl os det: /s/abc/",
        purpose="x",
        next_try_at=at,
        created_at=at,
        **fields,
    )


def test_an_email_arrives_from_the_municipality(
    here: Municipality, at: datetime, mail_server: MailServer, mailbox: Mailbox
) -> None:
    here.email = "post@fjordby.example"
    SmtpSender(mail_server).send(_message(here, at))
    envelope = mailbox.envelopes[0]
    assert envelope.rcpt_tos == ["egon@example.org"]
    received = message_from_bytes(envelope.original_content or b"", policy=policy.default)
    assert received["Subject"] == "Hvordan gik det?"
    assert received["From"] == "Fjordby Kommune <kontaktpunkt@localhost>"
    assert received["Reply-To"] == "post@fjordby.example"
    assert received["Message-ID"] == "<message-7.fjordby@localhost>"
    assert received.get_content().strip() == "Fortæl os det: /s/abc/"


def test_an_unknown_address_is_refused_for_good(
    here: Municipality, at: datetime, mail_server: MailServer
) -> None:
    with pytest.raises(Refused, match="550 no such user here"):
        SmtpSender(mail_server).send(_message(here, at, recipient="unknown@example.org"))


def test_a_busy_mailbox_is_tried_again(
    here: Municipality, at: datetime, mail_server: MailServer
) -> None:
    with pytest.raises(NotSent, match="450") as refusal:
        SmtpSender(mail_server).send(_message(here, at, recipient="busy@example.org"))
    assert type(refusal.value) is NotSent


def test_a_wrong_password_blames_the_server_not_the_message(
    here: Municipality, at: datetime, mail_server: MailServer
) -> None:
    with pytest.raises(ServiceAway, match="535"):
        SmtpSender(_mail(mail_server.port, "wrong")).send(_message(here, at))


def test_a_mail_server_that_is_away_is_waited_for(here: Municipality, at: datetime) -> None:
    with pytest.raises(ServiceAway):
        SmtpSender(_mail(_free_port())).send(_message(here, at))


class Provider(HTTPServer):
    """A text message provider that keeps what it is asked and answers as told."""

    answer = (200, b"{}")
    asked: list[tuple[str, Any, bytes]]


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, self.headers, body))
        self.send_response(self.server.answer[0])
        if self.server.answer[0] == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(self.server.answer[1])

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def provider() -> Iterator[Provider]:
    server = Provider(("127.0.0.1", 0), _Handler)
    server.asked = []
    # Seconds until it notices that it is told to stop.
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def _sms(settings: Any, provider: Provider, name: Any, path: str) -> Sender:
    settings.MODE = "production"
    settings.SMS_SERVICE = SmsService(
        provider=name,
        url=f"http://127.0.0.1:{provider.server_port}{path}",
        token="user:secret" if name == "46elks" else "tokentoken",
        sender="Fjordby",
    )
    return senders()["sms"]


def _text(here: Municipality, at: datetime) -> Message:
    return _message(here, at, channel="sms", recipient="+4586123456")


def test_gatewayapi_gets_a_token_and_a_number_without_plus(
    here: Municipality, at: datetime, provider: Provider, settings: Any
) -> None:
    provider.answer = (202, b'{"msg_id": "01", "recipient": 4586123456}')
    _sms(settings, provider, "gatewayapi", "/mobile/single").send(_text(here, at))
    path, headers, body = provider.asked[0]
    assert path == "/mobile/single"
    assert headers["Authorization"] == "Token tokentoken"
    assert headers["Content-Type"] == "application/json"
    assert json.loads(body) == {
        "sender": "Fjordby",
        "message": "Fortæl os det: /s/abc/",
        "recipient": 4586123456,
        "reference": "message-7",
    }


def test_46elks_gets_basic_authorisation_and_a_form(
    here: Municipality, at: datetime, provider: Provider, settings: Any
) -> None:
    provider.answer = (200, b'{"status": "created"}')
    _sms(settings, provider, "46elks", "/a1/sms").send(_text(here, at))
    path, headers, body = provider.asked[0]
    assert path == "/a1/sms"
    assert headers["Authorization"] == "Basic " + base64.b64encode(b"user:secret").decode()
    assert parse_qs(body.decode()) == {
        "from": ["Fjordby"],
        "to": ["+4586123456"],
        "message": ["Fortæl os det: /s/abc/"],
    }


@pytest.mark.parametrize("code", [302, 401, 402, 403, 429, 500, 503])
def test_trouble_with_the_account_or_the_service_is_waited_out(
    here: Municipality, at: datetime, provider: Provider, settings: Any, code: int
) -> None:
    provider.answer = (code, b"not now")
    sender = _sms(settings, provider, "46elks", "/a1/sms")
    with pytest.raises(ServiceAway, match=str(code)):
        sender.send(_text(here, at))
    assert len(provider.asked) == 1


def test_a_number_that_the_provider_refuses_is_given_up(
    here: Municipality, at: datetime, provider: Provider, settings: Any
) -> None:
    provider.answer = (400, b"Invalid to number")
    with pytest.raises(Refused, match="400 Invalid to number"):
        _sms(settings, provider, "46elks", "/a1/sms").send(_text(here, at))


def test_a_provider_that_is_away_is_waited_for(
    here: Municipality, at: datetime, provider: Provider, settings: Any
) -> None:
    sender = _sms(settings, provider, "gatewayapi", "/")
    provider.server_close()
    with pytest.raises(ServiceAway):
        sender.send(_text(here, at))
