"""What is shipped to run the program on a server, held against the program: commands, ports, paths, settings."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from bot.__main__ import app
from bot.doors import TELEGRAM_WEBHOOK, TWILIO_FALLBACK, TWILIO_INBOUND, TWILIO_STATUS, TWILIO_VOICE
from bot.metrics import Metrics
from bot.web import health, webhooks
from config.settings import Settings, variables

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "config" / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
PROGRAM = {name: each for name, each in SERVICES.items() if "build" in each}
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
CADDYFILE = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
UNIT = (DEPLOY / "upstander.service").read_text(encoding="utf-8")


def commands() -> dict[str, Any]:
    """Every command of the program by its words, such as `community apply`."""
    found: dict[str, Any] = {}

    def gather(group: Any, words: str) -> None:
        for name, each in group.commands.items():
            found[f"{words}{name}"] = each
            if hasattr(each, "commands"):
                gather(each, f"{words}{name} ")

    gather(typer.main.get_command(app), "")
    return found


def settings_of(service: dict[str, Any]) -> set[str]:
    return {name for name in service.get("environment", {}) if name.startswith("UPSTANDER_")}


# --- compose


def test_no_log_of_a_service_fills_the_disk() -> None:
    for service in COMPOSE["services"].values():
        assert set(service["logging"]["options"]) == {"max-size", "max-file"}


def test_two_profiles_run_the_program_and_a_third_puts_tls_before_it() -> None:
    profiles = {name: each["profiles"] for name, each in SERVICES.items()}

    assert {name for name, each in profiles.items() if each == ["embedded"]} == {"upstander"}
    assert {name for name, each in profiles.items() if each == ["postgres"]} == {"migrate", "web", "worker", "postgres"}
    assert {name for name, each in profiles.items() if each == ["tls"]} == {"caddy"}


def test_every_command_of_a_service_is_one_of_the_program() -> None:
    known = commands()
    for service in PROGRAM.values():
        said = " ".join(service["command"])
        for command in re.findall(r"upstander ([a-z]+)", said):
            assert command in known
    assert [SERVICES[each]["command"] for each in ("web", "worker")] == [
        ["upstander", "run", "--web"],
        ["upstander", "run", "--worker"],
    ]


def test_web_and_worker_wait_until_the_schema_is_new() -> None:
    for name in ("web", "worker"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert SERVICES["migrate"]["depends_on"]["postgres"] == {"condition": "service_healthy"}
    assert SERVICES["migrate"]["restart"] == "no"


def test_every_setting_named_is_one_and_adds_up() -> None:
    for service in PROGRAM.values():
        given = service["environment"]
        assert settings_of(service) <= set(variables())
        chosen = Settings.model_validate(
            {name.removeprefix("UPSTANDER_").lower(): value for name, value in given.items()}
        )
        assert chosen.listen_port == 8000


def test_the_program_inside_listens_where_the_outside_is_let_in() -> None:
    ports = {name: each.get("ports", []) for name, each in PROGRAM.items()}

    assert "EXPOSE 8000" in DOCKERFILE
    assert "UPSTANDER_LISTEN=0.0.0.0:8000" in DOCKERFILE
    assert {name for name, each in ports.items() if each} == {"upstander", "web"}
    assert all(each == ["127.0.0.1:8000:8000"] for each in ports.values() if each)
    assert SERVICES["caddy"]["environment"]["UPSTREAM"] == "program:8000"
    assert all(PROGRAM[each]["networks"]["default"]["aliases"] == ["program"] for each in ("upstander", "web"))


def test_whatever_is_written_is_in_a_volume_and_keys_are_in_one_of_their_own() -> None:
    declared = set(COMPOSE["volumes"])
    for service in PROGRAM.values():
        mounted = dict(each.split(":")[:2] for each in service["volumes"])
        assert set(mounted) <= declared
        given = service["environment"]
        assert mounted["keys"] == "/app/keys"
        assert given["UPSTANDER_ROOT_KEY_FILE"].startswith("/app/keys/")
        assert given["UPSTANDER_KEYRING_URL"].startswith("sqlite+aiosqlite:////app/keys/")
        if "sqlite" in given["UPSTANDER_DATABASE_URL"]:
            assert given["UPSTANDER_DATABASE_URL"].startswith(f"sqlite+aiosqlite:///{mounted['rows']}/")
        assert mounted["line"] == "/app/line"
    assert 'VOLUME ["/app/var", "/app/keys", "/app/line"]' in DOCKERFILE
    assert "-m 700 var keys line" in DOCKERFILE


def test_in_a_container_the_first_hour_can_write_where_it_is_run(tmp_path: Path) -> None:
    (shim,) = re.findall(r"printf '#!/bin/sh\\n(.+?)\\n'", DOCKERFILE)
    command = shim.replace("/app", str(ROOT)).replace("python ", f"{sys.executable} ")
    (tmp_path / "bot").mkdir()  # a folder of theirs is not taken for the program
    answers = {"name": "Hill Watch", "time_zone": "Denver", "areas": "The Hill", "coordinators": ["Ana", "Ben"]}
    (tmp_path / "answers.yaml").write_text(yaml.safe_dump(answers | {"ready": [1]}), encoding="utf-8")
    set_up = subprocess.run(
        ["/bin/sh", "-c", command, "upstander", "setup", "--answers", "answers.yaml"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert "WORKDIR /app/line" in DOCKERFILE.split("USER upstander")[1]
    assert (set_up.returncode, set_up.stderr) == (0, "")
    assert {".env", "community", "sms-registration.txt"} <= {each.name for each in tmp_path.iterdir()}


def test_a_file_of_settings_beside_the_services_may_be_missing_before_the_first_hour() -> None:
    assert all(each["env_file"] == [{"path": ".env", "required": False}] for each in PROGRAM.values())


def test_the_program_has_no_power_in_its_container() -> None:
    for service in PROGRAM.values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert "USER upstander" in DOCKERFILE


def test_files_that_services_mount_are_there() -> None:
    mounted = [each for service in SERVICES.values() for each in service.get("volumes", []) if each.startswith("./")]

    assert mounted
    assert [each for each in mounted if not (ROOT / each.split(":")[0]).exists()] == []


# --- Caddy


def exposed() -> set[str]:
    (line,) = [each for each in CADDYFILE.splitlines() if each.strip().startswith("@ours path ")]
    return set(line.split()[2:])


class _Nobody:
    """A door whose routes are wanted and nothing else."""

    async def posted(self, *_: object) -> Any:
        raise AssertionError

    async def status_posted(self, *_: object) -> Any:
        raise AssertionError


def test_caddy_lets_every_webhook_through_and_no_path_that_is_for_inside() -> None:
    async def feel() -> health.Vitals:
        raise AssertionError

    door: Any = _Nobody()
    hooks = {each.path for each in (*webhooks.telegram_routes(door), *webhooks.twilio_routes(door))}
    inside = {each.path for each in health.health_routes(feel, Metrics(), "token")}

    assert {TELEGRAM_WEBHOOK, TWILIO_INBOUND, TWILIO_STATUS} <= hooks
    assert hooks | {TWILIO_FALLBACK, TWILIO_VOICE, "/healthz"} <= exposed()
    assert inside - {"/healthz"} == {"/metrics"}
    assert not {each for each in exposed() if each.startswith(("/metrics", "/phones", "/livez", "/readyz", "/*"))}
    assert {each for each in exposed() if "*" in each} == {"/console/*", "/feeds/*"}


def test_caddy_takes_no_larger_body_than_the_largest_update_and_keeps_no_log() -> None:
    (size,) = re.findall(r"max_size (\d+)KB", CADDYFILE)

    assert webhooks._LARGEST_UPDATE <= int(size) * 1000 < 2 * webhooks._LARGEST_UPDATE
    assert not re.search(r"^\s*log\b", CADDYFILE, re.MULTILINE)
    assert "respond 404" in CADDYFILE


def test_caddys_blocks_are_balanced_and_its_default_is_where_the_program_listens() -> None:
    plain = re.sub(r"#.*|\{\$[^}]*\}", "", CADDYFILE)
    depth = 0
    for line in plain.splitlines():
        depth += line.count("{") - line.count("}")
        assert depth >= 0

    assert depth == 0
    assert "{$UPSTREAM:" + Settings(_env_file=None).listen + "}" in CADDYFILE
    assert "{$DOMAIN} {" in CADDYFILE


# --- systemd


def unit() -> dict[str, list[str]]:
    lines = [each for each in UNIT.splitlines() if "=" in each and not each.startswith("#")]
    found: dict[str, list[str]] = {}
    for each in lines:
        name, _, value = each.partition("=")
        found.setdefault(name, []).append(value)
    return found


def test_the_unit_migrates_runs_and_starts_again() -> None:
    known, found = commands(), unit()

    assert found["ExecStartPre"] == ["/opt/upstander/.venv/bin/upstander migrate"]
    assert found["ExecStart"] == ["/opt/upstander/.venv/bin/upstander run $PART"]
    assert {"migrate", "run"} <= set(known)
    assert (found["Restart"], found["StartLimitIntervalSec"]) == (["always"], ["0"])
    assert found["WorkingDirectory"] == ["/var/lib/upstander"]
    assert found["StateDirectory"] == ["upstander"]


def test_the_unit_gives_the_program_no_power_and_its_secrets_no_way_out() -> None:
    found = unit()

    assert found["NoNewPrivileges"] == ["yes"]
    assert found["ProtectSystem"] == ["strict"]
    assert found["CapabilityBoundingSet"] == [""]
    assert (found["UMask"], found["StateDirectoryMode"]) == (["0077"], ["0700"])
    assert (found["MemorySwapMax"], found["LimitCORE"]) == (["0"], ["0"])


def test_systemd_itself_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not on this machine")
    here = tmp_path / "upstander.service"
    script = Path(sys.executable).with_name("upstander")
    here.write_text(UNIT.replace("/opt/upstander/.venv/bin/upstander", str(script)), encoding="utf-8")
    done = subprocess.run([analyze, "verify", "--man=no", here], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
