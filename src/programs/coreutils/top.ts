// top: who uses the machine, every few seconds, on a screen of its own or, with -b, as plain pages.

import { findAccount } from '../../linux/host/accounts.ts';
import type { Process, Program } from '../../linux/host/process.ts';
import { numberIn } from '../../linux/host/process-files.ts';
import { signalNamed } from '../../linux/host/signals.ts';
import { terminalOf } from '../../linux/terminal/terminal.ts';
import type { Millis } from '../../sim/simulation.ts';
import type { Task } from '../../sim/task.ts';
import { Screen } from '../editors/screen.ts';
import { UsageError } from '../getopt.ts';
import { Failure, type Invocation, utility } from '../utility.ts';
import { readMeminfo, uptimeLine } from './free.ts';
import { commandName } from './ps.ts';

const ORDERS: Readonly<Record<string, { readonly field: string; readonly value: (row: Row) => number }>> = {
  P: { field: '%CPU', value: (row) => row.share },
  M: { field: '%MEM', value: (row) => row.process.memory },
  T: { field: 'TIME+', value: (row) => row.process.cpu },
  N: { field: 'PID', value: (row) => row.process.pid },
};

interface Row {
  readonly process: Process;
  /** Percent of one processor since the last look. */
  readonly share: number;
}

/** What the keys changed. */
interface View {
  order: string;
  ascending: boolean;
  wholeCommands: boolean;
  hidesIdle: boolean;
  /** The line below the summary: a question, or what went wrong. */
  message: string;
}

export const top: Program = utility(
  {
    usage: '[options]',
    suite: 'procps-ng 4.0.4',
    options: [
      'b,batch',
      'n,iterations=',
      'd,delay=',
      'p,pid=',
      'o,sort-override=',
      'u,filter-any-user=',
      'U,filter-only-euser=',
      'c,cmdline-toggle',
      'i,idle-toggle',
      'w,width[=]',
      's,secure-mode',
      '!H,threads-show',
      '!S,accum-time-toggle',
      '!E,scale-summary-mem=',
      '!e,scale-task-mem=',
      '!1,single-cpu-toggle',
    ],
  },
  function* (run) {
    const delay = Number(run.value('delay') ?? '3');
    const rounds = Number(run.value('iterations') ?? Number.POSITIVE_INFINITY);
    if (!(delay >= 0)) throw new UsageError(`bad delay interval '${run.value('delay')}'`);
    if (!(rounds >= 1)) throw new UsageError(`bad iterations argument '${run.value('iterations')}'`);
    const looks = new Looks(run);
    const view = firstView(run);
    const terminal = terminalOf(run.process.descriptors.get(1));
    if (run.has('batch')) {
      const width =
        run.value('width') === undefined ? (terminal?.size.columns ?? 512) : Number(run.value('width') || 512);
      for (let round = 1; round <= rounds; round++) {
        yield* run.print(`${page(run, looks.take(), view, width).join('\n')}\n${round < rounds ? '\n' : ''}`);
        yield* run.flush();
        if (round < rounds) yield* run.process.sleep(Math.max(delay, 0.01) * 1000);
      }
      return;
    }
    if (!terminal) throw new Failure('failed tty get');
    yield* interactive(run, new Screen(run.process, terminal), looks, view, { delay, rounds });
  },
);

function firstView(run: Invocation): View {
  const named = run.value('sort-override');
  const order = Object.entries(ORDERS).find(
    ([, { field }]) => field === named?.replace(/^[-+]/, '').toUpperCase(),
  )?.[0];
  if (named !== undefined && order === undefined) throw new Failure(`unrecognized field name '${named}'`);
  return {
    order: order ?? 'P',
    ascending: named?.startsWith('-') ?? false,
    wholeCommands: run.has('cmdline-toggle'),
    hidesIdle: run.has('idle-toggle'),
    message: '',
  };
}

/** Remembers what each process had used, to say what it used since. */
class Looks {
  readonly #run: Invocation;
  #before = new Map<Process, Millis>();
  #at: Millis;

  constructor(run: Invocation) {
    this.#run = run;
    this.#at = run.process.host.bootedAt ?? 0;
  }

  take(): { readonly rows: readonly Row[]; readonly busy: number } {
    const { host, namespaces, simulation } = this.#run.process;
    const wanted = this.#run.values('pid').flatMap((list) => list.split(','));
    const user = this.#run.value('filter-any-user') ?? this.#run.value('filter-only-euser');
    const uid = user === undefined ? undefined : uidOf(this.#run, user);
    const span = Math.max(1, simulation.now - this.#at);
    const all = host.processes.visibleIn(namespaces.container);
    const rows = all.map((process) => ({
      process,
      share: (100 * (process.cpu - (this.#before.get(process) ?? 0))) / span,
    }));
    const busy = rows.reduce((sum, { share }) => sum + share, 0) / host.hardware.cpus;
    this.#before = new Map(all.map((process) => [process, process.cpu]));
    this.#at = simulation.now;
    const shown = rows.filter(
      ({ process }) =>
        (wanted.length === 0 || wanted.includes(String(numberIn(process, namespaces.container)))) &&
        (uid === undefined || process.credentials.uid === uid),
    );
    return { rows: shown, busy: Math.min(100, busy) };
  }
}

function uidOf(run: Invocation, user: string): number {
  const account = findAccount(run.process.files, /^\d+$/.test(user) ? Number(user) : user);
  if (!account) throw new Failure('Invalid user');
  return account.uid;
}

function page(run: Invocation, look: ReturnType<Looks['take']>, view: View, width: number): string[] {
  const rows = look.rows.filter(({ share }) => !view.hidesIdle || share > 0);
  const { value } = ORDERS[view.order];
  rows.sort((a, b) => (view.ascending ? 1 : -1) * (value(a) - value(b)) || a.process.pid - b.process.pid);
  const title = '    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND';
  return [...summary(run, look), view.message, title, ...rows.map((row) => line(run, row, view).slice(0, width))];
}

function summary(run: Invocation, { rows, busy }: ReturnType<Looks['take']>): string[] {
  const { files } = run.process;
  const count = (state: Process['state']) => rows.filter(({ process }) => process.state === state).length;
  const running = rows.filter(({ process }) => process === run.process).length;
  const loads = files.readText('/proc/loadavg').split(' ').slice(0, 3);
  const figure = readMeminfo(files.readText('/proc/meminfo'));
  const mebibytes = (kilobytes: number) => (kilobytes / 1024).toFixed(1).padStart(8);
  const [total, free, available] = ['MemTotal', 'MemFree', 'MemAvailable'].map(figure);
  const cache = figure('Buffers') + figure('Cached') + figure('SReclaimable');
  const swap = [figure('SwapTotal'), figure('SwapFree')];
  const percent = (value: number) => value.toFixed(1).padStart(5);
  return [
    `top -${uptimeLine(run, loads)}`,
    `Tasks: ${String(rows.length).padStart(3)} total, ${String(running).padStart(3)} running, ${String(count('running') - running).padStart(3)} sleeping, ${String(count('stopped')).padStart(3)} stopped, ${String(count('zombie')).padStart(3)} zombie`,
    `%Cpu(s):${percent(busy)} us,${percent(0)} sy,${percent(0)} ni,${percent(100 - busy)} id,${percent(0)} wa,${percent(0)} hi,${percent(0)} si,${percent(0)} st `,
    `MiB Mem : ${mebibytes(total)} total, ${mebibytes(free)} free, ${mebibytes(total - available)} used, ${mebibytes(cache)} buff/cache     `,
    `MiB Swap: ${mebibytes(swap[0])} total, ${mebibytes(swap[1])} free, ${mebibytes(swap[0] - swap[1])} used. ${mebibytes(available)} avail Mem `,
  ];
}

function line(run: Invocation, { process, share }: Row, view: View): string {
  const { files, namespaces, host } = run.process;
  const user = findAccount(files, process.credentials.uid)?.name ?? String(process.credentials.uid);
  const state = process === run.process ? 'R' : { running: 'S', stopped: 'T', zombie: 'Z' }[process.state];
  const memory =
    (100 * process.memory) / (readMeminfo(files.readText('/proc/meminfo'))('MemTotal') * 1024 || host.hardware.memory);
  const kilobytes = (bytes: number, wide: number) => scaled(bytes / 1024, wide);
  const cells = [
    String(numberIn(process, namespaces.container)).padStart(7),
    (user.length > 8 ? `${user.slice(0, 7)}+` : user).padEnd(8),
    String(20 + process.nice).padStart(3),
    String(process.nice).padStart(3),
    kilobytes(process.memory * 4, 7),
    kilobytes(process.memory, 6),
    kilobytes(process.memory * 0.6, 6),
    state,
    share.toFixed(1).padStart(5),
    memory.toFixed(1).padStart(5),
    hundredths(process.cpu).padStart(9),
  ];
  return `${cells.join(' ')} ${view.wholeCommands ? process.argv.join(' ') : commandName(process)}`;
}

/** Kibibytes while they fit, then `1.2g`. */
function scaled(kibibytes: number, width: number): string {
  let value = Math.round(kibibytes);
  if (String(value).length < width) return String(value).padStart(width);
  let unit = 'm';
  value = kibibytes / 1024;
  if (value.toFixed(1).length >= width) {
    unit = 'g';
    value /= 1024;
  }
  return `${value.toFixed(1)}${unit}`.padStart(width);
}

/** `1:23.45` */
function hundredths(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  return `${Math.floor(seconds / 60)}:${(Math.floor((seconds % 60) * 100) / 100).toFixed(2).padStart(5, '0')}`;
}

// ——— on a screen ———

function* interactive(
  run: Invocation,
  screen: Screen,
  looks: Looks,
  view: View,
  { delay, rounds }: { readonly delay: number; readonly rounds: number },
): Task<void> {
  let look = looks.take();
  const draw = () => {
    const rows = page(run, look, view, screen.columns).map((text) => text.slice(0, screen.columns));
    rows[6] = `\x1b[7m${rows[6].padEnd(screen.columns)}\x1b[27m`;
    screen.draw({ rows: rows.slice(0, screen.rows), cursor: undefined });
  };
  screen.enter();
  screen.onResize = draw;
  const ticking = run.process.thread(
    'refresh',
    (function* (): Task<void> {
      for (let round = 1; ; round++) {
        look = looks.take();
        draw();
        if (round >= rounds) run.process.interrupt(new Finished());
        yield* run.process.sleep(Math.max(delay, 0.01) * 1000);
      }
    })(),
  );
  try {
    for (;;) {
      const input = yield* screen.next();
      if (!input || (input.kind === 'key' && /^(?:q|<C-c>)$/.test(input.key))) return;
      if (input.kind === 'key') yield* press(run, screen, view, draw, input.key, look.rows);
      draw();
    }
  } catch (error) {
    if (!(error instanceof Finished)) throw error;
  } finally {
    ticking.interrupt(new Finished());
    screen.leave();
  }
}

class Finished extends Error {}

function* press(
  run: Invocation,
  screen: Screen,
  view: View,
  draw: () => void,
  key: string,
  rows: readonly Row[],
): Task<void> {
  view.message = '';
  if (Object.hasOwn(ORDERS, key)) view.order = key;
  else if (key === 'R') view.ascending = !view.ascending;
  else if (key === 'c') view.wholeCommands = !view.wholeCommands;
  else if (key === 'i') view.hidesIdle = !view.hidesIdle;
  else if (key === 'k') yield* killAsked(run, screen, view, draw, rows);
  else if (!/^(?:<Space>| |<CR>|<Enter>)$/.test(key)) view.message = " Unknown command - try 'h' for help";
}

function* killAsked(run: Invocation, screen: Screen, view: View, draw: () => void, rows: readonly Row[]): Task<void> {
  const { container } = run.process.namespaces;
  const first = rows.length > 0 ? numberIn(rows[0].process, container) : 1;
  const pid = yield* asked(screen, view, draw, `PID to signal/kill [default pid = ${first}] `);
  if (pid === undefined) return;
  const number = pid === '' ? first : Number(pid);
  const name = yield* asked(screen, view, draw, `Send pid ${number} signal [15/sigterm] `);
  if (name === undefined) return;
  const signal = signalNamed(name === '' ? '15' : name);
  const target = run.process.host.processes.findIn(container, number);
  const may = run.process.credentials.uid === 0 || target?.credentials.uid === run.process.credentials.uid;
  if (!signal) view.message = ' Invalid signal';
  else if (!target?.alive) view.message = ` Failed signal pid '${number}' with '${name || 15}': No such process`;
  else if (!may) view.message = ` Failed signal pid '${number}' with '${name || 15}': Operation not permitted`;
  else target.signal(signal);
}

/** A line typed below the summary; undefined when it was given up with Escape. */
function* asked(screen: Screen, view: View, draw: () => void, question: string): Task<string | undefined> {
  let answer = '';
  for (;;) {
    view.message = question + answer;
    draw();
    const input = yield* screen.next();
    const key = input?.kind === 'key' ? input.key : '';
    if (!input || key === '<Esc>' || key === '<C-c>') {
      view.message = '';
      return undefined;
    }
    if (key === '<CR>' || key === '<Enter>') {
      view.message = '';
      return answer;
    }
    if (key === '<BS>' || key === '<Backspace>') answer = answer.slice(0, -1);
    else if (key.length === 1) answer += key;
  }
}
