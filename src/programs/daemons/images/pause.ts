// pause: does nothing until it is told to stop, or says its version.

import type { Program } from '../../../linux/host/process.ts';
import { untilSignal } from './service.ts';

export const pause: Program = function* (process) {
  if (process.argv[1] === '-v') {
    yield* process.print('pause.c 3.10.1\n');
    return 0;
  }
  process.memory = 512 * 1024;
  const signal = yield* untilSignal(process, 'SIGTERM', 'SIGINT');
  yield* process.complain(`Shutting down, got signal: ${signal === 'SIGTERM' ? 'Terminated' : 'Interrupt'}\n`);
  return 0;
};
