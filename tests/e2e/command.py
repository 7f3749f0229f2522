"""The command line as its users meet it: a process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import parseltongue

SOURCES = str(Path(parseltongue.__file__).parents[1])
SECONDS = 120


class Result:
    """A finished process."""

    def __init__(self, code: int, out: bytes, err: bytes) -> None:
        self.code = code
        self.raw = out
        self.out = out.decode()
        self.err = err.decode()

    @property
    def json(self) -> dict[str, Any]:
        """The object on stdout, which must be all there is."""
        assert self.out.count("\n") == 1, self.out
        return json.loads(self.out)

    def __repr__(self) -> str:
        return f"exit code {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


def default_signals() -> None:
    """Undo what a script that runs the tests in the background, or `nohup`, has made its children ignore."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


class Cli:
    """Runs `parseltongue` in a folder, with a home and a store of its own."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.home = home
        self.folder = folder
        self.cache = home / "store"
        self.env = {
            "HOME": str(home),
            "PATH": os.environ.get("PATH", ""),
            "PYTHONPATH": SOURCES,
            "PARSELTONGUE_CACHE_DIR": str(self.cache),
            "LC_ALL": "C.UTF-8",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
        }
        for name in ("PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE", "SYSTEMROOT"):
            if name in os.environ:
                self.env[name] = os.environ[name]

    def argv(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "parseltongue", *words]

    def start(
        self, *words: str, env: dict[str, str] | None = None, **options: Any
    ) -> subprocess.Popen[bytes]:
        """Start a process, the leader of its own group."""
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": self.folder} | options
        return subprocess.Popen(
            self.argv(*words),
            env={**self.env, **(env or {})},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=None if sys.platform == "win32" else default_signals,
            **options,
        )

    def __call__(self, *words: str, env: dict[str, str] | None = None, **options: Any) -> Result:
        """Run to the end."""
        return finish(self.start(*words, env=env, **options))

    def ok(self, *words: str, **options: Any) -> Result:
        """Run, and expect success."""
        result = self(*words, **options)
        assert result.code == 0, result
        return result

    def configure(self, text: str) -> None:
        """Write the user's configuration."""
        path = self.home / ".config/parseltongue/parseltongue.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def finish(process: subprocess.Popen[bytes]) -> Result:
    """Wait for the end of a process."""
    out, err = process.communicate(timeout=SECONDS)
    return Result(process.returncode, out or b"", err or b"")


def write_tree(root: Path, files: dict[str, str]) -> None:
    """Write files below a folder."""
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)


PROJECT = {
    "pyproject.toml": '[project]\nname = "shop"\n',
    "shop/__init__.py": "from shop.orders import Order\n",
    "shop/orders.py": '''\
"""Orders."""


class Item:
    """Anything that is sold."""

    price: int = 0

    def total(self) -> int:
        """What it costs."""
        return self.price


class Order(Item):
    def __init__(self, items: list[Item]) -> None:
        self.items = items

    def total(self) -> int:
        return sum(add_tax(item.price) for item in self.items)


def add_tax(amount: int, rate: int = 19) -> int:
    """Add the tax."""
    return amount + amount * rate // 100
''',
    "shop/checkout.py": """\
from shop.orders import Item, Order, add_tax


def pay(order: Order) -> int:
    return order.total()


def quick(item: Item) -> int:
    return pay(Order([item])) + add_tax(1)
""",
    "tests/test_checkout.py": """\
from shop.checkout import quick
from shop.orders import Item


def test_quick():
    assert quick(Item()) == 1
""",
}
"""A small project in which every command has something to say."""
