// Long output of systemctl and journalctl goes through less when somebody sits at a terminal, with the options
// systemd gives it (FRSXMK): what fits on the screen is printed, long lines are chopped.

import { SystemError } from '../../linux/errors.ts';
import { createPipe } from '../../linux/files/pipe.ts';
import { findExecutable } from '../../linux/host/host.ts';
import { type Process, STDOUT } from '../../linux/host/process.ts';
import { terminalOf } from '../../linux/terminal/terminal.ts';
import type { Task } from '../../sim/task.ts';

/** Whether output would be paged. */
export function wouldPage(process: Process): boolean {
  if (!process.isTerminal(STDOUT)) return false;
  const chosen = process.environment.get('SYSTEMD_PAGER') ?? process.environment.get('PAGER');
  return chosen !== '' && chosen !== 'cat' && lessPath(process) !== undefined;
}

/** `lines` through the pager; `atEnd` opens it at the last line. */
export function* page(
  process: Process,
  text: string,
  options: { readonly paged: boolean; readonly atEnd?: boolean },
): Task<void> {
  const terminal = terminalOf(process.descriptors.get(STDOUT));
  if (!terminal || !options.paged || !wouldPage(process)) {
    yield* process.print(text);
    return;
  }
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const { columns, rows } = terminal.size;
  if (lines.length < rows) {
    yield* process.print(lines.map((line) => `${chopped(line, columns)}\n`).join(''));
    return;
  }
  const pipe = createPipe();
  const environment = new Map(process.environment)
    .set('LESS', process.environment.get('SYSTEMD_LESS') ?? 'FRSXMK')
    .set('LESSCHARSET', 'utf-8');
  const descriptors = new Map(process.descriptors).set(0, pipe.reader);
  const argv = options.atEnd ? ['less', '+G'] : ['less'];
  const less = process.spawn({ argv, path: lessPath(process)!, environment, descriptors });
  pipe.reader.release();
  try {
    yield* pipe.writer.write(new TextEncoder().encode(text));
  } catch (error) {
    if (!(error instanceof SystemError) || error.code !== 'EPIPE') throw error; // the reader left early
  }
  pipe.writer.release();
  yield* process.waitFor(less);
}

function lessPath(process: Process): string | undefined {
  try {
    return findExecutable(process.files, 'less', '/', process.environment.get('PATH'), process.credentials);
  } catch {
    return undefined; // no less on this machine: systemd prints without a pager too
  }
}

/** As `less -S` shows a line that is too long: cut, with a mark in reverse video. */
function chopped(line: string, columns: number): string {
  let width = 0;
  let at = 0;
  while (at < line.length) {
    // Escape sequences take no column.
    const sequence = /^\x1b(?:\[[0-9;]*[A-Za-z]|\][^\x07\x1b]*(?:\x07|\x1b\\))/.exec(line.slice(at, at + 200));
    if (sequence) {
      at += sequence[0].length;
      continue;
    }
    if (width === columns - 1 && at < line.length - 1) return `${line.slice(0, at)}\x1b[7m>\x1b[27m`;
    width++;
    at++;
  }
  return line;
}
