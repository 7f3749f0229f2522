"""`parseltongue completion`."""

from __future__ import annotations

import sys

from parseltongue.cli.spec import Command, UsageError, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

BASH = """\
_parseltongue() {
    local word="${COMP_WORDS[COMP_CWORD]}" line
    COMPREPLY=()
    if [[ "$word" == -* ]]; then return; fi
    local given=()
    if ((COMP_CWORD > 1)); then given=("${COMP_WORDS[1]}"); fi
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(
        command "${COMP_WORDS[0]}" complete -- "$word" "${given[@]}" 2>/dev/null)
    if [[ "${COMPREPLY[0]}" == */ ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -o default -F _parseltongue parseltongue
"""
ZSH = """\
#compdef parseltongue
_parseltongue() {
    local -a found given
    if ((CURRENT > 2)); then given=("$words[2]"); fi
    found=("${(@f)$(command "$words[1]" complete -- "$words[CURRENT]" "${given[@]}" 2>/dev/null)}")
    found=(${found:#})
    if ((${#found})); then compadd -- "${found[@]}"; else _files; fi
}
compdef _parseltongue parseltongue
"""
FISH = """\
function __parseltongue_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    if test (count $words) -gt 1
        command $words[1] complete -- "$word" $words[2] 2>/dev/null
    else
        command $words[1] complete -- "$word" 2>/dev/null
    end
end
complete -c parseltongue -f -a '(__parseltongue_complete)'
"""
SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}

COMMAND = Command(
    words=(Word("SHELL", "bash, zsh or fish."),),
    details="""Prints a script that lets a shell complete commands, symbols and files from the stored graph.
For bash put `eval "$(parseltongue completion bash)"` into ~/.bashrc, for zsh `eval "$(parseltongue completion
zsh)"` into ~/.zshrc behind `compinit`, for fish `parseltongue completion fish | source` into config.fish.""",
    examples=(("completion bash", "the script for bash"),),
)


def run(session: Session) -> int:
    """Print the script."""
    shell = session.given.words[0]
    if shell not in SCRIPTS:
        raise UsageError(f'there is no completion for "{shell}"; it is one of {", ".join(SCRIPTS)}')
    session.out.object({"shell": shell, "script": SCRIPTS[shell]})
    if not session.out.json:
        sys.stdout.write(SCRIPTS[shell])
    return 0
