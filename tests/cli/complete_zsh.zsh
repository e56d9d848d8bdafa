# complete_zsh.zsh FOLDER LINE: what zsh offers after LINE, one a line; FOLDER has the script, as _promo. A zsh of its own runs
# at a pseudo-terminal, with a compadd that prints what it is given.
zmodload zsh/zpty || exit 1
zpty shell zsh -f -i
zpty -w shell "PS1= PS2= RPS1=; stty -echo; bindkey '^I' complete-word"
zpty -w shell "fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -d $1/dump; zstyle ':completion:*' menu no; zstyle ':completion:*' completer _complete"
zpty -w shell 'compadd () {
    if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return $?; fi
    typeset -a offered
    builtin compadd -A offered "$@"
    local one
    for one in $offered; do echo "<$one>"; done
    builtin compadd "$@"
}
offer () { compprefuncs=() ; echo "<<<"; _main_complete; echo ">>>"; exit }
zle -C offer complete-word offer; bindkey "^I" offer; echo ready'
zpty -r -m shell answer '*ready*' || exit 1
zpty -w -n shell "$2"$'\t'
zpty -r -m shell answer '*>>>*' || exit 1
print -r -- "${answer#*<<<}" | tr -d '\r' | sed -n 's/^<\(.*\)>$/\1/p' | sort -u
zpty -d shell
