// Reading a line from a descriptor without taking more than the line: what follows is for the next reader.

import { concat } from '../../base/bytes.ts';
import { decodeRaw } from '../../base/raw-text.ts';
import type { Task } from '../../sim/task.ts';
import type { Shell } from './shell.ts';

export interface ReadText {
  readonly text: string;
  /** It ended with the delimiter, not with the end of the input. */
  readonly complete: boolean;
}

export function* readLine(shell: Shell, descriptor: number, delimiter = 10): Task<ReadText> {
  const file = shell.process.file(descriptor);
  const bytes: Uint8Array[] = [];
  for (;;) {
    const byte = yield* file.read(1);
    if (byte.length === 0) return { text: decodeRaw(concat(bytes)), complete: false };
    if (byte[0] === delimiter) return { text: decodeRaw(concat(bytes)), complete: true };
    bytes.push(byte);
  }
}
