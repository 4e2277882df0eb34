"""The environment: what is accepted, what is refused, and that all mistakes come at once."""

import json
import stat
from pathlib import Path

import pytest

from kontaktpunkt.config import environment
from kontaktpunkt.config.problems import InstallationError

SECRET = "b8S-fq0Zk2LwXv7TnR4mYc1JhD9uGpAe6sWiOtKzQx3BvNlMyE5r"
KEY = "Zq7Lx0Vn3Tc9Rk5Wj1Hd8Gp4Fs6Ym2Bu"

PRODUCTION = {
    "KONTAKTPUNKT_MODE": "production",
    "DATABASE_URL": "postgresql://kontaktpunkt_owner:x@db.kommune.test/kontaktpunkt",
    "KONTAKTPUNKT_SECRET_KEY": SECRET,
    "KONTAKTPUNKT_PSEUDONYM_KEY": KEY,
    "KONTAKTPUNKT_PUBLIC_URL": "https://kontakt.kommune.test",
}


def read(tmp_path: Path, **variables: str) -> environment.Environment:
    return environment.read({"KONTAKTPUNKT_DATA": str(tmp_path)} | variables)


def mistakes(tmp_path: Path, **variables: str) -> list[str]:
    with pytest.raises(InstallationError) as refusal:
        read(tmp_path, **variables)
    assert all(problem.why and problem.fix for problem in refusal.value.problems)
    return [problem.what for problem in refusal.value.problems]


def test_nothing_set_gives_a_development_installation(tmp_path: Path) -> None:
    env = read(tmp_path)
    assert env.mode == "development"
    assert env.uses_embedded_database
    assert env.public_url == "http://localhost:8000"
    assert not env.has_demo_logins


def test_inside_pytest_the_mode_is_test_with_a_folder_of_its_own() -> None:
    env = environment.read({"PYTEST_VERSION": "9"})
    assert env.mode == "test"
    assert env.data == Path.cwd() / ".kontaktpunkt" / "test"


def test_empty_counts_as_not_set(tmp_path: Path) -> None:
    assert read(tmp_path, DATABASE_URL="  ", KONTAKTPUNKT_PORT="").port == 8000


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    found = mistakes(
        tmp_path,
        KONTAKTPUNKT_PORT="80000",
        KONTAKTPUNKT_LOG_LEVEL="loud",
        KONTAKTPUNKT_SMTP_URL="mail.kommune.test",
        DATABASE_URL="mysql://x/y",
    )
    assert len(found) == 4


def test_a_mistyped_variable_is_named_with_the_one_meant(tmp_path: Path) -> None:
    with pytest.raises(InstallationError) as refusal:
        read(tmp_path, KONTAKTPUNKT_PROT="8000")
    assert refusal.value.problems[0].fix == "Did you mean KONTAKTPUNKT_PORT?"


def test_production_accepts_a_whole_configuration(tmp_path: Path) -> None:
    env = read(tmp_path, **PRODUCTION)
    assert env.is_production
    assert env.uses_https
    assert env.allowed_hosts == ("kontakt.kommune.test", "127.0.0.1")
    assert env.csrf_origins == ("https://kontakt.kommune.test",)
    assert not env.has_demo_logins
    assert not env.is_debug
    assert not (tmp_path / "secrets.json").exists()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"DATABASE_URL": ""}, "DATABASE_URL is not set in production."),
        ({"KONTAKTPUNKT_SECRET_KEY": ""}, "KONTAKTPUNKT_SECRET_KEY is not set in production."),
        ({"KONTAKTPUNKT_PSEUDONYM_KEY": "kort"}, "too short or too simple"),
        ({"KONTAKTPUNKT_SECRET_KEY": "django-insecure-" + SECRET}, "a default or generated"),
        ({"KONTAKTPUNKT_SECRET_KEY": "a" * 60}, "too short or too simple"),
        ({"KONTAKTPUNKT_PSEUDONYM_KEY": SECRET}, "is the same as"),
        ({"KONTAKTPUNKT_ALLOWED_HOSTS": "*"}, "allows every host"),
        ({"KONTAKTPUNKT_PUBLIC_URL": "http://kontakt.kommune.test"}, "does not start with https"),
        ({"KONTAKTPUNKT_PUBLIC_URL": ""}, "does not start with https"),
        (
            {"KONTAKTPUNKT_SMTP_URL": "smtp://u:p@mail.test", "KONTAKTPUNKT_MAIL_FROM": "a@b.test"},
            "sends a password without TLS",
        ),
        ({"KONTAKTPUNKT_SMTP_URL": "smtps://mail.test"}, "KONTAKTPUNKT_MAIL_FROM is not set"),
    ],
)
def test_production_refuses(tmp_path: Path, change: dict[str, str], expected: str) -> None:
    found = mistakes(tmp_path, **(PRODUCTION | change))
    assert len(found) == 1
    assert expected in found[0]


def test_production_refuses_the_keys_that_a_demo_generated(tmp_path: Path) -> None:
    generated = read(tmp_path, KONTAKTPUNKT_MODE="demo")
    copied = PRODUCTION | {"KONTAKTPUNKT_SECRET_KEY": generated.secret_key}
    assert "generated for trying out" in mistakes(tmp_path, **copied)[0]


def test_a_password_is_never_repeated_in_a_complaint(tmp_path: Path) -> None:
    found = mistakes(
        tmp_path,
        DATABASE_URL="mysql://u:hunter2@h/db",
        KONTAKTPUNKT_SMTP_URL="http://u:hunter2@h",
    )
    assert not any("hunter2" in what for what in found)


def test_generated_keys_stay_and_only_their_owner_can_read_them(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)
    assert first.secret_key == second.secret_key != second.pseudonym_key
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_unreadable_keys_are_not_replaced_in_silence(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text("{")
    assert "cannot be read" in mistakes(tmp_path)[0]


def test_keys_survive_two_processes_making_them(tmp_path: Path) -> None:
    kept = {"secret_key": SECRET, "pseudonym_key": KEY}
    draft = tmp_path / "other.tmp"
    draft.write_text("{}")
    (tmp_path / "secrets.json").write_text(json.dumps(kept))
    # The slower of two: the file appeared after it had looked.
    environment_secrets_publish(draft, tmp_path / "secrets.json")
    assert read(tmp_path).secret_key == SECRET


def environment_secrets_publish(draft: Path, file: Path) -> None:
    from kontaktpunkt.config import environment_secrets

    environment_secrets._publish(draft, file)
    assert not draft.exists()


def test_mail_server_is_read_from_its_address(tmp_path: Path) -> None:
    env = read(tmp_path, KONTAKTPUNKT_SMTP_URL="smtp+tls://post%40k.test:p%2Fw@mail.k.test")
    assert env.mail is not None
    assert (env.mail.host, env.mail.port, env.mail.security) == ("mail.k.test", 587, "starttls")
    assert (env.mail.user, env.mail.password) == ("post@k.test", "p/w")


def test_text_messages_need_an_address_and_a_key(tmp_path: Path) -> None:
    assert len(mistakes(tmp_path, KONTAKTPUNKT_SMS_PROVIDER="46elks")) == 2
    env = read(
        tmp_path,
        KONTAKTPUNKT_SMS_PROVIDER="gatewayapi",
        KONTAKTPUNKT_SMS_URL="https://sms.test/rest/mtsms",
        KONTAKTPUNKT_SMS_TOKEN="token",
    )
    assert env.sms is not None
    assert env.sms.provider == "gatewayapi"


def test_skipping_the_browser_is_refused_in_ci(tmp_path: Path) -> None:
    assert "is set in CI" in mistakes(tmp_path, CI="true", KONTAKTPUNKT_NO_BROWSER="1")[0]


def test_the_application_role_is_taken_at_login(tmp_path: Path) -> None:
    options = read(tmp_path).database_settings()["OPTIONS"]
    assert options["options"] == "-c role=kontaktpunkt_app"
    assert options["pool"]["max_size"] == 8


def test_a_database_address_is_taken_apart(tmp_path: Path) -> None:
    url = "postgresql://kontaktpunkt_owner:p%40ss@db.test:5433/kp?sslmode=verify-full"
    settings = read(tmp_path, DATABASE_URL=url).database_settings()
    assert (settings["NAME"], settings["HOST"], settings["PORT"]) == ("kp", "db.test", "5433")
    assert settings["PASSWORD"] == "p@ss"
    assert settings["OPTIONS"]["sslmode"] == "verify-full"
