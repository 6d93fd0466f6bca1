// What `kubectl completion bash` prints: the questions and directives of cobra's bash_completionsV2.go, in our words.

export const BASH_COMPLETION_SCRIPT = `# bash completion for kubectl                              -*- shell-script -*-
#
# What may stand at the cursor is asked of \`kubectl __complete\`: a candidate a line, perhaps with a tab and what it is
# for, and in the last line a colon and a number whose bits say what the shell shall do with them.

__kubectl_debug()
{
    if [[ -n \${BASH_COMP_DEBUG_FILE-} ]]; then
        echo "$*" >>"$BASH_COMP_DEBUG_FILE"
    fi
}

# For shells without _init_completion.
__kubectl_init_completion()
{
    COMPREPLY=()
    _get_comp_words_by_ref "$@" cur prev words cword
}

# Sets out and directive. The command is called by the name it was typed with, so that aliases ask their own.
__kubectl_get_completion_results()
{
    local last=\${words[\${#words[@]}-1]} request
    request="\${words[0]} __complete \${words[*]:1}"
    # Behind a blank a new, empty word begins; behind --flag= its value does.
    if [[ -z $cur && $last != *= ]]; then
        request+=" ''"
    fi
    if [[ $cur == -*=* ]]; then
        cur=\${cur#*=}
    fi
    __kubectl_debug "asking: $request"
    out=$(eval "$request" 2>/dev/null)
    directive=\${out##*:}
    out=\${out%:*}
    if [[ $directive == "$out" ]]; then
        directive=0
    fi
    __kubectl_debug "directive $directive, candidates: $out"
}

__kubectl_process_completion_results()
{
    local error=1 no_space=2 no_files=4 extensions=8 directories=16 keep_order=32
    local completions=() activeHelp=()
    ((directive & error)) && return
    if [[ $(type -t compopt) == builtin ]]; then
        ((directive & no_space)) && compopt -o nospace
        ((directive & keep_order)) && compopt -o nosort
        ((directive & no_files)) && compopt +o default
    fi
    __kubectl_extract_activeHelp
    if ((directive & extensions)); then
        local filter suffixes=
        for filter in \${completions[*]}; do
            suffixes+="$filter|"
        done
        _filedir "$suffixes"
    elif ((directive & directories)); then
        if [[ -n \${completions[0]-} ]]; then
            pushd "\${completions[0]}" >/dev/null 2>&1 || return
            _filedir -d
            popd >/dev/null 2>&1
        else
            _filedir -d
        fi
    else
        __kubectl_handle_completion_types
    fi
    __kubectl_handle_special_char "$cur" :
    __kubectl_handle_special_char "$cur" =
    if ((\${#activeHelp[@]} > 0)); then
        printf '\\n'
        printf '%s\\n' "\${activeHelp[@]}"
        printf '\\n%s%s' "\${PS1@P}" "$COMP_LINE"
    fi
}

# Lines with this mark are advice to the reader, not candidates.
__kubectl_extract_activeHelp()
{
    local mark='_activeHelp_ ' line
    while IFS= read -r line; do
        if [[ $line != "$mark"* ]]; then
            completions+=("$line")
        elif [[ $line != "$mark" ]]; then
            activeHelp+=("\${line#"$mark"}")
        fi
    done <<<"$out"
}

# 37 and 42: menu-complete and insert-completions put candidates into the line, so without what they are for.
__kubectl_handle_completion_types()
{
    local line
    case $COMP_TYPE in
        37 | 42)
            for line in "\${completions[@]%%$'\\t'*}"; do
                [[ -n $line && $line == "$cur"* ]] && COMPREPLY+=("$line")
            done
            ;;
        *)
            __kubectl_handle_standard_completion_case
            ;;
    esac
}

__kubectl_handle_standard_completion_case()
{
    local tab=$'\\t' line name longest=0
    if [[ \${completions[*]} != *"$tab"* ]]; then
        IFS=$'\\n' read -ra COMPREPLY -d '' < <(compgen -W "\${completions[*]}" -- "$cur")
        return 0
    fi
    for line in "\${completions[@]}"; do
        name=\${line%%"$tab"*}
        [[ -n $line && $name == "$cur"* ]] || continue
        COMPREPLY+=("$line")
        ((\${#name} <= longest)) || longest=\${#name}
    done
    if ((\${#COMPREPLY[@]} == 1)); then
        COMPREPLY[0]=\${COMPREPLY[0]%%"$tab"*}
    else
        __kubectl_format_comp_descriptions $longest
    fi
}

# The part up to the last such character is a word of its own to readline and stays in the line.
__kubectl_handle_special_char()
{
    local typed=$1 mark=$2 kept i
    if [[ $typed == *"$mark"* && $COMP_WORDBREAKS == *"$mark"* ]]; then
        kept=\${typed%"\${typed##*"$mark"}"}
        for i in "\${!COMPREPLY[@]}"; do
            COMPREPLY[i]=\${COMPREPLY[i]#"$kept"}
        done
    fi
}

# "name<tab>what for" becomes "name  (what for)", aligned and cut to the width of the screen.
__kubectl_format_comp_descriptions()
{
    local tab=$'\\t' longest=$1 i name text room
    for i in "\${!COMPREPLY[@]}"; do
        [[ \${COMPREPLY[i]} == *"$tab"* ]] || continue
        name=\${COMPREPLY[i]%%"$tab"*}
        text=\${COMPREPLY[i]#*"$tab"}
        room=$((COLUMNS - longest - 4))
        if ((room > 8)); then
            printf -v name '%-*s' "$longest" "$name"
        else
            room=$((COLUMNS - \${#name} - 4))
        fi
        if ((room > 0)); then
            if ((\${#text} > room)); then
                text="\${text:0:room-1}…"
            fi
            name+="  ($text)"
        fi
        COMPREPLY[i]=$name
    done
}

__start_kubectl()
{
    local cur prev words cword split out directive
    COMPREPLY=()
    if declare -F _init_completion >/dev/null 2>&1; then
        _init_completion -n =: || return
    else
        __kubectl_init_completion -n =: || return
    fi
    # What follows the cursor does not count.
    words=("\${words[@]:0:cword+1}")
    __kubectl_debug "words: \${words[*]}, cursor in $cword: $cur"
    __kubectl_get_completion_results
    __kubectl_process_completion_results
}

if [[ $(type -t compopt) == builtin ]]; then
    complete -o default -F __start_kubectl kubectl
else
    complete -o default -o nospace -F __start_kubectl kubectl
fi
`;
