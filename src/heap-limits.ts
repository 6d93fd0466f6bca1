// How V8 is asked to keep house. A world makes much short-lived rubbish, for which V8 would let the heap grow to
// twice what lives in it and keep 48 MB at hand for the young; a cluster of a thousand pods is as quick with a quarter
// of slack, and one learner's lab with the smallest young generation.

import { setFlagsFromString } from 'node:v8';

/** Before any code is compiled: flags are part of what a code cache is valid for. */
export function limitHeap(work: 'one lab' | 'any world'): void {
  setFlagsFromString('--heap-growing-percent=25');
  if (work === 'one lab') setFlagsFromString('--semi-space-growth-factor=1');
}
