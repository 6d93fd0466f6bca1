// What network daemons in images have in common: they listen, work until a signal tells them to stop, and fail
// when the port is taken.

import { SystemError } from '../../../linux/errors.ts';
import type { Process } from '../../../linux/host/process.ts';
import type { SignalName } from '../../../linux/host/signals.ts';
import type { Application, Peer } from '../../../linux/net/stack.ts';
import { type Task, wait } from '../../../sim/task.ts';
import { Signal } from '../../../sim/waits.ts';

/** False when the address is in use. */
export function tryListen<S>(
  process: Process,
  port: number,
  application: Application<S>,
  accept: (peer: Peer) => S,
): boolean {
  try {
    process.network.listen({ address: '0.0.0.0', port, application, owner: process, accept });
    return true;
  } catch (error) {
    if (error instanceof SystemError && error.code === 'EADDRINUSE') return false;
    throw error;
  }
}

/** Waits for one of `signals`. */
export function* untilSignal(process: Process, ...signals: readonly SignalName[]): Task<SignalName> {
  const asked = new Signal();
  let came: SignalName | undefined;
  for (const signal of signals) {
    process.onSignal(signal, () => {
      came ??= signal;
      asked.emit();
    });
  }
  while (!came) yield* wait(asked.next(signals.join(' or ')));
  return came;
}
