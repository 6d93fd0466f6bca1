// Somebody at a terminal: prompt, line, run, again. Job control, history and the reports of background jobs live
// at this level.

import type { Process } from '../../linux/host/process.ts';
import { Killed } from '../../linux/host/process.ts';
import type { SignalName } from '../../linux/host/signals.ts';
import { COOKED, type Terminal, terminalOf } from '../../linux/terminal/terminal.ts';
import type { Task } from '../../sim/task.ts';
import { inputrcContext } from '../run/builtins/bind.ts';
import { editAndRun, loadHistory, saveSession } from '../run/builtins/history.ts';
import {
  BreakLoop,
  CommandFailure,
  ContinueLoop,
  Discard,
  ExitShell,
  Interrupted,
  ReturnFrom,
} from '../run/control.ts';
import { expandPiecesToText } from '../run/expand.ts';
import { jobLine, stateOf, stoppedLine } from '../run/jobs.ts';
import { renderPrompt } from '../run/prompt.ts';
import { readLine } from '../run/read-line.ts';
import { executeText } from '../run/script.ts';
import { type Shell, UnboundVariable } from '../run/shell.ts';
import { runPendingTraps, setTrap } from '../run/traps.ts';
import { elementsOf } from '../run/variables.ts';
import { needsMore } from '../syntax/incomplete.ts';
import { parsePieces } from '../syntax/word.ts';
import { shellCompletion } from './completion.ts';
import { newEditorMemory, type Reading, readCommandLine } from './editor.ts';
import { addToHistory, expandShellHistory, joinLines } from './history.ts';

import { readInputrc } from './inputrc.ts';
import type { Line } from './line.ts';
import { lineExpansions } from './line-expansions.ts';

/** How many Ctrl-D `ignoreeof` takes before it gives in. */
const PATIENCE = 10;

export function* runInteractively(shell: Shell): Task<number> {
  const { process } = shell;
  const terminal = terminalOf(process.file(0));
  const session = new InteractiveSession(shell, terminal);
  return yield* session.run();
}

class InteractiveSession {
  readonly #shell: Shell;
  readonly #terminal: Terminal | undefined;
  readonly #memory = newEditorMemory();
  #busy = false;
  /** What the next line begins with: shopt histverify, histreedit. */
  #initial = '';
  /** Ctrl-D in a row, for `ignoreeof`. */
  #ends = 0;

  constructor(shell: Shell, terminal: Terminal | undefined) {
    this.#shell = shell;
    this.#terminal = terminal;
    this.#takeSignals();
    this.#setDefaults();
  }

  #takeSignals(): void {
    const { process } = this.#shell;
    const reactions: Partial<Record<SignalName, () => void>> = {
      SIGINT: () => {
        if (this.#busy) process.interrupt(new Interrupted());
      },
      SIGQUIT: () => {},
      SIGTERM: () => {},
      SIGTSTP: () => {},
      SIGTTIN: () => {},
      SIGTTOU: () => {},
      SIGWINCH: () => {
        this.#measure();
      },
    };
    for (const [name, reaction] of Object.entries(reactions)) process.onSignal(name as SignalName, reaction);
    this.#shell.resetSignal = (signal) => process.onSignal(signal, reactions[signal]);
  }

  #setDefaults(): void {
    const { variables, options, process } = this.#shell;
    for (const option of ['emacs', 'history', 'histexpand']) options.set(option, true);
    if (this.#terminal) {
      options.set('monitor', true);
      this.#terminal.foreground = process.group;
    }
    const preset = (name: string, text: string) => {
      if (variables.get(name) === undefined) variables.set(name, text);
    };
    preset('PS1', firstPrompt(process));
    preset('PS2', '> ');
    preset('HISTFILE', `${variables.get('HOME') ?? ''}/.bash_history`);
    preset('HISTSIZE', '500');
    preset('HISTFILESIZE', '500');
    preset('COMP_WORDBREAKS', ' \t\n"\'><=;|&(:');
    this.#measure();
    this.#readInputrc();
    const path = variables.get('HISTFILE') ?? '';
    if (path !== '' && process.files.exists(this.#shell.absolute(path), process.credentials)) {
      const text = this.#shell.readText(path);
      loadHistory(this.#shell, text);
      this.#shell.historySession = { written: this.#shell.history.length, read: text.split('\n').length - 1 };
    }
  }

  /** $INPUTRC, else ~/.inputrc, else /etc/inputrc. */
  #readInputrc(): void {
    const shell = this.#shell;
    const context = inputrcContext(shell);
    const home = `${shell.variables.get('HOME') ?? ''}/.inputrc`;
    const text = context.include(shell.variables.get('INPUTRC') ?? home) ?? context.include('/etc/inputrc');
    if (text !== undefined) readInputrc(text, context);
    if (shell.bindings.variable('editing-mode') === 'vi') shell.options.set('vi', true);
  }

  #measure(): void {
    if (!this.#terminal) return;
    this.#shell.variables.set('COLUMNS', String(this.#terminal.size.columns));
    this.#shell.variables.set('LINES', String(this.#terminal.size.rows));
  }

  /** The history is saved when the shell ends, and when its terminal is gone. */
  *run(): Task<number> {
    try {
      return yield* this.#commands();
    } catch (error) {
      if (error instanceof Killed && error.signal === 'SIGHUP') yield* saveSession(this.#shell);
      throw error;
    }
  }

  *#commands(): Task<number> {
    const shell = this.#shell;
    for (;;) {
      yield* this.#reportJobs();
      const status = yield* this.#once();
      if (status !== undefined) {
        yield* saveSession(shell);
        return status;
      }
    }
  }

  /** One command line; a status when the shell is to end. */
  *#once(): Task<number | undefined> {
    const shell = this.#shell;
    for (const [, command] of elementsOf(shell.variables.value('PROMPT_COMMAND'))) {
      const { status } = shell;
      yield* this.#execute(command);
      shell.status = status;
    }
    const line = yield* this.#readCommand();
    if (line === 'interrupted') {
      shell.status = 130;
      if (shell.traps.get('SIGINT')) {
        shell.arrived('SIGINT');
        yield* runPendingTraps(shell);
        yield* shell.printError('\n');
      }
      return undefined;
    }
    if (line === undefined) return yield* this.#endOfFile();
    this.#ends = 0;
    if (line.trim() === '') return undefined;
    const announced = yield* this.#prompt('PS0');
    if (announced !== '') yield* shell.printError(announced.replaceAll(/[\x01\x02]/g, ''));
    shell.commandNumber++;
    const ended = yield* this.#execute(line);
    shell.warnedOfJobs &&= /^\s*(exit|logout)\b/.test(line);
    this.#measure();
    return ended;
  }

  /** Ctrl-D: the shell ends, unless it was told not to, or jobs are stopped. */
  *#endOfFile(): Task<number | undefined> {
    const shell = this.#shell;
    const most = Number.parseInt(shell.variables.get('IGNOREEOF') ?? '', 10);
    const patience = Number.isNaN(most) ? PATIENCE : most;
    const ignores = shell.options.has('ignoreeof') || shell.variables.get('IGNOREEOF') !== undefined;
    if (ignores && this.#ends++ < patience) {
      yield* shell.printError(`Use "${shell.login ? 'logout' : 'exit'}" to leave the shell.\n`);
      return undefined;
    }
    yield* shell.printError(shell.login ? 'logout\n' : 'exit\n');
    if (!shell.warnedOfJobs && shell.jobs.listed.some((job) => stateOf(job) === 'stopped')) {
      yield* shell.printError('There are stopped jobs.\n');
      shell.warnedOfJobs = true;
      return undefined;
    }
    return shell.status;
  }

  /** `bind -x`: the command sees the line in READLINE_LINE and READLINE_POINT, and may change both. */
  *#runBound(command: string, line: Line): Task<Line> {
    const { variables } = this.#shell;
    variables.set('READLINE_LINE', line.text);
    variables.set('READLINE_POINT', String(line.point));
    yield* this.#execute(command);
    const text = variables.get('READLINE_LINE') ?? '';
    const point = Math.min(Math.max(Number(variables.get('READLINE_POINT')) || 0, 0), text.length);
    variables.remove('READLINE_LINE');
    variables.remove('READLINE_POINT');
    return { text, point };
  }

  *#execute(text: string): Task<number | undefined> {
    return yield* this.#during(executeText(this.#shell, text, 1));
  }

  /** Runs something whose end, however it comes, leads back to the prompt; a status when it ends the shell. */
  *#during(work: Task<number>): Task<number | undefined> {
    const shell = this.#shell;
    this.#busy = true;
    try {
      yield* work;
    } catch (error) {
      if (error instanceof ExitShell) return error.status;
      if (error instanceof Discard) shell.status = error.status;
      else if (error instanceof Interrupted) {
        shell.status = 130;
        if (this.#terminal?.foreground === shell.process.group && !shell.interruptShown) yield* shell.printError('\n');
        shell.interruptShown = false;
      } else if (error instanceof UnboundVariable) {
        yield* shell.complain(`${error.name}: unbound variable`);
        shell.status = 1;
      } else if (error instanceof CommandFailure) {
        yield* shell.complain(error.message);
        shell.status = 1;
      } else if (!(error instanceof BreakLoop || error instanceof ContinueLoop || error instanceof ReturnFrom))
        throw error;
      shell.frames.length = 0;
      shell.loopDepth = 0;
      shell.conditionDepth = 0;
      while (shell.variables.depth > 0) shell.variables.popScope();
    } finally {
      this.#busy = false;
      if (this.#terminal && this.#terminal.modes !== COOKED) this.#terminal.setModes(COOKED);
    }
    return undefined;
  }

  /** Lines until they make a whole command. */
  *#readCommand(): Task<string | 'interrupted' | undefined> {
    const shell = this.#shell;
    let text = '';
    let remembered = '';
    for (let first = true; ; first = false) {
      const prompt = yield* this.#prompt(first ? 'PS1' : 'PS2');
      const result = yield* this.#readLine(prompt);
      if (result.kind === 'interrupted') {
        addToHistory(shell, remembered);
        return 'interrupted';
      }
      if (result.kind === 'edit') {
        addToHistory(shell, result.text);
        const editor = `\${VISUAL:-\${EDITOR:-${shell.options.has('vi') ? 'vi' : 'emacs'}}}`;
        yield* this.#during(editAndRun(shell, editor, `${result.text}\n`));
        return '';
      }
      if (result.kind === 'end') {
        if (first) return undefined;
        addToHistory(shell, remembered);
        return text;
      }
      const line = yield* this.#withHistory(result.text);
      if (line === undefined) return '';
      text += first ? line : `\n${line}`;
      remembered = first ? line : joinLines(shell, remembered, line);
      if (needsMore(`${text}\n`)) continue;
      addToHistory(shell, remembered);
      shell.line = 1;
      return `${text}\n`;
    }
  }

  *#readLine(prompt: string): Task<Reading> {
    const shell = this.#shell;
    if (this.#terminal) {
      const reading = yield* readCommandLine({
        process: shell.process,
        prompt,
        history: shell.history,
        memory: this.#memory,
        mode: shell.options.has('vi') ? 'vi' : 'emacs',
        complete: shellCompletion(shell),
        trapsInterrupt: shell.traps.has('SIGINT'),
        initial: this.#initial,
        bindings: shell.bindings,
        expandLine: lineExpansions(shell),
        runBound: (command, line) => this.#runBound(command, line),
        releaseSignals: () => {
          for (const signal of ['SIGINT', 'SIGWINCH']) setTrap(shell, signal, shell.traps.get(signal));
        },
      });
      this.#initial = '';
      this.#measure();
      return reading;
    }
    yield* this.#shell.printError(prompt.replaceAll(/[\x01\x02]/g, ''));
    const line = yield* readLine(this.#shell, 0);
    return line.complete || line.text !== '' ? { kind: 'line', text: line.text } : { kind: 'end' };
  }

  *#prompt(name: 'PS0' | 'PS1' | 'PS2'): Task<string> {
    const shell = this.#shell;
    const text = renderPrompt(shell, shell.variables.get(name) ?? '');
    if (!shell.options.shopt('promptvars') || !/[$`\\]/.test(text)) return text;
    const { status, pipeStatus } = shell;
    const expanded = yield* expandPiecesToText(shell, parsePieces(text, 1, 'here'), true);
    shell.status = status;
    shell.pipeStatus = pipeStatus;
    return expanded;
  }

  /** History expansion; undefined when there is nothing to run. */
  *#withHistory(line: string): Task<string | undefined> {
    const shell = this.#shell;
    if (!shell.options.has('histexpand')) return line;
    const expanded = expandShellHistory(shell, line);
    if (!expanded.ok) {
      yield* shell.printError(`${shell.name}: ${expanded.message}\n`);
      if (shell.options.shopt('histreedit')) this.#initial = line;
      return undefined;
    }
    if (expanded.changed && !expanded.printOnly && shell.options.shopt('histverify')) {
      this.#initial = expanded.text;
      return undefined;
    }
    if (expanded.changed) yield* shell.printError(`${expanded.text}\n`);
    if (!expanded.printOnly) return expanded.text;
    addToHistory(shell, expanded.text);
    return undefined;
  }

  *#reportJobs(): Task<void> {
    const { jobs } = this.#shell;
    jobs.poll();
    for (const job of jobs.listed) {
      const state = stateOf(job);
      if (job.killed?.at === this.#shell.process.simulation.now) {
        if (job.killed.wasStopped) yield* this.#shell.printError(`\n${stoppedLine(jobs, job)}`);
        job.killed = undefined;
        continue;
      }
      if (state === 'running' || job.notified) continue;
      const gone = state === 'done' && job.directory !== jobs.directory;
      yield* this.#shell.printError((state === 'stopped' ? '\n' : '') + jobLine(jobs, job));
      if (gone) yield* this.#shell.printError(`(wd now: ${jobs.shown(jobs.directory)})\n`);
      job.notified = true;
      if (state === 'done') jobs.forget(job);
    }
  }
}

/** bash names itself; ash shows the directory, dash nothing. */
function firstPrompt({ version, path }: Process): string {
  if (version.startsWith('BusyBox')) return '\\w \\$ ';
  return path.endsWith('/sh') ? '\\$ ' : '\\s-\\v\\$ ';
}

/** `read -e`: one line with the editor, outside of the prompt's loop. */
export function* readEdited(shell: Shell, prompt: string, initial: string): Task<Reading> {
  return yield* readCommandLine({
    process: shell.process,
    prompt,
    initial,
    history: shell.history,
    memory: newEditorMemory(),
    mode: shell.options.has('vi') ? 'vi' : 'emacs',
    trapsInterrupt: shell.traps.has('SIGINT'),
    bindings: shell.bindings,
    complete: (text, point) => shellCompletion(shell)(text, point, 'filename'),
    releaseSignals: () => {
      for (const signal of ['SIGINT', 'SIGWINCH']) setTrap(shell, signal, shell.traps.get(signal));
    },
  });
}
