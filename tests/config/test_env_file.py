"""`.env` is written for its owner alone, keeps what it was not asked about, and nothing that stood is lost."""

import stat
from pathlib import Path

import pytest

from config.env_file import merged, names_in, put_aside, write_secret
from config.settings import load_settings


def test_what_is_written_is_read_by_the_program(tmp_path: Path) -> None:
    env = tmp_path / ".env"

    write_secret(env, merged("", {"TELEGRAM_TOKEN": "123456:AAH-x_y", "PUBLIC_URL": "https://line.example.org/a"}))

    found = load_settings(_env_file=env)
    assert found.telegram_token is not None
    assert found.telegram_token.get_secret_value() == "123456:AAH-x_y"
    assert found.public_url == "https://line.example.org/a"
    assert stat.S_IMODE(env.stat().st_mode) == 0o600


def test_a_value_with_blanks_is_quoted(tmp_path: Path) -> None:
    env = tmp_path / ".env"

    write_secret(env, merged("", {"COMMUNITY_FILE": "our files/community"}))

    assert load_settings(_env_file=env).community_file == Path("our files/community")
    with pytest.raises(ValueError, match="quote or a line break"):
        merged("", {"COMMUNITY_FILE": "it's\n"})


def test_lines_of_somebody_else_stay_and_ours_change_in_their_place() -> None:
    before = "# mine\nOTHER=1\nexport UPSTANDER_LISTEN=127.0.0.1:9\nUPSTANDER_LISTEN=127.0.0.1:8\n"

    after = merged(before, {"LISTEN": "127.0.0.1:7", "TWILIO_MODE": "polling"})

    assert after.splitlines()[:3] == ["# mine", "OTHER=1", "UPSTANDER_LISTEN=127.0.0.1:7"]
    assert "UPSTANDER_TWILIO_MODE=polling" in after
    assert names_in(after) == ("LISTEN", "TWILIO_MODE")


def test_what_stood_is_put_aside_under_the_next_free_name(tmp_path: Path) -> None:
    env = tmp_path / ".env"

    assert put_aside(env) is None
    for text in ("one", "two"):
        env.write_text(text, encoding="utf-8")
        put_aside(env)

    assert [(tmp_path / f".env.old-{n}").read_text(encoding="utf-8") for n in (1, 2)] == ["one", "two"]
