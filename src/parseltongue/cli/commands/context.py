"""`parseltongue context`."""

from __future__ import annotations

from parseltongue.cli.answers import SYMBOL, reply, symbol_in
from parseltongue.cli.output import printable
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session
    from parseltongue.query.answer import Answer

DEFAULT_TOKENS = 4_000

COMMAND = Command(
    mends=True,
    words=(SYMBOL,),
    options=("tokens", "fresh"),
    details="""What one needs to change SYMBOL, as Markdown in at most --tokens tokens (4,000): its source
(of a class that is too long, its outline), the outline of the type that it belongs to, what it overrides,
the lines where it is used, signatures of what it uses, outlines of the types that it touches, and the tests
that cover it. What is worth most goes in first, whole or not at all; what was left out is said at the end.

Source is read from the files, as far as they are what was analysed; of a file that has changed since,
signatures alone are shown. If SYMBOL stands for several, the first is shown.

Tokens are counted by tiktoken with the vocabulary cl100k_base, without a network: pip install
"parseltongue-isg[context]". Without it four characters count as one token, and a note says so.""",
    examples=(
        ("context shop.orders.add_tax", "for an agent that is to change the function"),
        ("context orders.py:24 --tokens 1500 --json", "around a line, in pieces"),
    ),
)


def run(session: Session) -> int:
    """Gather, pack and show."""
    from parseltongue.workspace.sources import reader

    workspace = session.open()
    tokens = session.given.number("tokens") or DEFAULT_TOKENS
    symbol = symbol_in(session, workspace.root)
    answer = workspace.load().context(symbol, tokens, read=reader(workspace.root))
    return reply(session, workspace, answer, _show)


def _show(out: Output, answer: Answer) -> None:
    notes = answer.notes
    out.markdown(printable(notes["markdown"].rstrip("\n"), lines=True, tabs=True))
    if out.json:
        return
    if answer.ambiguous:
        others = ", ".join(printable(one["qualified_name"]) for one in answer.matches[1:4])
        out.notice(f"{answer.symbol} also stands for {others}; this is the first")
    counted = "estimated" if notes["tokenizer"] == "estimate" else f"counted by {notes['tokenizer']}"
    out.notice(f"{notes['tokens']:,} of {notes['limit']:,} tokens, {counted}")
    if notes["tokenizer"] == "estimate":
        out.notice('four characters were taken for a token; pip install "parseltongue-isg[context]" counts')
