// Small shell programs out of a number: arithmetic, loops, functions, arrays, string operations and pipes of
// coreutils, put together at random but the same for the same seed. All of them end, and none fails to parse.

export function generate(seed) {
  let state = (seed * 2654435761) >>> 0;
  const random = (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
  const pick = (...choices) => choices[random(choices.length)];
  const some = (most, make) => Array.from({ length: 1 + random(most) }, make);
  let loops = 0;

  const number = () =>
    pick('a', 'b', 'c', '${#s}', '${#l[@]}', String(random(20)), String(random(100)), '0x1f', '2#101');
  const expression = (depth) => {
    if (depth === 0) return number();
    const [left, right] = [expression(depth - 1), expression(depth - 1)];
    return pick(
      `${left} + ${right}`,
      `${left} - ${right}`,
      `(${left}) * (${right})`,
      `(${left}) / ((${right}) * (${right}) + 1)`,
      `(${left}) % 7`,
      `(${left} > ${right} ? ${left} : ${right})`,
      `(${left} & 15) << 2 | (${right} & 3)`,
      `(${left} ^ ${right})`,
      `!(${left}) + ~(${right})`,
      `(a += 1, ${right})`,
    );
  };
  const value = () => `$((${expression(1 + random(2))}))`;
  const word = () => pick('node', 'Pod', 'kube-system', 'a b', 'x*y', 'web-1', '', 'default', 'Unicode', '10.96.0.1');
  const text = () =>
    pick(
      '"$s"',
      '"${s^^}"',
      '"${s//[aeo]/_}"',
      '"${t#*-}"',
      '"${t%%[0-9]*}"',
      '"${s:1:3}"',
      '"${t: -2}"',
      '"${l[*]}"',
      '"${l[@]:1:2}"',
      '"${nope:-none}"',
      '"${s:+set}"',
      '"${#t}"',
      '$s',
      '"${l[0]}${t,,}"',
      `'${word()}'`,
      `"${value()}"`,
      '"$(echo "$s" | tr a-z A-Z)"',
    );
  const test = () =>
    pick(
      `(( ${expression(1)} > ${number()} ))`,
      `[ $a -${pick('lt', 'ge', 'ne', 'eq')} $b ]`,
      `[[ $s == ${pick('*e*', 'a*', '"x*y"', '[A-Z]*', '?*')} ]]`,
      `[[ $t =~ ${pick('[0-9]+', '^(.)o', 'e$', '-')} ]]`,
      `[ -${pick('n', 'z')} "$s" ]`,
      `[[ $s < $t && $a -le $c ]]`,
      `! [ "$s" = "$t" ]`,
    );
  const source = () =>
    pick(
      `seq ${1 + random(5)} ${6 + random(20)}`,
      `printf '%s\\n' "$s" "$t" b a b "$a"`,
      'printf "%s\\n" "${l[@]}" 10 9 2',
      'echo "$s $t $a $b"',
      `for i in 3 1 2 1; do echo "n$i $a"; done`,
      `printf '%s:%s\\n' x 3 y 1 z 2 x 5`,
    );
  const filter = () =>
    pick(
      'sort',
      'sort -r',
      'sort -n',
      'sort -u',
      'sort | uniq -c',
      'uniq -d',
      `head -n ${1 + random(4)}`,
      `tail -n ${1 + random(4)}`,
      'tail -n +2',
      'tac',
      'rev',
      'wc -l',
      'wc -w',
      'tr a-z b-za',
      'tr -d aeiou',
      "tr -s ' '",
      'cut -d: -f1',
      'cut -c1-3',
      "cut -d' ' -f2",
      'paste -sd,',
      'nl',
      "sed 's/[aeiou]/<&>/'",
      "sed -n '2,3p'",
      "sed '/1/d; s/^/> /'",
      "sed -E 's/(.)(.)/\\2\\1/g'",
      'awk \'{print NR ": " $1}\'',
      "awk '{s += $1} END {print s, NR}'",
      'awk -F: \'NF > 1 {n[$1] += $2} END {print n["x"] + 0, n["y"] + 0}\'',
      "awk 'length($0) > 2 {print toupper($0)}'",
      'awk \'{printf "%-6s|%3d\\n", $1, NR * 2}\'',
      'grep -v 1',
      'grep -n .',
      "grep -oE '[0-9]+'",
      'grep -c e',
      'while read -r x y; do echo "$y<$x"; done',
      'xargs -n2 echo',
      "xargs -I{} echo '[{}]'",
      'cat -A',
      'fold -w 9',
    );
  const pipe = () => `${source()} | ${some(3, filter).join(' | ')}`;
  const body = (depth, indent) => some(2, () => statement(depth - 1, indent)).join('\n');
  const statement = (depth, indent) => {
    const inner = `${indent}  `;
    const simple = () =>
      indent +
      pick(
        `${pick('a', 'b', 'c')}=${value()}`,
        `((${pick('a', 'b', 'c')} ${pick('+=', '-=', '=')} ${expression(1)}))`,
        `${pick('s', 't')}=${text()}`,
        `l+=(${text()})`,
        `l[${random(6)}]=${text()}`,
        `echo ${text()} ${text()}`,
        `echo ${value()} ${value()}`,
        `printf '${pick('%s|', '%5s|%-5s|', '%q ', '<%.3s>', '%s=%s;')}\\n' ${text()} ${text()}`,
        `printf '${pick('%05d', '%x', '%+d', '%o', '%6d|')}\\n' ${value()}`,
        pipe(),
        pipe(),
        `x=$(${pipe()}); echo "<$x>"`,
        `f ${text()} ${value()}; echo "rc $?"`,
        `read -r x y <<< ${text()}; echo "$y,$x"`,
        `${test()}; echo "t $?"`,
        `${test()} && echo yes || echo no`,
        `cat <<EOF\n$s has \${#s} and ${value()}\nEOF`,
        `echo {${word().replaceAll(/[^\w-]/g, '')}1,b}{x,y} {${random(4)}..${random(9)}}`,
        `echo "\${!l[@]} \${#l[@]}"`,
        `IFS=-: read -ra p <<< ${text()}; echo "\${#p[@]} \${p[0]}"`,
      );
    if (depth === 0) return simple();
    const counter = `i${loops++}`;
    return pick(
      simple,
      simple,
      () =>
        `${indent}for ${counter} in ${pick('1 2 3', '"${l[@]}"', '{1..4}', '$s x', '$(seq 3)')}; do\n${inner}echo "$${counter}"\n${body(depth, inner)}\n${indent}done`,
      () =>
        `${indent}for ((${counter} = 0; ${counter} < ${2 + random(3)}; ${counter}++)); do\n${inner}((${counter} == 1)) && ${pick('continue', 'break', 'echo one')}\n${body(depth, inner)}\n${indent}done`,
      () =>
        `${indent}${counter}=0\n${indent}while ((${counter}++ < ${1 + random(3)})); do\n${body(depth, inner)}\n${indent}done`,
      () => `${indent}if ${test()}; then\n${body(depth, inner)}\n${indent}else\n${body(depth, inner)}\n${indent}fi`,
      () =>
        `${indent}case ${text()} in\n${inner}*e*) echo e ;;\n${inner}[0-9]*) echo digit ;;\n${inner}"") echo empty ;;\n${inner}*)\n${body(depth, inner)}\n${inner};;\n${indent}esac`,
      () => `${indent}( ${pick('a', 's')}=${random(9)}; echo "in $a $s" )`,
      () => `${indent}{\n${body(depth, inner)}\n${indent}} | ${filter()}`,
    )();
  };
  return [
    `a=${random(30)} b=${random(10)} c=$((a * 2 - b))`,
    `s='${word()}' t='${pick('node-01', 'web-1', 'Foo', 'registry.k8s.io/pause:3.10')}'`,
    `l=(${some(3, () => `'${word()}'`).join(' ')})`,
    `f() { local s=$1; ((a++)); echo "f: \${s^} $2"; return ${random(4)}; }`,
    ...Array.from({ length: 4 + random(5) }, () => statement(2, '')),
    'echo "$a $b $c ${s@Q}"',
    '',
  ].join('\n');
}
