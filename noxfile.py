"""The matrix: every supported Python, and the oldest dependencies that we say we support.

`.ci/run` is what has to pass before a change lands; this is wider and slower. Run `nox` or `nox -s NAME`.
"""

import re
import tomllib
from pathlib import Path

import nox

PYTHONS = ["3.11", "3.12", "3.13"]
PYPROJECT = tomllib.loads((Path(__file__).parent / "pyproject.toml").read_text())

nox.options.sessions = ["tests", "oldest_dependencies", "checks"]
nox.options.default_venv_backend = "venv"


def install(session: nox.Session, *requirements: str) -> None:
    """Install the package and its development tools."""
    session.install("--upgrade", "pip>=25.1")
    session.install("--editable", ".", *requirements, "--group", "dev")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests with the newest dependencies."""
    install(session)
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session(python=PYTHONS[0])
def oldest_dependencies(session: nox.Session) -> None:
    """Run the tests with the lower bound of every dependency."""
    project = PYPROJECT["project"]
    lines = [*project["dependencies"]]
    for extra in project["optional-dependencies"].values():
        lines += extra
    bounds = (re.match(r"([\w.-]+)>=([\w.]+)", line) for line in lines)
    install(session, *(f"{bound[1]}=={bound[2]}" for bound in bounds if bound))
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session(python=PYTHONS[0])
def checks(session: nox.Session) -> None:
    """Check format, lint, types and layers."""
    install(session)
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("mypy")
    session.run("lint-imports", "--no-logo")


@nox.session(python=PYTHONS[0])
def benchmarks(session: nox.Session) -> None:
    """Print the figures of the README; fail when a bar is missed."""
    install(session)
    for name in ("python_codebase", "queries", "storage", "space"):
        session.run("python", "-m", f"benchmarks.{name}", "--check", *session.posargs)
