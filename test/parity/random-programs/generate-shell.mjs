// Programs made of the shell alone, out of a number: functions and their locals, arrays of both kinds, here-documents,
// traps, subshells, pipes, redirections, `set -e`. All of them end and print what they did; none needs a program.

export function generateShell(seed) {
  let state = (seed * 2654435761 + 0x9e3779b9) >>> 0;
  const random = (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
  const pick = (...choices) => choices[random(choices.length)];
  const some = (most, make) => Array.from({ length: 1 + random(most) }, make);
  let names = 0;
  const indent = (text) => text.replaceAll(/^(?=[^\n])/gm, '  ');

  const word = () =>
    pick(
      'node',
      'Pod',
      'kube-system',
      'a b',
      'x*y',
      'web-1',
      '',
      'tab\there',
      '~',
      '$',
      'ünï',
      '-n',
      'a=b',
      '[x]',
      '{a,b}',
      "it's",
    );
  const quoted = () =>
    pick(
      `"${word().replaceAll('$', '\\$')}"`,
      `'${word().replaceAll("'", '')}'`,
      `$'${word().replaceAll("'", "\\'")}\\n'`,
    );
  const number = () =>
    pick(
      'a',
      'b',
      'i',
      '${#s}',
      '${#l[@]}',
      'l[1]',
      'm[k]',
      String(random(12)),
      String(random(100)),
      '010',
      '0x1f',
      '-3',
    );
  const expression = (depth) => {
    if (depth === 0) return number();
    const [left, right] = [expression(depth - 1), expression(depth - 1)];
    return pick(
      `${left} + ${right}`,
      `${left} - ${right}`,
      `(${left}) * (${right})`,
      `(${left}) % 7`,
      `(${left}) / 3`,
      `(${left} > ${right} ? ${left} : ${right})`,
      `(${left}) & 15 | (${right}) & 3`,
      `!(${left})`,
      `~(${right})`,
      `(a = ${left}, ${right})`,
      `a++ + ++b`,
      `(${left}) ** 2 % 11`,
      `(${left}) >> 1`,
      `(${left}) == (${right})`,
      `(${left}) && (${right})`,
    );
  };
  const operand = () =>
    pick(
      's',
      't',
      'l[0]',
      'l[2]',
      'l[-1]',
      'm[k]',
      'm[x y]',
      'nope',
      '1',
      '@',
      '*',
      'l[@]',
      'l[*]',
      'm[@]',
      'ref',
      'e',
    );
  const pattern = () => pick('*e', 'o', '?', '[a-m]*', '*[!a-z]', '-', '/', 'a*', '$s', '"*"', '*-*', '" "');
  const parameter = () => {
    const name = operand();
    return pick(
      `\${${name}}`,
      `\${${name}:-d ${random(9)}}`,
      `\${${name}-}`,
      `\${${name}:+set}`,
      `\${${name}#${pattern()}}`,
      `\${${name}##${pattern()}}`,
      `\${${name}%${pattern()}}`,
      `\${${name}%%${pattern()}}`,
      `\${${name}/${pattern()}/_}`,
      `\${${name}//${pattern()}/<&>}`,
      `\${${name}/#${pattern()}}`,
      `\${${name}^}`,
      `\${${name}^^}`,
      `\${${name},,}`,
      `\${${name}~}`,
      `\${${name}:1}`,
      `\${${name}:1:2}`,
      `\${${name}: -2}`,
      `\${#${name}}`,
      `\${${name}@Q}`,
    );
  };
  const inner = () =>
    pick(
      'echo in',
      'echo "$s"',
      'printf %s "$t"',
      'f1 q',
      'echo $a; false',
      'IFS=,; echo "${l[*]}"',
      'a=99; echo $a',
      'exit 5',
      'echo "${m[k]}" x',
    );
  const value = () =>
    pick(
      quoted(),
      `"${parameter()}"`,
      parameter(),
      `"$((${expression(1)}))"`,
      `$((${expression(1)}))`,
      '"$s$t"',
      '$s',
      '"$@"',
      '"$*"',
      `"$(${inner()})"`,
      `$(${inner()})`,
      '"${!m[@]}"',
      '"${!l[@]}"',
      '{1..3}',
      'x{a,b}',
      '"$?"',
    );
  const test = () =>
    pick(
      `((${expression(1)}))`,
      `[[ ${parameter()} == ${pattern()} ]]`,
      `[[ $s =~ ${pick('^(.)(.*)$', '[0-9]+', 'o|e', '(a)?(b)?')} ]]`,
      `[[ -n $s && $a -gt ${random(9)} ]]`,
      `[ "$s" = "$t" ]`,
      `[ -z "$t" ] || [ $a -lt $b ]`,
      `[[ -v ${pick('s', 'nope', 'l[2]', 'm[k]')} ]]`,
      'true',
      'false',
      `test "$a" -ge "$b"`,
      `[[ ! $s < $t ]]`,
      '(exit $((RANDOM * 0 + 3)))',
    );
  const simple = () =>
    pick(
      `echo ${value()} ${value()}`,
      `printf '${pick('%s|', '%q ', '<%5s>', '%d,', '[%-6s]', '%b', '%x.')}' ${value()} ${pick('', value())}; echo`,
      `${pick('a', 'b', 'i')}=$((${expression(2)}))`,
      `((${pick('a', 'b')} ${pick('+=', '-=', '*=', '=')} ${expression(1)}))`,
      `let "a = ${expression(1)}" || echo zero`,
      `${pick('s', 't')}=${value()}`,
      `${pick('s', 't')}+=${quoted()}`,
      `l+=(${value()})`,
      `l[${random(6)}]=${value()}`,
      `m[${pick('k', 'x y', '$s', '$a')}]=${value()}`,
      `unset ${pick("'l[1]'", "'m[k]'", 'e', 'l', "'l[-1]'")}`,
      `l=(${some(4, value).join(' ')})`,
      `read -r ${pick('s t', 's', '-a l', 'a b')} <<< ${value()}`,
      `IFS=${pick(':', ',', '"- "', '')} read -r s t <<< ${value()}`,
      `set -- ${value()} ${value()}`,
      `shift 2>/dev/null; echo "$# $1"`,
      `${test()}; echo "t $?"`,
      `${test()} && echo yes || echo no`,
      `! ${test()}; echo "n $?"`,
      `f${random(3)} ${value()} ${value()}; echo "rc $?"`,
      'echo "${!l[@]} ${#l[@]} ${l[*]}"',
      `for k in k 'x y'; do echo "$k=\${m[$k]-none}"; done`,
      `declare -p ${pick('s', 'l', 'a', 'e')} 2>/dev/null || echo undeclared`,
      `printf -v t '%03d' $((${expression(1)} & 255))`,
      `mapfile -t l <<< ${value()}`,
      `echo \${PIPESTATUS[@]}`,
      `local z=1 2>/dev/null; echo "\${z-unset}"`,
      `eval 'echo ev '${pick('"$a"', '\'"$s"\'', '{1..3}', "'$((a+1))'")}`,
      `: \${e:=${quoted()}}`,
      `declare -i a=${random(9)}+1`,
      `declare -u up=${quoted()}; echo "$up"; declare +u up`,
      `getopts ab: o -a -b ${quoted()} && echo "$o \${OPTARG-}"`,
      `case ${value()} in ${pattern()}) echo one ;; ${pattern()} | *${pattern()}) echo two ${pick(';;', ';&', ';;&')} *) echo rest ;; esac`,
      'echo "$- $#" | { read -r x y; echo "${y}"; }',
      `[ $# -gt 3 ] && shift 2`,
    );
  const block = (depth) => some(3, () => statement(depth - 1)).join('\n');
  const statement = (depth) => {
    if (depth <= 0) return simple();
    const i = `v${names++}`;
    return pick(
      simple,
      simple,
      () =>
        `if ${test()}; then\n${indent(block(depth))}\nelif ${test()}; then\n${indent(block(depth))}\nelse\n${indent(block(depth))}\nfi`,
      () =>
        `for ${i} in ${value()} ${value()}; do\n  echo "$${i}"\n${indent(block(depth))}\n  [[ $${i} == ${pattern()} ]] && ${pick('continue', 'break', 'echo same')}\ndone`,
      () => `for ((${i} = 0; ${i} < ${2 + random(3)}; ${i}++)); do\n${indent(block(depth))}\ndone`,
      () => `${i}=0\n${pick('while', 'until !')} ((${i}++ < ${1 + random(3)})); do\n${indent(block(depth))}\ndone`,
      () => `(\n${indent(block(depth))}\n  exit ${random(4)}\n)\necho "sub $?"`,
      () => `{\n${indent(block(depth))}\n} ${pick('', '2>/dev/null', '2>&1', '>/dev/null')}`,
      () => `{\n${indent(block(depth))}\n} | while IFS= read -r line; do echo "> $line"; done`,
      () =>
        `while read -r x y; do echo "$x/$y"; ${simple()}; done <<${pick('E', "'E'", '-E')}\na $s ${parameter()}\nb $((${expression(1)})) \\$t \`echo bt\`\nE`,
      () =>
        `case ${value()} in\n  ${pattern()})\n${indent(indent(block(depth)))}\n    ;;\n  *)\n${indent(indent(block(depth)))}\n    ;;\nesac`,
      () => `x=$(\n${indent(block(depth))}\n)\necho "got <$x> $?"`,
      () => `while read -r x; do echo "p $x"; done < <(\n${indent(block(depth))}\n)`,
      () => `( set -e; ${test()}; echo survived ) || echo "died $?"`,
      () => `( trap 'echo "trap $?"' EXIT; ${simple()}; ${pick('exit 4', 'false', ':', 'f1 x')} ); echo "after $?"`,
      () => `( set -u; echo ${pick('"$nope"', '"${nope-d}"', '"${l[9]}"', '"$s"')}; echo on ) 2>/dev/null; echo "u $?"`,
    )();
  };
  const body = () =>
    pick(
      `local s=$1 k\n${indent(block(1))}\n  return ${random(4)}`,
      `(( $# > 0 )) && { shift; echo "left $#"; }\n${indent(block(1))}`,
      `local -a l=("$@" z)\n  echo "\${#l[@]} \${l[*]}"\n${indent(block(1))}`,
      `local i; for i in "$@"; do echo "arg $i"; done`,
      `local -n ref=\${3:-t}; ref=changed; return 0`,
    );
  return [
    `a=${random(30)} b=${random(10)} i=1`,
    `s=${quoted()} t='${pick('node-01', 'web-1', 'Foo', 'registry.k8s.io/pause:3.10')}' ref=1`,
    `l=(${some(3, quoted).join(' ')})`,
    `declare -A m=([k]=${1 + random(9)} ['x y']=${quoted()})`,
    ...[0, 1, 2].map(
      (index) => `depth${index}=0\nf${index}() {\n  ((depth${index}++ < 3)) || return 9\n  ${body()}\n}`,
    ),
    pick(
      '',
      '',
      'trap \'echo "ERR $?"\' ERR',
      'trap \'echo "bye $?"\' EXIT',
      'set -o pipefail',
      'shopt -s extglob nullglob',
      'set -f',
    ),
    `set -- ${quoted()} two`,
    ...Array.from({ length: 3 + random(5) }, () => statement(2)),
    'echo "$a $b ${s@Q} ${t@Q} ${l[*]@Q} $?"',
    '',
  ].join('\n');
}
