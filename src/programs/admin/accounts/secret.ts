// Asking for what must not be seen: a line from standard input, or from the terminal whatever standard input is.

import { decode, encode } from '../../../base/bytes.ts';
import { type Process, STDIN } from '../../../linux/host/process.ts';
import { COOKED, type Terminal, terminalOf } from '../../../linux/terminal/terminal.ts';
import type { Task } from '../../../sim/task.ts';

/** As PAM asks: the prompt on stderr, the answer on stdin, unseen if it is a terminal. Undefined at the end of input. */
export function* readSecret(process: Process, prompt: string): Task<string | undefined> {
  const terminal = terminalOf(process.descriptors.get(STDIN));
  if (terminal) return yield* askUnseen(terminal, prompt);
  yield* process.complain(prompt);
  return yield* readLine(process);
}

/** A line from a terminal that nobody sees. */
export function* askUnseen(terminal: Terminal, prompt: string): Task<string | undefined> {
  terminal.write(encode(prompt));
  const { modes } = terminal;
  terminal.setModes({ ...COOKED, echo: false });
  try {
    const line = yield* terminal.read(1024);
    return line.length === 0 ? undefined : decode(line).replace(/\n$/, '');
  } finally {
    terminal.setModes(modes);
    terminal.write(encode('\n'));
  }
}

/** One line of standard input, byte by byte, so that what follows is left for others. */
export function* readLine(process: Process): Task<string | undefined> {
  const bytes: number[] = [];
  for (;;) {
    const [byte] = yield* process.read(STDIN, 1);
    if (byte === undefined && bytes.length === 0) return undefined;
    if (byte === undefined || byte === 10) return decode(Uint8Array.from(bytes));
    bytes.push(byte);
  }
}
