// Pipelines, subshells and background commands: who runs in which process, which process group, and who waits.

import { NullDevice, type OpenFile } from '../../linux/files/open-file.ts';
import { createPipe } from '../../linux/files/pipe.ts';
import type { Process } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { printCommand } from '../syntax/print.ts';
import type { Command, Pipeline, Statement } from '../syntax/tree.ts';
import { BreakLoop, Interrupted } from './control.ts';
import { condition, executeBody, executeCommand } from './execute.ts';
import { describeSignal, type Job, jobLine, statusOf } from './jobs.ts';
import type { Shell } from './shell.ts';
import { forkShell, runAsChild } from './subshell.ts';
import { printTimes } from './times.ts';

export function* executePipeline(shell: Shell, pipeline: Pipeline): Task<number> {
  const work = pipeline.negated ? condition(shell, run(shell, pipeline)) : run(shell, pipeline);
  if (pipeline.timed === 'no') {
    const status = negate(pipeline, yield* work);
    // `! [[ … ]]`: for these PIPESTATUS is what came of the negation.
    const [only] = pipeline.commands;
    if (pipeline.negated && (only?.kind === 'test' || only?.kind === 'arithmetic')) shell.pipeStatus = [status];
    return status;
  }
  const begun = shell.process.simulation.now;
  const cpu = shell.process.cpu;
  try {
    return negate(pipeline, yield* work);
  } finally {
    const real = shell.process.simulation.now - begun;
    yield* printTimes(shell, real, shell.process.cpu - cpu, pipeline.timed === 'posix');
  }
}

const negate = (pipeline: Pipeline, status: number): number => (pipeline.negated ? (status === 0 ? 1 : 0) : status);

function* run(shell: Shell, pipeline: Pipeline): Task<number> {
  const { commands } = pipeline;
  if (commands.length === 0) return 0;
  if (commands.length === 1) {
    const [only] = commands;
    // `! (exit 3)`: the part's own failure is not the pipeline's.
    return yield* executeCommand(shell, only);
  }
  const inPlace = shell.options.shopt('lastpipe') && !shell.options.has('monitor');
  const group = shell.options.has('monitor') ? 0 : undefined;
  const { processes, input } = startParts(shell, pipeline, group, inPlace);
  const text = commands.map((command) => printCommand(command)).join(' | ');
  const job = shell.jobs.create(text, processes, group !== undefined);
  let last: number | undefined;
  if (input) last = yield* runLastInPlace(shell, commands.at(-1)!, input);
  yield* waitForeground(shell, job);
  const statuses = job.members.map((member) => member.status?.code ?? 148);
  if (last !== undefined) statuses.push(last);
  shell.pipeStatus = statuses;
  if (shell.options.pipefail) return statuses.findLast((status) => status !== 0) ?? 0;
  return statuses.at(-1)!;
}

function startParts(
  shell: Shell,
  pipeline: Pipeline,
  group: number | undefined,
  keepLast: boolean,
): { readonly processes: Process[]; readonly input: OpenFile | undefined } {
  const { commands } = pipeline;
  const processes: Process[] = [];
  let leader = group;
  let input: OpenFile | undefined;
  commands.forEach((command, index) => {
    const isLast = index === commands.length - 1;
    if (isLast && keepLast) return;
    const descriptors = new Map(shell.process.descriptors);
    if (input) descriptors.set(0, input);
    const pipe = isLast ? undefined : createPipe();
    if (pipe) {
      descriptors.set(1, pipe.writer);
      if (pipeline.withErrors[index]) descriptors.set(2, pipe.writer);
    }
    const process = forkShell(shell, { descriptors, ...(leader === undefined ? {} : { group: leader }) }, (child) =>
      runAsChild(child, command),
    );
    processes.push(process);
    if (leader === 0) leader = process.pid;
    if (index === 0) takeTerminal(shell, process);
    input?.release();
    pipe?.writer.release();
    input = pipe?.reader;
  });
  return { processes, input };
}

function* runLastInPlace(shell: Shell, command: Command, input: OpenFile): Task<number> {
  const before = shell.process.descriptors.get(0);
  shell.process.descriptors.set(0, input);
  try {
    return yield* executeCommand(shell, command);
  } finally {
    shell.process.descriptors.get(0)?.release();
    if (before) shell.process.descriptors.set(0, before);
    else shell.process.descriptors.delete(0);
  }
}

/** With job control the job's group gets the keyboard. */
function takeTerminal(shell: Shell, leader: Process): void {
  const { terminal } = shell.process;
  if (shell.interactive && shell.options.has('monitor') && terminal) terminal.foreground = leader.group;
}

export function* runSubshell(shell: Shell, command: Command & { readonly kind: 'subshell' }): Task<number> {
  const group = shell.options.has('monitor') ? 0 : undefined;
  const process = forkShell(shell, group === undefined ? {} : { group }, (child) => executeBody(child, command.body));
  takeTerminal(shell, process);
  const job = shell.jobs.create(printCommand(command), [process], group !== undefined);
  const status = yield* waitForeground(shell, job);
  shell.pipeStatus = [status];
  return status;
}

/** An external command in the foreground. */
export function* waitForProcess(shell: Shell, process: Process, text: string): Task<number> {
  takeTerminal(shell, process);
  const job = shell.jobs.create(text, [process], shell.options.has('monitor'));
  return yield* waitForeground(shell, job);
}

/** Waits for a job in the foreground to end or stop, and gives the terminal back to the shell. */
export function* waitForeground(shell: Shell, job: Job): Task<number> {
  const { terminal } = shell.process;
  let state: 'running' | 'stopped' | 'done';
  try {
    state = yield* shell.jobs.settle(job);
  } finally {
    if (shell.interactive && job.controlled && terminal) terminal.foreground = shell.process.group;
  }
  if (state === 'stopped') {
    shell.jobs.enlist(job);
    job.notified = true;
    if (shell.interactive) yield* shell.printError(`\n${jobLine(shell.jobs, job)}`);
    // A stopped command ends the loops around it.
    if (shell.interactive && shell.loopDepth > 0) throw new BreakLoop(shell.loopDepth, 148);
    const signal = job.members.find((member) => member.stopped)?.stopped;
    return signal === 'SIGSTOP' ? 128 + 19 : signal === 'SIGTTIN' ? 128 + 21 : 128 + 20;
  }
  shell.jobs.forget(job);
  const status = statusOf(job);
  shell.pipeStatus = job.members.map((member) => member.status?.code ?? 148);
  yield* reportSignal(shell, job);
  return status.code;
}

/** A command that a signal ended: what the shell says about it. */
function* reportSignal(shell: Shell, job: Job): Task<void> {
  const { signal } = statusOf(job);
  if (!signal || signal === 'SIGPIPE') return;
  if (signal === 'SIGINT') {
    if (!shell.interactive) return;
    yield* shell.printError('\n');
    shell.interruptShown = true;
    if (!shell.traps.has('SIGINT')) throw new Interrupted();
    return;
  }
  // What the shell itself handles it names briefly.
  if (shell.interactive || signal === 'SIGTERM' || shell.shownTraps.has(signal))
    yield* shell.printError(`${describeSignal(signal)}\n`);
  else {
    const process = job.members.at(-1)!.process;
    const pid = String(process.ownPid).padStart(5);
    yield* shell.printError(`${shell.prefix}${pid} ${describeSignal(signal).padEnd(23)} ${job.text}\n`);
  }
}

/** `command &`. */
export function* runBackground(shell: Shell, statement: Statement): Task<number> {
  const { command } = statement;
  const monitored = shell.options.has('monitor');
  const pipeline =
    command.kind === 'pipeline' && command.commands.length > 1 && command.timed === 'no' ? command : undefined;
  let processes: Process[];
  if (pipeline && monitored) processes = startParts(withoutTerminal(shell), pipeline, 0, false).processes;
  else processes = [startInBackground(shell, command, monitored ? 0 : undefined)];
  const job = shell.jobs.create(printCommand(command), processes, monitored);
  shell.jobs.enlist(job);
  const last = processes.at(-1)!;
  shell.lastBackground = last.ownPid;
  if (shell.interactive) yield* shell.printError(`[${job.number}] ${last.ownPid}\n`);
  shell.status = 0;
  return 0;
}

/** A view of the shell whose pipelines do not take the terminal. */
const withoutTerminal = (shell: Shell): Shell => Object.create(shell, { interactive: { value: false } });

function startInBackground(shell: Shell, command: Command, group: number | undefined): Process {
  const descriptors = new Map(shell.process.descriptors);
  const nothing = group === undefined && descriptors.has(0) ? new NullDevice() : undefined;
  if (nothing) descriptors.set(0, nothing);
  const process = forkShell(
    shell,
    { descriptors, asynchronous: true, ...(group === undefined ? {} : { group }) },
    (child) => {
      child.conditionDepth = 0;
      return runAsChild(child, command);
    },
  );
  nothing?.release();
  return process;
}

/** `coproc NAME { … }`: two pipes, whose ends are NAME[0] and NAME[1]. */
export function* runCoprocess(shell: Shell, command: Command & { readonly kind: 'coproc' }): Task<number> {
  const toChild = createPipe();
  const fromChild = createPipe();
  const descriptors = new Map(shell.process.descriptors).set(0, toChild.reader).set(1, fromChild.writer);
  const process = forkShell(
    shell,
    { descriptors, asynchronous: true, ...(shell.options.has('monitor') ? { group: 0 } : {}) },
    (child) => runAsChild(child, command.body),
  );
  toChild.reader.release();
  fromChild.writer.release();
  const reading = shell.process.install(fromChild.reader, 60);
  const writing = shell.process.install(toChild.writer, 60);
  shell.variables.setArray(command.name, [String(reading), String(writing)]);
  shell.variables.set(`${command.name}_PID`, String(process.ownPid));
  const job = shell.jobs.create(
    `coproc ${command.name} ${printCommand(command.body)}`,
    [process],
    shell.options.has('monitor'),
  );
  shell.jobs.enlist(job);
  shell.lastBackground = process.ownPid;
  if (shell.interactive) yield* shell.printError(`[${job.number}] ${process.ownPid}\n`);
  return 0;
}
