"""Settings come from the environment, say what is wrong in one sentence each, and show no secret."""

import stat
from pathlib import Path

import pytest

from config.keys import WrongRootKey, load_or_make_root_key
from config.settings import Intake, LogLevel, Settings, WrongSettings, load_settings

SMS = {
    "UPSTANDER_TWILIO_AUTH_TOKEN": "hush-twilio",
    "UPSTANDER_TWILIO_ACCOUNT_SID": "AC00000000000000000000000000000000",
    "UPSTANDER_TWILIO_FROM": "+13125550100",
    "UPSTANDER_PUBLIC_URL": "https://help.example.org/",
}
TELEGRAM = {"UPSTANDER_TELEGRAM_TOKEN": "1:hush-telegram"}


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def settings(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return load_settings()


def problems(monkeypatch: pytest.MonkeyPatch, **variables: str) -> tuple[str, ...]:
    with pytest.raises(WrongSettings) as wrong:
        settings(monkeypatch, **variables)
    return wrong.value.problems


def test_without_any_variable_it_runs_embedded_with_no_channel_on() -> None:
    found = load_settings()

    assert found.database_url == "sqlite+aiosqlite:///var/upstander.db"
    assert found.keyring_url == "sqlite+aiosqlite:///var/keyring.db"
    assert found.root_key_file == Path("var/root.key")
    assert (found.listen_host, found.listen_port) == ("127.0.0.1", 8080)
    assert found.twilio_per_second == 1.0
    assert not found.telegram_on
    assert not found.sms_on


def test_every_setting_has_a_sentence() -> None:
    for name, field in Settings.model_fields.items():
        assert (field.description or "").endswith("."), name


def test_variables_are_read_from_a_file_called_dot_env(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("UPSTANDER_LISTEN=0.0.0.0:9000\nUPSTANDER_LOG_LEVEL=debug\nOTHER=1\n")

    found = load_settings()

    assert (found.listen_host, found.listen_port) == ("0.0.0.0", 9000)
    assert found.log_level is LogLevel.DEBUG


def test_a_variable_set_to_nothing_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(monkeypatch, UPSTANDER_TELEGRAM_TOKEN="").telegram_on is False


def test_telegram_polls_without_a_public_address_and_needs_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(monkeypatch, **TELEGRAM)

    assert found.telegram_on
    assert found.telegram_mode is Intake.POLLING


def test_with_an_address_and_a_secret_telegram_calls_us(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(
        monkeypatch,
        **TELEGRAM,
        UPSTANDER_PUBLIC_URL="https://help.example.org/",
        UPSTANDER_TELEGRAM_SECRET="s3cret_-",
    )

    assert found.telegram_mode is Intake.WEBHOOK
    assert found.public_url == "https://help.example.org"


def test_a_webhook_without_its_secret_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    found = problems(
        monkeypatch,
        **TELEGRAM,
        UPSTANDER_TELEGRAM_MODE="webhook",
        UPSTANDER_PUBLIC_URL="https://help.example.org",
    )

    assert found == ("UPSTANDER_TELEGRAM_SECRET is needed when UPSTANDER_TELEGRAM_MODE is webhook",)


@pytest.mark.parametrize(
    ("mode", "token"),
    [
        ("UPSTANDER_TELEGRAM_MODE", "UPSTANDER_TELEGRAM_TOKEN"),
        ("UPSTANDER_TWILIO_MODE", "UPSTANDER_TWILIO_AUTH_TOKEN"),
    ],
)
def test_a_webhook_without_what_verifies_it_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, mode: str, token: str
) -> None:
    found = problems(monkeypatch, **{mode: "webhook", "UPSTANDER_PUBLIC_URL": "https://help.example.org"})

    assert found == (f"{token} is needed when {mode} is webhook",)


def test_a_webhook_without_an_address_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    found = problems(monkeypatch, **TELEGRAM, UPSTANDER_TELEGRAM_MODE="webhook", UPSTANDER_TELEGRAM_SECRET="s3cret")

    assert found == ("UPSTANDER_PUBLIC_URL is needed when UPSTANDER_TELEGRAM_MODE is webhook",)


@pytest.mark.parametrize("missing", ["UPSTANDER_TWILIO_ACCOUNT_SID", "UPSTANDER_TWILIO_FROM"])
def test_sms_needs_its_account_and_its_sender(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    found = problems(monkeypatch, **{name: value for name, value in SMS.items() if name != missing})

    assert found == (f"{missing} is needed when UPSTANDER_TWILIO_AUTH_TOKEN is set",)


def test_sms_is_polled_when_nobody_could_call_us(monkeypatch: pytest.MonkeyPatch) -> None:
    without = {name: value for name, value in SMS.items() if name != "UPSTANDER_PUBLIC_URL"}

    assert settings(monkeypatch, **without).twilio_mode is Intake.POLLING
    assert settings(monkeypatch, **SMS).twilio_mode is Intake.WEBHOOK


def test_several_mistakes_are_told_at_once_and_without_the_values(monkeypatch: pytest.MonkeyPatch) -> None:
    found = problems(
        monkeypatch,
        UPSTANDER_DATABASE_URL="mysql://root:hush@db/x",
        UPSTANDER_LISTEN="8080",
        UPSTANDER_PUBLIC_URL="help",
        UPSTANDER_TELEGRAM_SECRET="not allowed",
        UPSTANDER_TWILIO_FROM="312",
        UPSTANDER_TELEGRAM_MODE="pigeon",
        UPSTANDER_LOG_LEVEL="loud",
    )

    assert [sentence.split()[0] for sentence in found] == [
        "UPSTANDER_DATABASE_URL",
        "UPSTANDER_PUBLIC_URL",
        "UPSTANDER_LISTEN",
        "UPSTANDER_LOG_LEVEL",
        "UPSTANDER_TELEGRAM_SECRET",
        "UPSTANDER_TELEGRAM_MODE",
    ]
    assert not any("hush" in sentence or "not allowed" in sentence for sentence in found)


def test_nothing_secret_shows_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(monkeypatch, **SMS, **TELEGRAM, UPSTANDER_DATABASE_URL="postgresql+asyncpg://u:hush@db/x")

    assert "hush" not in repr(found)
    assert "hush" not in str(found)


def test_the_root_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "var" / "root.key"

    made = load_or_make_root_key(path, lambda n: b"k" * n)
    again = load_or_make_root_key(path, lambda n: b"x" * n)

    assert made == again == b"k" * 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["root.key"]


def test_a_root_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "root.key"
    load_or_make_root_key(path, lambda n: b"k" * n)
    path.chmod(0o640)

    with pytest.raises(WrongRootKey, match="chmod 600"):
        load_or_make_root_key(path, lambda n: b"x" * n)


def test_a_file_that_is_not_a_root_key_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "root.key"
    path.write_text("not a key at all")
    path.chmod(0o600)

    with pytest.raises(WrongRootKey, match="not a root key"):
        load_or_make_root_key(path, lambda n: b"x" * n)
    assert path.read_text() == "not a key at all"
