// Completions of single commands, read when Tab is first pressed behind one.

const SYSTEMCTL = `# systemctl: its commands, then units.

__systemctl_units()
{
    systemctl --no-legend --no-pager --plain --full --all list-units "$@" 2>/dev/null | cut -d" " -f1
    systemctl --no-legend --no-pager list-unit-files "$@" 2>/dev/null | cut -d" " -f1
}

_systemctl()
{
    local cur prev words cword split word command=
    _init_completion -n : || return
    if [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W '--all --failed --force --full --help --lines= --no-legend --no-pager --now --output=
            --plain --property= --quiet --reverse --state= --type= --user --value --version --wait' -- "$cur"))
        if [[ \${COMPREPLY-} == *= ]]; then compopt -o nospace; fi
        return 0
    fi
    for word in "\${words[@]:1:cword-1}"; do
        if [[ $word != -* ]]; then
            command=$word
            break
        fi
    done
    case $command in
        '')
            COMPREPLY=($(compgen -W 'cat daemon-reexec daemon-reload default disable edit emergency enable get-default
                halt help is-active is-enabled is-failed isolate kill list-dependencies list-jobs list-sockets
                list-timers list-unit-files list-units mask poweroff reboot reenable reload reload-or-restart rescue
                reset-failed restart revert set-default set-property show show-environment start status stop suspend
                try-restart unmask' -- "$cur"))
            ;;
        cat | disable | edit | enable | is-active | is-enabled | is-failed | isolate | kill | list-dependencies | mask | \\
            reenable | reload | reload-or-restart | reset-failed | restart | revert | set-property | show | start | \\
            status | stop | try-restart | unmask)
            COMPREPLY=($(compgen -W '$(__systemctl_units)' -- "$cur"))
            __ltrim_colon_completions "$cur"
            ;;
    esac
}
complete -F _systemctl systemctl
`;

const JOURNALCTL = `# journalctl: its options, and units behind -u.

_journalctl()
{
    local cur prev words cword split
    _init_completion -n : || return
    case $prev in
        -u | --unit)
            COMPREPLY=($(compgen -W '$(systemctl --no-legend --no-pager list-unit-files 2>/dev/null |
                cut -d" " -f1)' -- "$cur"))
            ;;
        -o | --output)
            COMPREPLY=($(compgen -W 'cat export json json-pretty json-sse short short-full short-iso short-monotonic
                short-precise short-unix verbose with-unit' -- "$cur"))
            ;;
        -p | --priority)
            COMPREPLY=($(compgen -W 'alert crit debug emerg err info notice warning' -- "$cur"))
            ;;
        *)
            COMPREPLY=($(compgen -W '--all --boot --catalog --disk-usage --dmesg --follow --full --grep --lines
                --list-boots --no-full --no-hostname --no-pager --no-tail --output --pager-end --priority --quiet
                --reverse --since --unit --until --utc --vacuum-size --vacuum-time' -- "$cur"))
            ;;
    esac
}
complete -F _journalctl journalctl
`;

const APT_GET = `# apt-get, apt, apt-cache and apt-mark: their commands, then packages.

_apt_get()
{
    local cur prev words cword split word command= commands
    _init_completion || return
    case \${words[0]##*/} in
        apt) commands='autoremove clean depends download full-upgrade install list moo policy purge reinstall remove
            search show showsrc source update upgrade' ;;
        apt-cache) commands='depends madison pkgnames policy rdepends search show showpkg' ;;
        apt-mark) commands='auto hold manual showauto showhold showmanual unhold' ;;
        *) commands='autoclean autoremove build-dep check clean dist-upgrade dselect-upgrade install purge remove source
            update upgrade' ;;
    esac
    if [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W '--allow-change-held-packages --allow-downgrades --assume-yes --dry-run --download-only
            --fix-broken --no-install-recommends --only-upgrade --purge --quiet --reinstall --simulate --yes' -- "$cur"))
        return 0
    fi
    for word in "\${words[@]:1:cword-1}"; do
        if [[ $word != -* ]]; then
            command=$word
            break
        fi
    done
    case $command in
        '')
            COMPREPLY=($(compgen -W "$commands" -- "$cur"))
            ;;
        remove | purge | autoremove | hold | unhold | auto | manual | reinstall)
            COMPREPLY=($(compgen -W '$(dpkg --get-selections 2>/dev/null | cut -f1)' -- "$cur"))
            ;;
        install | show | showpkg | policy | madison | depends | rdepends | download | source | build-dep)
            COMPREPLY=($(compgen -W '$(apt-cache pkgnames "$cur" 2>/dev/null; dpkg --get-selections | cut -f1)' -- "$cur"))
            ;;
    esac
}
complete -F _apt_get apt-get apt apt-cache apt-mark
`;

const SSH = `# ssh and scp: hosts; scp takes files, too.

_ssh()
{
    local cur prev words cword split
    _init_completion -n : || return
    case $prev in
        -i | -F)
            _filedir
            return
            ;;
    esac
    [[ $cur == -* ]] || _known_hosts_real -- "$cur"
    if [[ \${words[0]##*/} == scp ]]; then
        local i
        for i in "\${!COMPREPLY[@]}"; do COMPREPLY[i]+=:; done
        compopt -o nospace
        [[ $cur == *:* ]] || _filedir
    fi
}
complete -F _ssh ssh scp ssh-copy-id
`;

/** By the name of the command. */
export const COMPLETIONS: Readonly<Record<string, string>> = {
  systemctl: SYSTEMCTL,
  journalctl: JOURNALCTL,
  'apt-get': APT_GET,
  ssh: SSH,
};

/** Commands that one file completes together with another. */
export const SAME_COMPLETION: Readonly<Record<string, string>> = {
  apt: 'apt-get',
  'apt-cache': 'apt-get',
  'apt-mark': 'apt-get',
  scp: 'ssh',
  'ssh-copy-id': 'ssh',
};
