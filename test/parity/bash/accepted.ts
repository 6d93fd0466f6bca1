// Scripts whose output we let differ from the real shell's, under the reason.

const groups: Readonly<Record<string, readonly string[]>> = {
  'the help texts are our own': [
    '(exit 256); echo $?; (exit -1); echo $?; (exit 300); echo $?; exit --help 2>/dev/null; echo no',
    'help : | { read l; echo "$l"; }; help nosuch; echo $?; help -d cd; help -s cd; help -m true | { read l; echo $l; }; help \'ex*\' | { read l; echo "$l"; }; type help',
    'compgen -A setopt no; compgen -A shopt ex; compgen -A signal SIGU; compgen -A helptopic un',
  ],
  'names that refer to themselves lead nowhere; bash warns every time': [
    'f() { declare -n out=$1; out=done; }; f result; echo $result; f out 2>&1; echo $?',
    'declare -n a=b; declare -n b=a; echo $a; a=1; echo $?',
  ],
  'bash computes %a with 80 bits': [
    "printf '%f %e %g %G\\n' 3.14159 31415.9 0.0001 1e10; printf '%.2f|%8.3f|%-8.1f|\\n' 2.555 3.14159 2.5; printf '%a\\n' 1",
  ],
  'the services of the machine that recorded, which ours has not': [
    'compgen -W "b a c a"; compgen -o nosort -W "b a"; compgen -A hostname xx; compgen -A running; compgen -A job; compgen -j; compgen -A stopped; compgen -s ss; echo $?',
  ],
  'without a terminal bash knows fewer functions of readline': [
    'compgen -A binding beginning; compgen -A binding | { n=0; while read; do ((n++)); done; echo $n; }',
  ],
  'the token an arithmetic error points at': [
    'echo $((9223372036854775807+1)) $((-9223372036854775808)) $((2**63)) $((2**-1))',
  ],
  'BASH_ARGC, BASH_ALIASES and BASH_CMDS are not kept': [
    'SECONDS=5; echo $SECONDS; RANDOM=42; echo $RANDOM $RANDOM; a=$RANDOM; RANDOM=42; [ $RANDOM = 17766 ]; echo $?; echo ${#EPOCHSECONDS} ${EPOCHREALTIME//[0-9]/d}; echo $LINENO\necho $LINENO; echo ${BASH_VERSINFO[0]} ${#BASH_VERSINFO[@]} $BASH_ARGC; echo ${GROUPS[0]} $UID $EUID ${DIRSTACK[0]} $SHLVL $OPTIND $IFS| { read l; echo "${l#* }"; }',
    "alias; declare -A BASH_ALIASES_; BASH_ALIASES[zz]='echo aliased'; alias zz; shopt -s expand_aliases\nzz; unset 'BASH_ALIASES[zz]'; alias; BASH_CMDS[foo]=/bin/foo; hash",
  ],
  'bash reads $x{1,2} as $x1 $x2; our braces work on pieces, after names were read': [
    'echo a{b,c}d{e,f}g {,}x $x{1,2}',
  ],
  'bash goes on reading after an open parenthesis in a regular expression, and complains twice': [
    '[[ a =~ ( ]]',
    '[[ a =~ ( ]]; echo $?',
  ],
  'bash has read the here-document before it complains, and counts its lines': ['cat <<E; echo )\nx\nE'],
  'bash keeps the status of the command before an open quote': ['cat <<EOF\nunclosed "quote\nEOF\necho "open\necho b'],
  'a subshell of bash that interrupts itself ends with 0': [
    '(kill -KILL $BASHPID)\necho $?\n(kill -TERM $BASHPID); echo $?\n(kill -INT $BASHPID); echo $?',
  ],
  'dash does not take the brace for a word of its own here': ['f( { :; }'],
};

export const accepted: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(groups).flatMap(([reason, scripts]) => scripts.map((script) => [script, reason])),
);
