# What zsh makes of a line that is typed: zsh -f completion.zsh FILE
zmodload zsh/zpty
file=${1:A}
failed=0

zpty shell 'PS1= TERM=dumb zsh -f -i'
zpty -w shell 'unsetopt zle_bracketed_paste; PROMPT= RPROMPT='
zpty -w shell "fpath=(${file:h} \$fpath); autoload -U compinit; compinit -D -u"
zpty -w shell "compdef _siplint siplint; autoload -U _siplint"
zpty -w shell 'LISTMAX=10000; show() { print -r -- "<<$BUFFER>>"; BUFFER=; zle accept-line }; zle -N show; bindkey "^O" show'
zpty -w shell 'print READY'
zpty -r -m shell line '*READY*READY*'

# A line, Tab, and what stands there then.
completes()
{
	local line
	zpty -w -n shell "$1"$'\t\x0f'
	zpty -r -m shell line '*<<*>>*'
	line=${line##*<<}
	line=${line%%>>*}
	if [[ $line != $2 ]]; then
		print -u2 -r -- "zsh: $1: '$line', not '$2'"
		failed=1
	fi
}

completes 'siplint --tre' 'siplint --tree '
completes 'siplint --min-s' 'siplint --min-severity='
completes 'siplint --min-severity=w' 'siplint --min-severity=warning '
completes 'siplint -m e' 'siplint -m error '
completes 'siplint --no-summ' 'siplint --no-summary '
completes 'siplint --disable=max-forwards-r' 'siplint --disable=max-forwards-range'
completes 'siplint -d lf-line-ends,max-forwards-r' 'siplint -d lf-line-ends,max-forwards-range'
completes 'siplint --severity=max-forwards-r' 'siplint --severity=max-forwards-range='
completes 'siplint --severity max-forwards-range=w' 'siplint --severity max-forwards-range=warning '
completes 'siplint --quirk=hash_in_u' 'siplint --quirk=hash_in_user'
completes 'siplint --explain=hash_in_u' 'siplint --explain=hash_in_user'
completes 'siplint --format=te' 'siplint --format=text '
completes 'siplint --help=cal' 'siplint --help=calls '
zpty -d shell
exit $failed
