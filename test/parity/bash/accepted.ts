// Scripts whose output we let differ from bash's, each with its reason.

export const accepted: Readonly<Record<string, string>> = {
  'declare -A m; m[x y]=1; m["k"]=2; for k in "${!m[@]}"; do echo "$k=${m[$k]}"; done | while read -r l; do echo "$l"; done':
    'bash lists associative arrays in the order of its hash table, we in order of insertion',
  'echo a{b,c}d{e,f}g {,}x $x{1,2}': 'bash reads $x{1,2} as $x1 $x2; our braces work on pieces, after names were read',
  'for i in a; b; done': 'the parser library names the token behind the wrong one',
  function: 'the parser library sees an unfinished command',
  '[[ a == ]]': 'bash explains a missing operand of [[ ]] by name',
  '[[ -f': 'bash explains a missing operand of [[ ]] by name',
  '[[ a =~ ( ]]; echo $?': 'bash explains an unfinished regular expression by name',
  'echo $((1+2)': 'only the line number of the end of the text differs',
};
