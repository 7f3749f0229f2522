"""`parseltongue check`."""

from __future__ import annotations

from parseltongue.cli.answers import limit, place, reply_in_path
from parseltongue.cli.output import plural, printable
from parseltongue.cli.spec import Command
from parseltongue.cli.surveys import PART, part_of
from parseltongue.model.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session
    from parseltongue.query.answer import Answer

VIOLATED = 16
DEFAULT_LIMIT = 50

COMMAND = Command(
    mends=True,
    options=PART,
    details="""The rules stand in parseltongue.toml:

  [rules]
  layers = ["shop.web", "shop.orders | shop.stock", "shop.base"]
  forbid = [{ from = "shop.orders", to = "shop.stock.models" }, { from = "shop", to = "requests" }]

Layers are listed from the top to the bottom; one may depend on those below it, not on those above. What
shares a layer, separated by |, may depend on each other. A name is a module with all below it, a glob over
module names (shop.*.models), or with a / a folder, a file or a glob over paths. The `to` of a forbidden
dependency may be something outside of the workspace that is imported.

Exit code 16 if a rule is broken, 3 if a rule names nothing that there is.""",
    examples=(
        ("check", "in a CI job"),
        ("check --without-tests --json", "for a script, and tests may do it"),
    ),
)


def run(session: Session) -> int:
    """Check and show; the exit code."""
    workspace = session.open()
    isg = workspace.load()
    rules = workspace.config.rules
    if not rules.layers and not rules.forbid:
        raise ConfigError(
            "there are no rules to check; write `layers` or `forbid` under [rules] in parseltongue.toml"
        )
    part = part_of(session, workspace.root)
    try:
        answer = isg.analytics.check(rules.layers, rules.forbid, limit(session, DEFAULT_LIMIT), part=part)
    except ConfigError as error:
        raise ConfigError(f"{workspace.config.origin_of('rules.')}: {error}") from None
    reply_in_path(session, workspace, isg, answer, _show)
    return VIOLATED if answer.total else 0


def _show(out: Output, answer: Answer) -> None:
    if not answer.total:
        out.line("All rules are kept.")
        return
    out.line(f"{plural(answer.total, 'relationship breaks', 'relationships break')} a rule:")
    rule = ""
    for record in answer.results:
        if record["rule"] != rule:
            rule = record["rule"]
            out.line(out.paint(printable(rule), "bold"))
        source, target = printable(record["qualified_name"]), printable(str(record["target"]))
        out.line(f"  {place(record)}  {source} {record['relationship']} {target}")
