// trap, umask, ulimit, times, caller.

import { SIGNALS } from '../../../linux/host/signals.ts';
import type { Task } from '../../../sim/task.ts';
import { quotePlainly } from '../quoting.ts';
import type { Shell } from '../shell.ts';
import { minutes } from '../times.ts';
import { PSEUDO_SIGNALS, setTrap, trapName } from '../traps.ts';
import { refuse } from './arguments.ts';
import { kill } from './jobs.ts';

const TRAP_USAGE = 'trap: usage: trap [-lp] [[arg] signal_spec ...]\n';

export function* trap(shell: Shell, argv: readonly string[]): Task<number> {
  const words = argv.slice(1);
  if (words[0] === '-l') return yield* kill(shell, ['kill', '-l']);
  if (/^-[^lp-]/.test(words[0] ?? '')) {
    yield* shell.complain(`trap: ${words[0].slice(0, 2)}: invalid option`);
    yield* shell.printError(TRAP_USAGE);
    return 2;
  }
  const printing = words[0] === '-p';
  if (printing || words[0] === '--') words.shift();
  if (printing || words.length === 0) return yield* listTraps(shell, words);
  const [first, ...rest] = words;
  // `trap 2` and `trap INT` reset; otherwise the first word is the action.
  const resets = first === '-' || rest.length === 0;
  const names = first === '-' ? rest : rest.length === 0 ? [first] : rest;
  if (names.length === 0 || (rest.length === 0 && first !== '-' && !trapName(first, shell.dialect))) {
    yield* shell.printError(TRAP_USAGE);
    return 2;
  }
  let status = 0;
  for (const word of names) {
    const name = trapName(word, shell.dialect);
    if (!name) {
      yield* shell.complain(`trap: ${word}: invalid signal specification`);
      status = 1;
    } else setTrap(shell, name, resets ? undefined : first);
  }
  return status;
}

function* listTraps(shell: Shell, words: readonly string[]): Task<number> {
  const order = ['EXIT', ...Object.keys(SIGNALS), ...PSEUDO_SIGNALS.slice(1)];
  let chosen = order;
  if (words.length > 0) {
    chosen = [];
    for (const word of words) {
      const name = trapName(word, shell.dialect);
      if (name) chosen.push(name);
      else {
        yield* shell.complain(`trap: ${word}: invalid signal specification`);
        return 1;
      }
    }
  }
  for (const name of chosen) {
    const action = shell.shownTraps.get(name);
    if (action !== undefined) yield* shell.print(`trap -- ${quotePlainly(action)} ${name}\n`);
  }
  return 0;
}

export function* umask(shell: Shell, argv: readonly string[]): Task<number> {
  const letters = argv
    .slice(1)
    .filter((word) => /^-[pS]+$/.test(word))
    .join('');
  const mode = argv.slice(1).find((word) => !/^-[pS]+$/.test(word));
  const { process } = shell;
  if (mode !== undefined && /^-[^pS]/.test(mode)) {
    yield* shell.complain(`umask: ${mode.slice(0, 2)}: invalid option`);
    return (yield* refuse(shell, 'umask')).status;
  }
  if (mode === undefined) {
    const shown = letters.includes('S') ? symbolic(process.umask) : process.umask.toString(8).padStart(4, '0');
    yield* shell.print(`${letters.includes('p') ? `umask ${letters.includes('S') ? '-S ' : ''}` : ''}${shown}\n`);
    return 0;
  }
  if (/^\d/.test(mode)) {
    if (!/^[0-7]+$/.test(mode) || Number.parseInt(mode, 8) > 0o777) {
      yield* shell.complain(`umask: ${mode}: octal number out of range`);
      return 1;
    }
    process.umask = Number.parseInt(mode, 8);
    return 0;
  }
  const result = applySymbolic(mode, process.umask);
  if (typeof result === 'string') {
    yield* shell.complain(`umask: ${result}`);
    return 1;
  }
  process.umask = result;
  if (letters.includes('S')) yield* shell.print(`${symbolic(process.umask)}\n`);
  return 0;
}

function symbolic(mask: number): string {
  const allowed = ~mask & 0o777;
  const part = (shift: number) =>
    ['r', 'w', 'x'].filter((_letter, index) => (allowed >> shift) & (4 >> index)).join('');
  return `u=${part(6)},g=${part(3)},o=${part(0)}`;
}

/** `u=rwx,g-w`: what is allowed, as chmod reads it. */
function applySymbolic(text: string, mask: number): number | string {
  let allowed = ~mask & 0o777;
  for (const clause of text.split(',')) {
    const found = /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(clause);
    if (!found)
      return `\`${/^[ugoa]*/.exec(clause) ? (clause.replace(/^[ugoa]*/, '')[0] ?? '') : clause[0]}': invalid symbolic mode operator`;
    const bits = [...found[3]].reduce((sum, letter) => sum | ({ r: 4, w: 2, x: 1 }[letter] ?? 0), 0);
    const who = found[1] === '' || found[1].includes('a') ? 'ugo' : found[1];
    for (const one of who) {
      const shift = one === 'u' ? 6 : one === 'g' ? 3 : 0;
      if (found[2] === '+') allowed |= bits << shift;
      else if (found[2] === '-') allowed &= ~(bits << shift);
      else allowed = (allowed & ~(7 << shift)) | (bits << shift);
    }
  }
  return ~allowed & 0o777;
}

interface Limit {
  readonly letter: string;
  readonly text: string;
  readonly unit: string;
  readonly soft: string;
  readonly hard: string;
}

/** As Ubuntu 24.04 starts a login; nothing here is enforced on programs, only remembered. */
const LIMITS: readonly Limit[] = [
  { letter: 'R', text: 'real-time non-blocking time', unit: 'microseconds, -R', soft: 'unlimited', hard: 'unlimited' },
  { letter: 'c', text: 'core file size', unit: 'blocks, -c', soft: '0', hard: 'unlimited' },
  { letter: 'd', text: 'data seg size', unit: 'kbytes, -d', soft: 'unlimited', hard: 'unlimited' },
  { letter: 'e', text: 'scheduling priority', unit: '-e', soft: '0', hard: '0' },
  { letter: 'f', text: 'file size', unit: 'blocks, -f', soft: 'unlimited', hard: 'unlimited' },
  { letter: 'i', text: 'pending signals', unit: '-i', soft: '15311', hard: '15311' },
  { letter: 'l', text: 'max locked memory', unit: 'kbytes, -l', soft: '495656', hard: '495656' },
  { letter: 'm', text: 'max memory size', unit: 'kbytes, -m', soft: 'unlimited', hard: 'unlimited' },
  { letter: 'n', text: 'open files', unit: '-n', soft: '1024', hard: '1048576' },
  { letter: 'p', text: 'pipe size', unit: '512 bytes, -p', soft: '8', hard: '8' },
  { letter: 'q', text: 'POSIX message queues', unit: 'bytes, -q', soft: '819200', hard: '819200' },
  { letter: 'r', text: 'real-time priority', unit: '-r', soft: '0', hard: '0' },
  { letter: 's', text: 'stack size', unit: 'kbytes, -s', soft: '8192', hard: 'unlimited' },
  { letter: 't', text: 'cpu time', unit: 'seconds, -t', soft: 'unlimited', hard: 'unlimited' },
  { letter: 'u', text: 'max user processes', unit: '-u', soft: '15311', hard: '15311' },
  { letter: 'v', text: 'virtual memory', unit: 'kbytes, -v', soft: 'unlimited', hard: 'unlimited' },
  { letter: 'x', text: 'file locks', unit: '-x', soft: 'unlimited', hard: 'unlimited' },
];

export function* ulimit(shell: Shell, argv: readonly string[]): Task<number> {
  let letters = '';
  let at = 1;
  for (; at < argv.length && /^-[A-Za-z]+$/.test(argv[at]); at++) letters += argv[at].slice(1);
  const hard = letters.includes('H') && !letters.includes('S');
  const value = (limit: Limit) =>
    shell.limits.get(`${hard ? 'H' : 'S'}${limit.letter}`) ?? (hard ? limit.hard : limit.soft);
  if (letters.includes('a')) {
    yield* shell.print(
      LIMITS.map((limit) => `${limit.text.padEnd(20)} ${`(${limit.unit})`.padStart(19)} ${value(limit)}\n`).join(''),
    );
    return 0;
  }
  const wanted = [...letters].filter((letter) => !'HSa'.includes(letter));
  const letter = wanted.at(-1) ?? 'f';
  const limit = LIMITS.find((one) => one.letter === letter);
  if (!limit) {
    yield* shell.complain(`ulimit: -${letter}: invalid option`);
    yield* shell.printError('ulimit: usage: ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]\n');
    return 2;
  }
  const given = argv[at];
  if (given === undefined) {
    yield* shell.print(`${value(limit)}\n`);
    return 0;
  }
  if (!/^(\d+|unlimited|hard|soft)$/.test(given)) {
    yield* shell.complain(`ulimit: ${given}: invalid number`);
    return 1;
  }
  const ceiling = shell.limits.get(`H${letter}`) ?? limit.hard;
  const chosen = given === 'hard' ? ceiling : given === 'soft' ? value(limit) : given;
  const isAbove = ceiling !== 'unlimited' && (chosen === 'unlimited' || Number(chosen) > Number(ceiling));
  if (isAbove && shell.process.credentials.uid !== 0) {
    yield* shell.complain(`ulimit: ${limit.text}: cannot modify limit: Operation not permitted`);
    return 1;
  }
  const soft = shell.limits.get(`S${letter}`) ?? limit.soft;
  const isBelow = hard && chosen !== 'unlimited' && (soft === 'unlimited' || Number(chosen) < Number(soft));
  if (isBelow) {
    yield* shell.complain(`ulimit: ${limit.text}: cannot modify limit: Invalid argument`);
    return 1;
  }
  if (!letters.includes('H') || letters.includes('S')) shell.limits.set(`S${letter}`, chosen);
  if (!letters.includes('S') || letters.includes('H')) shell.limits.set(`H${letter}`, chosen);
  return 0;
}

export function* times(shell: Shell): Task<number> {
  const children = [...shell.process.children].reduce((sum, child) => sum + child.cpu, 0);
  yield* shell.print(`${minutes(shell.process.cpu)} ${minutes(0)}\n${minutes(children)} ${minutes(0)}\n`);
  return 0;
}

export function* caller(shell: Shell, argv: readonly string[]): Task<number> {
  const frames = [...shell.frames].reverse();
  const depth = Number(argv[1] ?? 0);
  const frame = frames[depth];
  if (!frame) return 1;
  const outer = frames[depth + 1];
  // Outside of all functions `bash -c` has no place to name.
  if (argv[1] !== undefined && !outer && shell.origin !== 'script') return 1;
  const source = outer?.source ?? (shell.origin === 'script' ? shell.name : 'NULL');
  yield* shell.print(
    argv[1] === undefined
      ? `${frame.calledFrom} ${source}\n`
      : `${frame.calledFrom} ${outer?.name ?? 'main'} ${source}\n`,
  );
  return 0;
}
