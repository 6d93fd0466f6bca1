// /usr/share/bash-completion/bash_completion: what the package of that name offers to completion functions, as far as
// kubectl's and ours ask for it. Commands it has nothing for are completed by the shell itself.

export const BASH_COMPLETION = `# bash_completion: what completion functions share, and how they are found when a command is first completed.

# For interactive shells, and once.
[[ $- == *i* && -z \${BASH_COMPLETION_VERSINFO-} ]] || return 0
BASH_COMPLETION_VERSINFO=(2 11)
shopt -s extglob progcomp

# They are long, and most shells end before the first Tab.
for name in _get_comp_words_by_ref __ltrim_colon_completions _split_longopt _init_completion _variables _filedir \\
    _minimal _known_hosts_real; do
    eval "$name() { . /usr/share/bash-completion/functions && $name \\"\\$@\\"; }"
done

# The first completion of a command looks for a file with its name; without one bash does what it can by itself.
_completion_loader()
{
    local file=/usr/share/bash-completion/completions/\${1##*/}
    if [[ -n \${1##*/} && -r $file ]] && . "$file" && complete -p "\${1##*/}" >/dev/null 2>&1; then
        return 124
    fi
    compopt -o bashdefault -o default
}
complete -D -F _completion_loader

# What administrators and packages add.
for file in /etc/bash_completion.d/*; do
    if [[ -f $file && -r $file ]]; then . "$file"; fi
done
unset -v file name
`;

/** What it reads when a completion function first needs it. */
export const COMPLETION_FUNCTIONS = `# functions: what completion functions share. bash_completion reads this when the first of them is called.

# Puts COMP_WORDS together again, but characters in $1 do not part words: \`-o=js\` is three words to readline, and one
# with = in $1. Sets __words, __at (the word with the cursor) and __typed (that word up to the cursor).
__reassemble_comp_words()
{
    local apart=$1 rest=$COMP_LINE from=0 begin=0 i word blanks joins=
    __words=() __at=0 __typed=
    for ((i = 0; i < \${#COMP_WORDS[@]}; i++)); do
        word=\${COMP_WORDS[i]}
        blanks=\${rest%%[![:blank:]]*}
        rest=\${rest:\${#blanks}+\${#word}}
        from=$((from + \${#blanks}))
        if [[ -n $apart && $i -gt 0 && -z $blanks ]] && [[ -n $joins || $word == +([$apart]) ]]; then
            __words[-1]+=$word
        else
            __words+=("$word")
            begin=$from
        fi
        joins=
        if [[ -n $apart && $word == +([$apart]) ]]; then
            joins=yes
        fi
        if ((i == COMP_CWORD)); then
            __at=$((\${#__words[@]} - 1))
            if ((COMP_POINT > begin)); then
                __typed=\${COMP_LINE:begin:COMP_POINT-begin}
            fi
        fi
        from=$((from + \${#word}))
    done
}

# Usage: _get_comp_words_by_ref [-n CHARS] [cur] [prev] [words] [cword], or -c, -p, -w, -i with other names for them.
_get_comp_words_by_ref()
{
    local __apart= __flag __c= __p= __w= __i= __words __at __typed OPTIND=1 OPTARG
    while getopts 'c:i:n:p:w:' __flag "$@"; do
        case $__flag in
            n) __apart=$OPTARG ;;
            c | i | p | w) printf -v "__$__flag" %s "$OPTARG" ;;
            *) return 1 ;;
        esac
    done
    shift $((OPTIND - 1))
    for __flag in "$@"; do
        case $__flag in
            cur) __c=cur ;;
            prev) __p=prev ;;
            words) __w=words ;;
            cword) __i=cword ;;
            *)
                echo "bash_completion: \${FUNCNAME[0]}: \\\`$__flag': unknown argument" >&2
                return 1
                ;;
        esac
    done
    __reassemble_comp_words "$__apart"
    if [[ -n $__c ]]; then printf -v "$__c" %s "$__typed"; fi
    if [[ -n $__i ]]; then printf -v "$__i" %s "$__at"; fi
    if [[ -n $__w ]]; then eval "$__w"'=("\${__words[@]}")'; fi
    if [[ -n $__p ]]; then
        if ((__at > 0)); then printf -v "$__p" %s "\${__words[__at-1]}"; else printf -v "$__p" %s ''; fi
    fi
}

# Readline keeps what stands before the last colon in the line; candidates must go without it.
__ltrim_colon_completions()
{
    local kept=\${1%"\${1##*:}"} i
    [[ $1 == *:* && $COMP_WORDBREAKS == *:* ]] || return 0
    for i in "\${!COMPREPLY[@]}"; do
        COMPREPLY[i]=\${COMPREPLY[i]#"$kept"}
    done
}

# \`--name=value\` becomes prev=--name and cur=value.
_split_longopt()
{
    [[ $cur == --?*=* ]] || return 1
    prev=\${cur%%=*}
    cur=\${cur#*=}
}

# Where a redirection waits for its file.
__is_redirection()
{
    [[ $1 == ?([0-9]|[\\&])@(\\>|\\>\\>|\\>\\&|\\<) ]]
}

# What a completion function begins with. Sets cur, prev, words and cword; fails if there is nothing left to do.
# -n CHARS do not part words; -s splits --name=value, and sets split.
_init_completion()
{
    local __flag __apart= __split= OPTIND=1 OPTARG
    while getopts 'n:e:o:i:s' __flag "$@"; do
        case $__flag in
            n) __apart=$OPTARG ;;
            s) __split=yes split=false ;;
            e | o | i) ;;
            *) return 1 ;;
        esac
    done
    COMPREPLY=()
    _get_comp_words_by_ref -n "$__apart<>&" cur prev words cword
    if [[ $cur == '$'?('{')*([A-Za-z0-9_]) ]]; then
        _variables
        return 1
    fi
    if __is_redirection "$prev" || [[ $cur == ?([0-9]|[\\&])@(\\>|\\<)* ]]; then
        cur=\${cur##*[<>&]}
        _filedir
        return 1
    fi
    local i
    for ((i = 1; i < \${#words[@]}; i++)); do
        [[ $i -ne $cword && \${words[i]} == ?([0-9]|[\\&])@(\\>|\\<)* ]] || continue
        local gone=1
        if __is_redirection "\${words[i]}"; then gone=2; fi
        words=("\${words[@]:0:i}" "\${words[@]:i+gone}")
        if ((i < cword)); then cword=$((cword - gone)); fi
        i=$((i - 1))
    done
    ((cword > 0)) || return 1
    prev=\${words[cword-1]}
    if [[ -n $__split ]] && _split_longopt; then
        split=true
    fi
    return 0
}

_variables()
{
    local name=\${cur#'$'} brace=
    if [[ $name == '{'* ]]; then
        name=\${name#'{'} brace='}'
    fi
    COMPREPLY=($(compgen -v -P "\${cur%"$name"}" -S "$brace" -- "$name"))
}

# Files and directories; with -d directories only; with 'json|yaml' files that end so, and directories.
_filedir()
{
    local IFS=$'\\n' found
    compopt -o filenames 2>/dev/null
    found=($(compgen -d -- "$cur"))
    if [[ \${1-} != -d ]]; then
        found+=($(compgen -f \${1:+-X "!*.@($1|\${1^^})"} -- "$cur"))
    fi
    COMPREPLY+=("\${found[@]}")
}

_minimal()
{
    local cur prev words cword split
    _init_completion -s || return
    $split || _filedir
}

# Names that /etc/hosts and ~/.ssh know.
_known_hosts_real()
{
    local user= word names=()
    for word; do :; done
    if [[ $word == *@* ]]; then
        user=\${word%@*}@
        word=\${word##*@}
    fi
    names=($(compgen -A hostname -- "$word"))
    if [[ -r ~/.ssh/config ]]; then
        names+=($(compgen -W "$(sed -n 's/^[[:blank:]]*Host[[:blank:]]\\+//p' ~/.ssh/config)" -- "$word"))
    fi
    COMPREPLY+=("\${names[@]/#/$user}")
}
`;
