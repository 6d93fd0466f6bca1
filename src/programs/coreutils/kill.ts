// kill, pkill, pgrep, killall: signals by number or by name.

import { findAccount } from '../../linux/host/accounts.ts';
import type { Process, Program } from '../../linux/host/process.ts';
import { numberIn, parentPid } from '../../linux/host/process-files.ts';
import { SIGNALS, type SignalName, signalNamed } from '../../linux/host/signals.ts';
import { UsageError } from '../getopt.ts';
import { type Invocation, utility } from '../utility.ts';
import { commandName } from './ps.ts';

const maySignal = (from: Process, to: Process): boolean =>
  from.credentials.uid === 0 || from.credentials.uid === to.credentials.uid;

const isVisible = (run: Invocation, one: Process): boolean =>
  run.process.namespaces.container === undefined || one.namespaces.container === run.process.namespaces.container;

/** Two lines, as procps breaks them; SIGIO goes by its older name there. */
const LIST = `${Object.keys(SIGNALS)
  .map((name) => name.slice(3).replace(/^IO$/, 'POLL'))
  .join(' ')
  .replace('STKFLT ', 'STKFLT\n')}\n`;

export const kill: Program = function* (process) {
  const [name, ...words] = process.argv;
  let signal: SignalName = 'SIGTERM';
  const [first] = words;
  if (first === '-l' || first === '--list' || first === '-L') {
    const [, which] = words;
    if (which === undefined) yield* process.print(LIST);
    else {
      const found = signalNamed(/^\d+$/.test(which) ? String(Number(which) & 127) : which);
      if (!found) {
        yield* process.complain(`${name}: unknown signal name ${which}\n`);
        return 1;
      }
      yield* process.print(`${/^\d+$/.test(which) ? found.slice(3) : SIGNALS[found]}\n`);
    }
    return 0;
  }
  let text: string | undefined;
  if (first === '-s' || first === '--signal' || first === '-n') [, text] = words.splice(0, 2);
  else if (first !== '--' && /^-[A-Za-z0-9]/.test(first ?? '')) text = words.shift()!.slice(1);
  if (words[0] === '--') words.shift();
  const asks = text === '0';
  if (text !== undefined && !asks) {
    const found = signalNamed(text);
    if (!found) {
      yield* process.complain(`${name}: unknown signal name ${text}\n`);
      return 1;
    }
    signal = found;
  }
  if (words.length === 0) {
    yield* process.complain(`Usage:\n ${name} [options] <pid> [...]\n`);
    return 1;
  }
  let status = 0;
  for (const word of words) {
    if (!/^-?\d+$/.test(word)) {
      yield* process.complain(`${name}: failed to parse argument: '${word}'\n`);
      status = 1;
      continue;
    }
    const number = Number(word);
    const { processes } = process.host;
    const targets =
      number > 0
        ? [processes.findIn(process.namespaces.container, number)]
        : processes.inGroup(number === 0 ? process.group : -number);
    const found = targets.filter((one) => one?.alive);
    if (found.length === 0) {
      yield* process.complain(`${name}: (${word}): No such process\n`);
      status = 1;
    }
    for (const target of found) {
      if (!target) continue;
      if (!maySignal(process, target)) {
        yield* process.complain(`${name}: (${word}): Operation not permitted\n`);
        status = 1;
      } else if (!asks) target.signal(signal);
    }
  }
  return status;
};

const MATCHING = [
  'f,full',
  'x,exact',
  'n,newest',
  'o,oldest',
  'v,inverse',
  'u,euid=',
  'U,uid=',
  'P,parent=',
  'i,ignore-case',
  'c,count',
  'e,echo',
  'signal=',
];

/** Processes a pattern selects, never the asking one itself. */
function select(run: Invocation): Process[] {
  const [pattern] = run.operands;
  const filters = ['euid', 'uid', 'parent'].some((name) => run.has(name));
  if (pattern === undefined && !filters) throw new UsageError('no matching criteria specified');
  if (run.operands.length > 1) throw new UsageError('only one pattern can be provided');
  const source = run.has('exact') ? `^(?:${pattern})$` : (pattern ?? '');
  const expression = new RegExp(source, run.has('ignore-case') ? 'i' : '');
  const users = [...run.values('euid'), ...run.values('uid')].flatMap((list) => list.split(','));
  const uids = users.map((user) => findAccount(run.process.files, /^\d+$/.test(user) ? Number(user) : user)?.uid);
  const parents = run.values('parent').flatMap((list) => list.split(','));
  let found = run.process.host.processes.all.filter((one) => {
    if (one === run.process || !one.alive || !isVisible(run, one)) return false;
    const text = run.has('full') ? one.argv.join(' ') : commandName(one);
    const matches =
      expression.test(text) &&
      (uids.length === 0 || uids.includes(one.credentials.uid)) &&
      (parents.length === 0 || parents.includes(String(parentPid(one, run.process.namespaces))));
    return matches !== run.has('inverse');
  });
  if (run.has('newest')) found = found.slice(-1);
  if (run.has('oldest')) found = found.slice(0, 1);
  return found;
}

export const pgrep: Program = utility(
  {
    usage: '[options] <pattern>',
    suite: 'procps-ng 4.0.4',
    usageStatus: 2,
    hint: (name) => `Try \`${name} --help' for more information.`,
    options: [...MATCHING, 'l,list-name', 'a,list-full', 'd,delimiter='],
  },
  function* (run) {
    const found = select(run);
    if (run.has('count')) yield* run.print(`${found.length}\n`);
    else if (found.length > 0) {
      const lines = found.map(
        (one) =>
          `${numberIn(one, run.process.namespaces.container)}${run.has('list-full') ? ` ${one.argv.join(' ')}` : run.has('list-name') ? ` ${commandName(one)}` : ''}`,
      );
      yield* run.print(`${lines.join(run.value('delimiter') ?? '\n')}\n`);
    }
    return found.length > 0 ? 0 : 1;
  },
);

/** `-9`, `-HUP`, `-SIGTERM` before getopt sees them. */
const signalFirst = (words: readonly string[]): readonly string[] =>
  words.map((word) =>
    /^-(\d+|[A-Z][A-Z0-9]+)$/.test(word) && signalNamed(word.slice(1)) ? `--signal=${word.slice(1)}` : word,
  );

export const pkill: Program = utility(
  {
    usage: '[options] <pattern>',
    suite: 'procps-ng 4.0.4',
    usageStatus: 2,
    hint: (name) => `Try \`${name} --help' for more information.`,
    options: MATCHING,
    rewrite: signalFirst,
  },
  function* (run) {
    const signal = signalNamed(run.value('signal') ?? 'TERM');
    if (!signal) throw new UsageError(`unknown signal name ${run.value('signal')}`);
    const found = select(run);
    for (const one of found) {
      if (!maySignal(run.process, one))
        yield* run.complain(
          `killing pid ${numberIn(one, run.process.namespaces.container)} failed: Operation not permitted`,
        );
      else {
        if (run.has('echo'))
          yield* run.print(`${commandName(one)} killed (pid ${numberIn(one, run.process.namespaces.container)})\n`);
        one.signal(signal);
      }
    }
    return found.length > 0 ? run.status : 1;
  },
);

export const killall: Program = utility(
  {
    usage: '[OPTION]... [--] NAME...',
    suite: 'PSmisc 23.7',
    options: ['s,signal=', 'e,exact', 'q,quiet', 'v,verbose', '!w,wait', 'I,ignore-case'],
    rewrite: signalFirst,
  },
  function* (run) {
    const signal = signalNamed(run.value('signal') ?? 'TERM');
    if (!signal) throw new UsageError(`${run.value('signal')}: unknown signal`);
    for (const name of run.operands) {
      const found = run.process.host.processes.all.filter(
        (one) => one.alive && one !== run.process && isVisible(run, one) && commandName(one) === name.slice(0, 15),
      );
      if (found.length === 0) {
        run.status = 1;
        if (!run.has('quiet')) yield* run.note(`${name}: no process found\n`);
      }
      for (const one of found) {
        if (!maySignal(run.process, one))
          yield* run.complain(`${name}(${numberIn(one, run.process.namespaces.container)}): Operation not permitted`);
        else one.signal(signal);
      }
    }
  },
);
