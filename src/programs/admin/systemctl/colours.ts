// How systemctl and journalctl paint on a terminal.

import type { Process } from '../../../linux/host/process.ts';
import { terminalOf } from '../../../linux/terminal/terminal.ts';

export const GREEN = '\x1b[0;1;32m';
export const RED = '\x1b[0;1;31m';
export const YELLOW = '\x1b[0;1;38;5;185m';
export const BOLD = '\x1b[0;1;39m';
export const UNDERLINE = '\x1b[0;4m';
const OFF = '\x1b[0m';

export const paint = (text: string, colour: string): string => (colour ? `${colour}${text}${OFF}` : text);

/** Width to fit into; endless when nobody looks. */
export function columnsOf(process: Process): number {
  const terminal = terminalOf(process.descriptors.get(1));
  return terminal ? terminal.size.columns : Number.POSITIVE_INFINITY;
}
