// Scripts whose output we let differ from bash's, under the reason.

const groups: Readonly<Record<string, readonly string[]>> = {
  'bash lists associative arrays in the order of its hash table, we in order of insertion': [
    'declare -A m; m[x y]=1; m["k"]=2; for k in "${!m[@]}"; do echo "$k=${m[$k]}"; done | while read -r l; do echo "$l"; done',
  ],
  'bash reads $x{1,2} as $x1 $x2; our braces work on pieces, after names were read': [
    'echo a{b,c}d{e,f}g {,}x $x{1,2}',
  ],
  'refused as bash refuses it, but the parser library names a later token, or the end of the text': [
    'for i in a; b; done',
    'function',
    'test -f; test 1 -eq; echo $?; test a -eq b; test ( ; echo no',
    'if true; echo a; fi',
    'while true; echo a; done',
    'for x in a b; echo $x; done',
    'for x do echo; done; for in a; do :; done',
    'if [ 1 ] then echo; fi',
    'case x a) esac',
    'f(a) { :; }',
    'coproc',
    'f() {\n  echo a\n  if true; then\n    echo b\n}\necho c',
    'echo $(((1)); echo no',
    'echo $((1+2)',
    'cat <<EOF\nunclosed "quote\nEOF\necho "open\necho b',
  ],
  'refused as bash refuses it; bash explains the part of [[ ]] that is missing, and leaves the status at 0': [
    '[[ a == ]]',
    '[[ -f',
    '[[ a =~ ( ]]; echo $?',
    '[[ a b ]]',
    '[[ ]]',
    '[[ a && ]]',
    '[[ ( a ]]',
    '[[ a == b',
    '[[ -f ]]',
    '[[ a =~ ]]',
    "[[ a\n&& b \n]] ; echo $?; [[ ( -n a )\n || -z b ]] && echo lines; [[ x ]] && echo word; [[ '' ]] || echo empty; [[ ! x ]]; echo $?; [[ -z $(echo) ]] && echo nothing",
  ],
  'refused as bash refuses it; bash gives status 1 to a bad list of array elements and goes on': [
    'a=(1 2',
    'a=(1 (2))',
    'a=(1 ; 2)',
  ],
};

export const accepted: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(groups).flatMap(([reason, scripts]) => scripts.map((script) => [script, reason])),
);
