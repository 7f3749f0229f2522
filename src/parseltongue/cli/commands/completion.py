"""`parseltongue completion`."""

from __future__ import annotations

import sys

from parseltongue.cli.spec import Command, UsageError, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

BASH = """\
_parseltongue() {
    local word="${COMP_LINE:0:COMP_POINT}" line at
    word="${word##* }"
    COMPREPLY=()
    if [[ "$word" == -* ]]; then return; fi
    local given=()
    for ((at = 1; at < COMP_CWORD && at < 3; at++)); do given+=("${COMP_WORDS[at]}"); done
    # Bash takes a colon for the end of a word, and keeps what stands before it.
    local kept="${word%"${word##*:}"}"
    while IFS= read -r line; do COMPREPLY+=("${line#"$kept"}"); done < <(
        command "${COMP_WORDS[0]}" complete -- "$word" "${given[@]}" 2>/dev/null)
    if [[ "${COMPREPLY[0]}" == */ ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -o default -F _parseltongue parseltongue
"""
ZSH = """\
#compdef parseltongue
_parseltongue() {
    local -a found given folders
    given=($words[2,CURRENT-1])
    found=("${(@f)$(command "$words[1]" complete -- "$words[CURRENT]" $given[1,2] 2>/dev/null)}")
    folders=(${(M)found:#*/})
    found=(${found:#(|*/)})
    if ((${#found} + ${#folders} == 0)); then _files; return; fi
    if ((${#folders})); then compadd -S '' -- "${folders[@]}"; fi
    if ((${#found})); then compadd -- "${found[@]}"; fi
}
compdef _parseltongue parseltongue
"""
FISH = """\
function __parseltongue_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    set -l found (command $words[1] complete -- "$word" $words[2..3] 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\\n' $found
    else
        __fish_complete_path "$word"
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
