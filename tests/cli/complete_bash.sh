# complete_bash.sh SCRIPT WORDS...: what bash would offer for the last word, one a line. bash, not sh.
script=$1
shift
source "$script"
COMP_WORDS=(promo "$@")
COMP_CWORD=$#
function_name=$(complete -p promo | sed 's/.*-F \([^ ]*\) .*/\1/')
"$function_name"
printf '%s\n' "${COMPREPLY[@]}" | sort
