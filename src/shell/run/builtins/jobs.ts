// jobs, fg, bg, wait, kill, disown, suspend.

import type { Process } from '../../../linux/host/process.ts';
import { SIGNALS, type SignalName, signalNamed } from '../../../linux/host/signals.ts';
import { type Task, wait as waitFor } from '../../../sim/task.ts';
import { assignText } from '../assign.ts';
import { type Job, jobLine, stateOf, statusOf } from '../jobs.ts';
import { waitForeground } from '../pipeline.ts';
import type { Shell } from '../shell.ts';
import { runPendingTraps } from '../traps.ts';

export function* jobs(shell: Shell, argv: readonly string[]): Task<number> {
  let letters = '';
  let at = 1;
  for (; at < argv.length && /^-./.test(argv[at]); at++) letters += argv[at].slice(1);
  const bad = [...letters].find((letter) => !'lnprsx'.includes(letter));
  if (bad) {
    yield* shell.complain(`jobs: -${bad}: invalid option`);
    yield* shell.printError('jobs: usage: jobs [-lnprs] [jobspec ...] or jobs -x command [args]\n');
    return 2;
  }
  shell.jobs.poll();
  const specs = argv.slice(at);
  let status = 0;
  const chosen: Job[] = [];
  for (const spec of specs) {
    const job = shell.jobs.find(spec);
    if (job && job !== 'ambiguous') chosen.push(job);
    else {
      yield* shell.complain(`jobs: ${spec}: no such job`);
      status = 1;
    }
  }
  for (const job of specs.length > 0 ? chosen : shell.jobs.listed) {
    const state = stateOf(job);
    if (letters.includes('r') && state !== 'running') continue;
    if (letters.includes('s') && state !== 'stopped') continue;
    if (letters.includes('n') && job.notified) continue;
    yield* shell.print(
      letters.includes('p') ? `${job.members[0].process.ownPid}\n` : jobLine(shell.jobs, job, letters.includes('l')),
    );
    job.notified = true;
  }
  for (const job of shell.jobs.listed) if (stateOf(job) === 'done' && job.notified) shell.jobs.forget(job);
  return status;
}

function* findJob(shell: Shell, command: string, spec: string | undefined): Task<Job | undefined> {
  const job = shell.jobs.find(spec ?? '%+');
  if (job && job !== 'ambiguous') return job;
  if (job === 'ambiguous') yield* shell.complain(`${command}: ${spec?.replace(/^%/, '')}: ambiguous job spec`);
  else yield* shell.complain(`${command}: ${spec ?? 'current'}: no such job`);
  return undefined;
}

export function* fg(shell: Shell, argv: readonly string[]): Task<number> {
  if (!shell.options.has('monitor')) {
    yield* shell.complain('fg: no job control');
    return 1;
  }
  const job = yield* findJob(shell, 'fg', argv[1]);
  if (!job) return 1;
  if (stateOf(job) === 'done') {
    yield* shell.complain('fg: job has terminated');
    return 1;
  }
  yield* shell.print(`${job.text}\n`);
  const { terminal } = shell.process;
  if (shell.interactive && terminal) terminal.foreground = job.group;
  resume(shell, job);
  try {
    return yield* waitForeground(shell, job);
  } finally {
    shell.pipeStatus = shell.pipeStatus.slice(-1);
  }
}

function resume(shell: Shell, job: Job): void {
  shell.process.host.processes.signalGroup(job.group, 'SIGCONT');
  for (const member of job.members) member.stopped = undefined;
  job.notified = true;
}

export function* bg(shell: Shell, argv: readonly string[]): Task<number> {
  if (!shell.options.has('monitor')) {
    yield* shell.complain('bg: no job control');
    return 1;
  }
  const specs = argv.length > 1 ? argv.slice(1) : [undefined];
  let status = 0;
  for (const spec of specs) {
    const job = yield* findJob(shell, 'bg', spec);
    if (!job) {
      status = 1;
      continue;
    }
    if (stateOf(job) !== 'stopped') {
      yield* shell.complain(
        stateOf(job) === 'done' ? 'bg: job has terminated' : `bg: job ${job.number} already in background`,
      );
      status = 1;
      continue;
    }
    shell.jobs.enlist(job);
    yield* shell.print(`[${job.number}]${shell.jobs.mark(job)} ${job.text} &\n`);
    resume(shell, job);
    shell.lastBackground = job.members.at(-1)!.process.ownPid;
  }
  return status;
}

export function* wait(shell: Shell, argv: readonly string[]): Task<number> {
  const words = argv.slice(1);
  let next = false;
  let variable: string | undefined;
  while (/^-./.test(words[0] ?? '')) {
    const word = words.shift()!;
    if (word === '--') break;
    if (word === '-p') variable = words.shift();
    else if (/^-[nf]+$/.test(word)) next ||= word.includes('n');
    else {
      yield* shell.complain(`wait: ${word.slice(0, 2)}: invalid option`);
      yield* shell.printError('wait: usage: wait [-fn] [-p var] [id ...]\n');
      return 2;
    }
  }
  if (next) return yield* waitForNext(shell, words, variable);
  if (words.length === 0) return yield* waitForAll(shell);
  let status = 0;
  for (const word of words) status = yield* waitForOne(shell, word, variable);
  return status;
}

/** Waits until `done` has an answer; a trapped signal ends the wait with 128 + its number. */
function* waitUntil(shell: Shell, done: () => number | undefined): Task<number> {
  for (;;) {
    shell.jobs.poll();
    const status = done();
    if (status !== undefined) return status;
    if (shell.pendingTraps.length > 0) {
      const signal = shell.pendingTraps[0];
      const interrupted = signal in SIGNALS ? 128 + SIGNALS[signal as SignalName] : 0;
      yield* runPendingTraps(shell);
      if (signal !== 'SIGCHLD') return interrupted;
    }
    yield* waitFor(shell.process.childChanged.next('children to end'));
  }
}

function* waitForAll(shell: Shell): Task<number> {
  const mine = () => shell.jobs.listed.filter((job) => job.members[0].process.parent === shell.process);
  const status = yield* waitUntil(shell, () => (mine().every((job) => stateOf(job) !== 'running') ? 0 : undefined));
  for (const job of mine()) {
    if (stateOf(job) !== 'done') continue;
    if (shell.interactive) yield* shell.printError(jobLine(shell.jobs, job));
    shell.jobs.forget(job);
  }
  return status;
}

function* waitForNext(shell: Shell, specs: readonly string[], variable: string | undefined): Task<number> {
  const wanted = specs.map((spec) =>
    spec.startsWith('%') ? shell.jobs.find(spec) : shell.jobs.ofProcess(Number(spec)),
  );
  const candidates = shell.jobs.listed.filter(
    (job) => job.members[0].process.parent === shell.process && (specs.length === 0 || wanted.includes(job)),
  );
  if (candidates.length === 0) return 127;
  let ended: Job | undefined;
  const status = yield* waitUntil(shell, () => {
    ended = candidates.find((job) => stateOf(job) === 'done');
    return ended && statusOf(ended).code;
  });
  if (ended) {
    if (variable) assignText(shell, variable, undefined, String(ended.members.at(-1)!.process.ownPid));
    shell.jobs.forget(ended);
  }
  return status;
}

function* waitForOne(shell: Shell, spec: string, variable: string | undefined): Task<number> {
  if (spec.startsWith('%')) {
    const job = yield* findJob(shell, 'wait', spec);
    if (!job) return 127;
    return yield* waitForJob(shell, job, variable);
  }
  if (!/^\d+$/.test(spec)) {
    yield* shell.complain(`wait: \`${spec}': not a pid or valid job spec`);
    return 1;
  }
  const pid = Number(spec);
  const job = shell.jobs.ofProcess(pid);
  if (!job || job.members[0].process.parent !== shell.process) {
    const remembered = shell.jobs.remembered.get(pid);
    if (remembered !== undefined) {
      if (variable) assignText(shell, variable, undefined, spec);
      return remembered;
    }
    yield* shell.complain(`wait: pid ${pid} is not a child of this shell`);
    return 127;
  }
  return yield* waitForJob(shell, job, variable);
}

function* waitForJob(shell: Shell, job: Job, variable: string | undefined): Task<number> {
  const status = yield* waitUntil(shell, () => (stateOf(job) === 'running' ? undefined : statusOf(job).code));
  if (variable) assignText(shell, variable, undefined, String(job.members.at(-1)!.process.ownPid));
  if (stateOf(job) !== 'done') return status;
  if (shell.interactive) yield* shell.printError(jobLine(shell.jobs, job));
  shell.jobs.forget(job);
  return status;
}

const KILL_USAGE = 'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n';

export function* kill(shell: Shell, argv: readonly string[]): Task<number> {
  const words = argv.slice(1);
  let signal: SignalName | undefined | '0' = 'SIGTERM';
  const [option] = words;
  if (option === undefined) {
    yield* shell.printError(KILL_USAGE);
    return 2;
  }
  if (option === '-l' || option === '-L') return yield* listSignals(shell, words.slice(1));
  if (option === '-s' || option === '-n') {
    words.shift();
    signal = namedSignal(words.shift() ?? '');
    if (!signal) {
      yield* shell.complain(
        `kill: ${argv[2] ?? option}: ${argv[2] === undefined ? 'option requires an argument' : 'invalid signal specification'}`,
      );
      return 1;
    }
  } else if (option === '--') words.shift();
  else if (/^-./.test(option)) {
    words.shift();
    signal = namedSignal(option.slice(1));
    if (!signal) {
      yield* shell.complain(`kill: ${option.slice(1)}: invalid signal specification`);
      return 1;
    }
    if (words[0] === '--') words.shift();
  }
  if (words.length === 0) {
    yield* shell.printError(KILL_USAGE);
    return 2;
  }
  let status = 1;
  for (const word of words) if (yield* killOne(shell, word, signal)) status = 0;
  return status;
}

const namedSignal = (text: string): SignalName | '0' | undefined => (text === '0' ? '0' : signalNamed(text));

function* killOne(shell: Shell, spec: string, signal: SignalName | '0'): Task<boolean> {
  const { processes } = shell.process.host;
  let targets: Process[];
  if (spec.startsWith('%')) {
    const job = yield* findJob(shell, 'kill', spec);
    if (!job) return false;
    targets = job.controlled
      ? processes.inGroup(job.group)
      : job.members.filter((one) => !one.status).map((one) => one.process);
    const wasStopped = stateOf(job) === 'stopped';
    job.killed = { at: shell.process.simulation.now, wasStopped: wasStopped && signal !== 'SIGCONT' };
    if (wasStopped && (signal === 'SIGTERM' || signal === 'SIGHUP')) {
      send(targets, signal);
      send(targets, 'SIGCONT');
      return true;
    }
  } else if (/^-?\d+$/.test(spec)) {
    const number = Number(spec);
    const found = number > 0 ? processes.findIn(shell.process.namespaces.container, number) : undefined;
    targets = number > 0 ? (found ? [found] : []) : processes.inGroup(number === 0 ? shell.process.group : -number);
    if (targets.length === 0) {
      yield* shell.complain(`kill: (${spec}) - No such process`);
      return false;
    }
  } else {
    yield* shell.complain(`kill: ${spec}: arguments must be process or job IDs`);
    return false;
  }
  const { uid } = shell.process.credentials;
  const allowed = targets.filter((one) => uid === 0 || one.credentials.uid === uid);
  if (allowed.length === 0 && targets.length > 0) {
    yield* shell.complain(`kill: (${spec}) - Operation not permitted`);
    return false;
  }
  if (signal !== '0') send(allowed, signal);
  // The shell may have signalled itself: its own end or trap comes before the next command.
  yield* shell.process.compute(0);
  if (shell.pendingTraps.length > 0 && !shell.inTrap) yield* runPendingTraps(shell);
  return true;
}

const send = (targets: readonly Process[], signal: SignalName): void => {
  for (const target of targets) target.signal(signal);
};

/** The real-time signals exist by name only. */
const REAL_TIME: readonly (readonly [string, number])[] = [
  ...Array.from({ length: 16 }, (_, index): [string, number] => [
    index === 0 ? 'SIGRTMIN' : `SIGRTMIN+${index}`,
    34 + index,
  ]),
  ...Array.from({ length: 15 }, (_, index): [string, number] => [
    index === 14 ? 'SIGRTMAX' : `SIGRTMAX-${14 - index}`,
    50 + index,
  ]),
];

function* listSignals(shell: Shell, words: readonly string[]): Task<number> {
  const all = [...Object.entries(SIGNALS), ...REAL_TIME];
  if (words.length === 0) {
    const cells = all.map(([name, number]) => `${String(number).padStart(2)}) ${name}`);
    const rows: string[] = [];
    for (let at = 0; at < cells.length; at += 5) {
      const row = cells.slice(at, at + 5);
      const full = row.length === 5;
      rows.push(`${row.join('\t')}${full ? '' : '\t'}\n`);
    }
    yield* shell.print(rows.join(''));
    return 0;
  }
  for (const word of words) {
    const number = /^\d+$/.test(word) ? (Number(word) > 128 ? Number(word) - 128 : Number(word)) : undefined;
    const found = all.find(([name, value]) =>
      number === undefined ? name === word.toUpperCase() || name === `SIG${word.toUpperCase()}` : value === number,
    );
    if (!found) {
      yield* shell.complain(`kill: ${word}: invalid signal specification`);
      return 1;
    }
    yield* shell.print(`${number === undefined ? found[1] : found[0].slice(3)}\n`);
  }
  return 0;
}

export function* disown(shell: Shell, argv: readonly string[]): Task<number> {
  const words = argv.slice(1).filter((word) => !/^-[arh]+$/.test(word));
  const letters = argv
    .slice(1)
    .filter((word) => /^-[arh]+$/.test(word))
    .join('');
  const everything = letters.includes('a') || letters.includes('r');
  if (everything && words.length === 0) {
    for (const job of shell.jobs.listed) {
      if (letters.includes('r') && stateOf(job) !== 'running') continue;
      if (letters.includes('h')) job.disowned = true;
      else shell.jobs.forget(job);
    }
    return 0;
  }
  let status = 0;
  for (const spec of words.length > 0 ? words : [undefined]) {
    const job =
      spec !== undefined && /^\d+$/.test(spec)
        ? shell.jobs.ofProcess(Number(spec))
        : yield* findJob(shell, 'disown', spec);
    if (!job) status = 1;
    else if (letters.includes('h')) job.disowned = true;
    else shell.jobs.forget(job);
  }
  return status;
}

export function* suspend(shell: Shell, argv: readonly string[]): Task<number> {
  if (shell.login && argv[1] !== '-f') {
    yield* shell.complain('suspend: cannot suspend a login shell');
    return 1;
  }
  if (!shell.options.has('monitor')) {
    yield* shell.complain('suspend: cannot suspend: no job control');
    return 1;
  }
  shell.process.signal('SIGSTOP');
  yield* shell.process.compute(0);
  return 0;
}
