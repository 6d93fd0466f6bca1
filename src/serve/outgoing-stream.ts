// A body that goes on: events of a watch as lines of JSON, bytes of a log. It is written as fast as the client reads.
// A reader that falls too far behind is cut off, as a watch of a real API server is: it lists and watches again.

import type { ServerResponse } from 'node:http';
import type { Simulation } from '../sim/simulation.ts';
import { start, type Task, wait } from '../sim/task.ts';
import { type Channel, delay, first, Signal } from '../sim/waits.ts';
import { jsonText } from './wire-format.ts';

/** Events that may wait for a reader who has taken nothing for so many real milliseconds. */
const MOST_UNREAD = 2_000;
const PATIENCE = 1_000;
const LOOK_EVERY = 100;

export function outgoing(simulation: Simulation, from: Channel<unknown>, reply: ServerResponse): void {
  const drained = new Signal();
  reply.once('close', () => {
    from.abandon();
    drained.emit();
  });
  reply.on('drain', () => drained.emit());
  reply.flushHeaders();
  start(simulation, 'body for outside', carry(simulation, from, reply, drained));
}

function* carry(simulation: Simulation, from: Channel<unknown>, reply: ServerResponse, drained: Signal): Task<void> {
  for (;;) {
    const part = yield* wait(from.receive('body for outside'));
    if (part === undefined) return void reply.end();
    // What came together goes out together.
    const parts: unknown[] = [part];
    while (from.size > 0) parts.push(from.take());
    let isTaken = reply.write(bytesOf(parts));
    const since = performance.now();
    while (!isTaken && !reply.closed) {
      const woken = yield* wait(first({ drained: drained.next(), look: delay(simulation, LOOK_EVERY) }));
      isTaken = woken.name === 'drained';
      if (isTaken || from.size <= MOST_UNREAD || performance.now() - since < PATIENCE) continue;
      from.abandon();
      reply.destroy();
    }
  }
}

function bytesOf(parts: readonly unknown[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) => {
      if (part instanceof Uint8Array) return part;
      return Buffer.from(typeof part === 'string' ? part : `${jsonText(part)}\n`);
    }),
  );
}
