# Completions: the shells themselves are asked what they offer.
. ./cases.sh

for shell in bash zsh fish; do
    case_is "completions for $shell" 0 "$PROMO" completions $shell
    cp "$out" "$work/$shell"
done
case_is "completions for another shell" 2 "$PROMO" completions tcsh
err_has "bash|zsh|fish"
case_is "completions for none" 2 "$PROMO" completions
cp "$work/zsh" "$work/_promo"

verbs=$("$PROMO" --help | sed -n 's/^  promo \([a-z-]*\) .*/\1/p')
mkdir "$work/place" "$work/place/folder"
touch "$work/place/a.promo" "$work/place/a b.promo" "$work/place/image.promoc" "$work/place/basket.json" "$work/place/other.txt"

has() { # NAME OFFERS WORD...: each of the words is offered
    case_name=$1
    offers=$2
    shift 2
    for wanted; do
        printf '%s\n' "$offers" | grep -q -x -F -e "$wanted" -e "$wanted/"
        verdict "$case_name: offers $wanted" $? "$offers"
    done
}

lacks() { # NAME OFFERS WORD
    ! printf '%s\n' "$2" | grep -q -x -F -- "$3"
    verdict "$1: does not offer $3" $? "$2"
}

by_bash() { (cd "$work/place" && bash "$OLDPWD/complete_bash.sh" "$work/bash" "$@"); }
by_fish() { (cd "$work/place" && HOME=$work fish --no-config -c "source $work/fish; complete -C '$1'" | cut -f1); }
by_zsh() { (cd "$work/place" && zsh -f "$OLDPWD/complete_zsh.zsh" "$work" "$1"); }

# shellcheck disable=SC2086
{
has "bash: commands" "$(by_bash '')" $verbs
for verb in $verbs; do
    has "bash: options of $verb" "$(by_bash "$verb" --)" $("$PROMO" "$verb" --help | sed -n 's/.*\(--[a-z-]*\).*/\1/p' | sort -u | grep -x -e --help -e --color)
done
has "bash: the rest of a command" "$(by_bash chec)" check
has "bash: options after operands" "$(by_bash run a.promo --su)" --summary
has "bash: choices" "$(by_bash test --format '')" text json junit
has "bash: choices after =" "$(by_bash test --format = ju)" junit
has "bash: choices right after =" "$(by_bash test --format =)" junit sarif
has "bash: choices of all commands" "$(by_bash --color '')" auto always never
has "bash: rule files" "$(by_bash check '')" a.promo 'a b.promo' image.promoc folder
lacks "bash: rule files" "$(by_bash check '')" basket.json
has "bash: baskets come second" "$(by_bash run a.promo '')" basket.json folder
lacks "bash: baskets come second" "$(by_bash run a.promo '')" a.promo
has "bash: an option's argument is no operand" "$(by_bash run --state x a.promo '')" basket.json
has "bash: any file for an option" "$(by_bash run --state '')" other.txt a.promo
has "bash: codes" "$(by_bash explain-code P010)" P0101 P0102
has "bash: lints" "$(by_bash explain-code ne)" never-holds
has "bash: lints to explain" "$(by_bash lint --explain ne)" never-holds
has "bash: folders" "$(by_bash analyse --witness '')" folder
lacks "bash: folders" "$(by_bash analyse --witness '')" a.promo
has "bash: commands to help with" "$(by_bash help '')" $verbs
has "bash: actions" "$(by_bash order '')" reserve refund
has "bash: shells" "$(by_bash completions '')" bash fish zsh

if command -v fish >/dev/null; then
    has "fish: commands" "$(by_fish 'promo ')" $verbs
    has "fish: options" "$(by_fish 'promo test --')" --filter --watch --help
    has "fish: choices" "$(by_fish 'promo test --format ')" text json junit
    has "fish: choices after =" "$(by_fish 'promo test --format=')" --format=junit
    has "fish: rule files" "$(by_fish 'promo check ')" a.promo folder
    has "fish: files of an option" "$(by_fish 'promo run --state ')" other.txt
    has "fish: codes" "$(by_fish 'promo explain-code P010')" P0101 P0102
    has "fish: actions" "$(by_fish 'promo order ')" reserve refund
fi

if command -v zsh >/dev/null; then
    has "zsh: commands" "$(by_zsh 'promo ')" $verbs
    has "zsh: options" "$(by_zsh 'promo test --')" --filter --watch --help
    has "zsh: choices" "$(by_zsh 'promo test --format ')" text json junit
    has "zsh: rule files" "$(by_zsh 'promo check ')" a.promo image.promoc
    has "zsh: baskets come second" "$(by_zsh 'promo run a.promo ')" basket.json
    lacks "zsh: baskets come second" "$(by_zsh 'promo run a.promo ')" a.promo
    has "zsh: codes" "$(by_zsh 'promo explain-code P010')" P0101 P0102
    has "zsh: actions" "$(by_zsh 'promo order ')" reserve refund
fi
}
exit $any_failed
