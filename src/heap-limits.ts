// How V8 is asked to keep house in worlds of many machines. For the rubbish they make it would let the heap grow to
// twice what lives in it; a cluster of a thousand pods is as quick with a quarter of slack. Small worlds are left alone:
// a heap that grows from nothing would be collected all the time.

import { setFlagsFromString } from 'node:v8';

/** Given by start.ts to the published program. */
declare const __keepCode: (() => void) | undefined;

const MANY = 5;

export function limitHeap(machines: number): void {
  if (machines <= MANY) return;
  // A code cache is valid for the flags it was made with, and the next start begins without this one.
  if (typeof __keepCode === 'function') __keepCode();
  setFlagsFromString('--heap-growing-percent=25');
}
