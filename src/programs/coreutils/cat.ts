// cat: bytes straight through, or numbered and made visible line by line.

import type { Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { type Input, utility } from '../utility.ts';

const NEWLINE = 10;
const TAB = 9;

export const cat: Program = utility(
  {
    usage: '[OPTION]... [FILE]...',
    options: [
      'A,show-all',
      'b,number-nonblank',
      'e',
      'E,show-ends',
      'n,number',
      's,squeeze-blank',
      't',
      'T,show-tabs',
      'u',
      'v,show-nonprinting',
    ],
  },
  function* (run) {
    const all = run.has('show-all');
    const view: View = {
      ends: all || run.has('e') || run.has('show-ends'),
      tabs: all || run.has('t') || run.has('show-tabs'),
      nonprinting: all || run.has('e') || run.has('t') || run.has('show-nonprinting'),
    };
    const number = run.has('number-nonblank') ? 'nonblank' : run.has('number') ? 'all' : undefined;
    const squeeze = run.has('squeeze-blank');
    const plain = !view.ends && !view.tabs && !view.nonprinting && !number && !squeeze;
    let count = 0;
    let blank = false;
    let atStart = true;

    const lines = function* (input: Input): Task<void> {
      for (;;) {
        const line = yield* input.lineBytes();
        if (!line) return;
        const isBlank = atStart && line.length === 1 && line[0] === NEWLINE;
        if (squeeze && isBlank && blank) continue;
        blank = isBlank;
        if (atStart && (number === 'all' || (number === 'nonblank' && !isBlank))) {
          yield* run.print(`${String(++count).padStart(6)}\t`);
        }
        yield* run.print(show(line, view));
        atStart = line.at(-1) === NEWLINE;
      }
    };
    const bytes = function* (input: Input): Task<void> {
      for (;;) {
        const part = yield* input.read();
        if (part.length === 0) return;
        yield* run.print(part);
      }
    };
    yield* run.eachInput(run.inputs, plain ? bytes : lines);
  },
);

interface View {
  readonly ends: boolean;
  readonly tabs: boolean;
  readonly nonprinting: boolean;
}

function show(line: Uint8Array, view: View): Uint8Array {
  const shown: number[] = [];
  const text = (what: string) => {
    for (const character of what) shown.push(character.charCodeAt(0));
  };
  for (const byte of line) {
    if (byte === NEWLINE) {
      if (view.ends) text('$');
      shown.push(NEWLINE);
    } else if (byte === TAB) {
      if (view.tabs) text('^I');
      else shown.push(TAB);
    } else if (view.nonprinting && (byte < 32 || byte > 126)) {
      text(visible(byte));
    } else shown.push(byte);
  }
  return Uint8Array.from(shown);
}

/** 1 → ^A, 127 → ^?, 200 → M-H. */
export function visible(byte: number): string {
  if (byte >= 128) return `M-${visible(byte - 128)}`;
  if (byte === 127) return '^?';
  return byte < 32 ? `^${String.fromCharCode(byte + 64)}` : String.fromCharCode(byte);
}
