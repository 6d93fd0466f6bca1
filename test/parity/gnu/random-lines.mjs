// Command lines by chance, always the same ones: every filter with some of its options on some of the files.
// `node test/parity/gnu/random-lines.mjs [SEED]` writes them into the group `random` of cases.json; record.mjs then
// asks the real tools.

import { readFileSync, writeFileSync } from 'node:fs';

const target = new URL('./cases.json', import.meta.url);
const COUNT = 500;

let seed = Number(process.argv[2] ?? 2026);
const below = (count) => {
  seed = (seed * 16_807) % 2_147_483_647;
  return seed % count;
};
const pick = (list) => list[below(list.length)];
/** At most so many, each perhaps twice. */
const some = (list, most) => Array.from({ length: below(most + 1) }, () => pick(list)).join(' ');

const FILES = [
  'words.txt',
  'nolf.txt',
  'numbers.txt',
  'passwd',
  'pods.txt',
  'log.txt',
  'tabs.tsv',
  'left.txt',
  'right.txt',
  'umlaut.txt',
  'empty',
  'pod.yaml',
  'old.conf',
];
const COMMANDS = {
  sort: () =>
    `sort ${some(['-n', '-r', '-u', '-f', '-b', '-k2', '-k1,1', '-k2n', '-k2,2r', '-t:', '-k3,3n', '-s', '-V', '-h', '-M', '-g', '-d', '-i', '-k1.2', '-k2.1,2.3', '-z', '-c', '-C'], 4)} ${pick(FILES)} ${pick(['', pick(FILES)])}`,
  uniq: () =>
    `${pick([`sort ${pick(FILES)} |`, `cat ${pick(FILES)} |`])} uniq ${some(['-c', '-d', '-u', '-i', '-D', '-f1', '-s2', '-w3', '--group', '-z', '--all-repeated=separate', '--all-repeated=prepend'], 3)}`,
  cut: () =>
    `cut ${pick(['-f', '-b', '-c'])}${pick(['1', '2', '1,3', '2-', '-2', '1-2,4', '3-5'])} ${some(['-d:', '-d" "', '-s', '--complement', '--output-delimiter=,', '-z'], 3)} ${pick(FILES)}`,
  tr: () =>
    `tr ${pick(['a-z A-Z', '-d aeiou', '-s a-z', '-cd "a-z\\n"', '" " _', '-s " " "\\n"', '"[:upper:]" "[:lower:]"', '-c "[:alnum:]" .', 'abc xy', '-t abc xy', '-d "[:space:]"', '"a-c" "1-3"', '-ds a-z " "', '"[=a=]" X', '"\\n" ,', "'\\101' b"])} < ${pick(FILES)}`,
  paste: () => `paste ${some(['-s', '-d,', '-d:,', '-z', '-d"\\n"'], 2)} ${pick(FILES)} ${pick(FILES)}`,
  join: () =>
    `join ${some(['-a1', '-a2', '-v1', '-i', '-e X', '-o 0,1.2,2.2', '-1 2', '-2 1', '-o auto', '--header', '--nocheck-order', '-j1'], 3)} ${pick(['left.txt', 'right.txt', 'words.txt'])} ${pick(['left.txt', 'right.txt', 'pods.txt'])}`,
  comm: () =>
    `comm ${some(['-1', '-2', '-3', '-12', '--nocheck-order', '--check-order', '--total', '--output-delimiter=:', '-z'], 2)} ${pick(FILES)} ${pick(FILES)}`,
  head: () =>
    `head ${some(['-n2', '-n-2', '-c5', '-c-5', '-q', '-v', '-n0', '-n1k', '-z'], 3)} ${pick(FILES)} ${pick(['', pick(FILES)])}`,
  tail: () =>
    `tail ${some(['-n2', '-n+2', '-c5', '-c+5', '-q', '-v', '-n0', '-z', '-n+0', '-3'], 2)} ${pick(FILES)} ${pick(['', pick(FILES)])}`,
  wc: () => `wc ${some(['-l', '-w', '-c', '-m', '-L'], 3)} ${pick(FILES)} ${pick(['', pick(FILES)])}`,
  nl: () =>
    `nl ${some(['-ba', '-bn', '-bt', '-bp^a', '-w3', '-s:', '-v5', '-i2', '-nln', '-nrz', '-l2'], 4)} ${pick(FILES)}`,
  fold: () => `fold ${some(['-w10', '-w5', '-s', '-b', '-w20'], 3)} ${pick(FILES)}`,
  fmt: () => `fmt ${some(['-w20', '-w40', '-s', '-u', '-c', '-t', '-g15 -w 20'], 2)} ${pick(FILES)}`,
  expand: () => `${pick(['expand', 'unexpand'])} ${some(['-t4', '-t3', '-i', '-t2,5,9'], 1)} ${pick(FILES)}`,
  seq: () =>
    `seq ${some(['-w', '-s,', '-f%g', '-f%03g', '-f%.2f'], 2)} ${pick(['5', '1 5', '1 2 9', '5 -1 1', '0.1 0.1 0.5', '-2 2', '1 0.5 3', '10 1', '1e2', '8 11'])}`,
  printf: () =>
    `env printf "${pick(['%d', '%5d', '%-5d|', '%05d', '%+d', '%x', '%X', '%#x', '%o', '%c', '%s', '%10s|', '%-10s|', '%.2s', '%f', '%.3f', '%e', '%g', '%G', '%b', '%5.1f', '%i', '%u', '% d', '%%', '%q'])}\\n" ${pick(['1', '42', '-7', 'abc', '0x1f', '017', '3.14', '1e3', '""', '"\'a"', '"a b"', '1 2 3'])}`,
  date: () =>
    `date -u -d "${pick(['2024-02-29', '2026-11-20 10:11:12', '@86400', '2024-01-31 +1 month', '2024-03-01 -1 day', '2020-01-01T00:00:00Z', '1 Jan 2021', 'Jan 1 2021 3pm', '2021-06-15 next monday', '20210615', '2021-W01', '2021/06/15', '15 June 2021 14:00 +0200', '2021-06-15 2 weeks ago', 'tomorrow 2021-01-01', 'last year 2021-01-01'])}" +"${pick(['%F', '%T', '%s', '%c', '%a %b %e', '%j', '%U %V %W', '%u %w', '%y %C', '%I:%M %p', '%D', '%R', '%N', '%3N', '%-d %_d', '%^a', '%10Y', '%G-W%V', '%Z %z %:z', '%x %X', '%k %l', '%h %n%t%%', '%q'])}"`,
  numfmt: () =>
    `numfmt ${some(['--to=si', '--to=iec', '--to=iec-i', '--from=si', '--from=iec', '--from=auto', '--suffix=B', '--padding=8', '--round=up', '--round=down', '--format=%.1f', '--format=%8f', '--invalid=warn', '--invalid=ignore'], 3)} ${pick(['1000', '1K', '1.5K', '1024', '123456', '0', '-5', '1Ki', 'abc', '999', '1e3', '9.99M', '1536 2048'])}`,
  grep: () =>
    `grep ${some(['-i', '-v', '-c', '-n', '-o', '-w', '-x', '-l', '-L', '-q', '-m1', '-A1', '-B1', '-C1', '-b', '-H', '-h', '-E', '-F', '-s', '--color=always'], 4)} ${pick(['a', 'an', '^a', 'e$', '"[0-9]"', '"a.*e"', '"\\(a\\).*\\1"', '"a\\|b"', '"o\\{2\\}"', '"."', '"^$"', '"\\bapp"', '"\\<k"', '"[[:upper:]]"', '"x*"', '"a+"', '"(a|b)"', 'Running', '"\\."', 'ERROR'])} ${pick(FILES)} ${pick(['', pick(FILES)])}`,
  sed: () =>
    `sed ${some(['-n', '-E', '-s', '-z'], 2)} "${pick(['s/a/X/', 's/a/X/g', 's/a/X/2', 's/a/X/p', '2d', '2,3d', '/a/d', '/^$/d', '1~2d', '2q', 's/\\\\(.\\\\)\\\\(.\\\\)/\\\\2\\\\1/', 'y/abc/xyz/', '/a/,/b/p', '=', '2i\\\\\nnew', '2a new', '$a end', '1c new', 'N;s/\\\\n/ /', 'G', 'x;p;x', 'h;G', 'n;d', '/a/!d', 's/[aeiou]/&&/g', 's/.*/\\\\U&/', 's/\\\\w\\\\+/\\\\u&/g', '$=', 'l', '/a/{s/a/A/;p}', '0,/a/d', '2,+1d', '/a/,+1d', 's/a\\\\|b/Z/g', 's/x*/-/g', 'p;p', '2{h;d};$G', 'D', 'N;P;D', 's/a/b/w /dev/stdout', '/e/I d'])}" ${pick(FILES)} ${pick(['', pick(FILES)])}`,
  awk: () =>
    `awk ${pick(['', '-F:', '-F"\\t"'])} '${pick(['{print $1}', '{print NF}', 'END{print NR}', '{print $NF}', 'NR==2', '/a/', '!/a/', '{s+=$1}END{print s}', '{print length($0)}', '{print toupper($0)}', '{print substr($0,2,3)}', '{gsub(/a/,"X");print}', '{n=split($0,a,"e");print n,a[1]}', '{c[$1]++}END{for(k in c)n++;print n}', '{printf "%5s|%-5s|%d\\n",$1,$2,NR}', 'BEGIN{OFS="-"}{$1=$1;print}', 'NR>1&&NR<4', '{print index($0,"a")}', '{print match($0,/[0-9]+/),RSTART,RLENGTH}', 'BEGIN{while((getline l<"left.txt")>0)print l}', '{$2="";print}', '{print $1>"/dev/stdout"}', 'BEGIN{print 1/3,2^10,7%3,int(3.9)}', 'BEGIN{printf "%c%c\\n",65,"B"}', '{print ($1<$2)}', 'BEGIN{print length()}', '$1~/^[a-b]/{print FILENAME,FNR}', 'BEGIN{x["a"];print ("a" in x),("b" in x)}', '{print NR%2?"odd":"even"}', 'BEGIN{print substr("hello",2),tolower("ABC"),sprintf("%03d",7)}', '{a=a $1}END{print a}', 'BEGIN{RS=""}{print NR": "$1}'])}' ${pick(FILES)}`,
  find: () =>
    `find ${pick(['.', 'dir', 'dir words.txt'])} ${some(['-name "*.txt"', '-type f', '-type d', '-type l', '-maxdepth 1', '-mindepth 1', '-empty', '-size +1', '-size -100c', '-not -name "a*"', '-path "*sub*"', '-newer words.txt', '-perm 644', '-iname "*.TXT"', '-regex ".*/a.*"'], 3)} | sort`,
  xargs: () =>
    `cat ${pick(FILES)} | xargs ${some(['-n2', '-L1', '-r', '-t', '-I{}', '-d "\\n"'], 1)} echo ${pick(['', 'x', '{}'])}`,
  diff: () =>
    `diff ${some(['-u', '-q', '-i', '-w', '-b', '-B', '-y', '-s', '-c', '-U1', '-e', '-n', '-W40', '--normal'], 2)} ${pick(FILES)} ${pick(FILES)}`,
  column: () => `column ${some(['-t', '-s:', '-o,', '-c40', '-x', '-R1', '-N a,b,c', '-L'], 3)} ${pick(FILES)}`,
  od: () =>
    `od ${some(['-c', '-x', '-An', '-tx1', '-td2', '-to4', '-a', '-v', '-w8', '-j2', '-N5', '-Ax', '-tu1', '-tx2z'], 3)} ${pick(FILES)}`,
  tac: () => `tac ${some(['-b', '-s a', '-r -s "[ae]"'], 1)} ${pick(FILES)} | rev`,
  split: () =>
    `split ${some(['-l2', '-b10', '-d', '-a3', '-n3', '-C20', '--verbose', '-n l/2', '-x'], 2)} ${pick(FILES)} out; cat outaa`,
  pr: () => `pr -t ${some(['-2', '-3', '-a', '-n', '-d', '-w30', '-o2', '-l10', '-s:', '-m'], 3)} ${pick(FILES)}`,
};

const cases = JSON.parse(readFileSync(target, 'utf8'));
const known = new Set(Object.entries(cases).flatMap(([group, all]) => (group === 'random' ? [] : all)));
const lines = new Set();
for (let turn = 0; turn < COUNT; turn++) {
  const make = Object.values(COMMANDS)[turn % Object.keys(COMMANDS).length];
  const line = make().replaceAll(/ +/g, ' ').trim();
  if (!known.has(line)) lines.add(line);
}
cases.random = [...lines];
const groups = Object.entries(cases).map(
  ([group, all]) => `${JSON.stringify(group)}: [\n${all.map((line) => JSON.stringify(line)).join(',\n')}\n]`,
);
writeFileSync(target, `{\n${groups.join(',\n')}\n}\n`);
console.log(`${cases.random.length} lines`);
