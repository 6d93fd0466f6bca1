// ping: is there anybody?

import type { ExitCode, Program } from '../../linux/host/process.ts';
import { NameError, resolve } from '../../linux/net/resolver.ts';
import type { Task } from '../../sim/task.ts';
import { type Tool, tool } from './tool.ts';

/** Ends the program when there is no such name. */
function* addressOf(run: Tool, name: string, complaint: string, status: ExitCode): Task<string> {
  try {
    return (yield* resolve(run.process, name))[0];
  } catch (error) {
    if (error instanceof NameError) return yield* run.fail(`${complaint}: ${error.message}`, status);
    throw error;
  }
}

function roundTrips(times: readonly number[]): string {
  const mean = times.reduce((sum, one) => sum + one, 0) / times.length;
  const deviation = Math.sqrt(times.reduce((sum, one) => sum + (one - mean) ** 2, 0) / times.length);
  return [Math.min(...times), mean, Math.max(...times), deviation].map((one) => one.toFixed(3)).join('/');
}

export const ping: Program = tool(
  'ping',
  { options: ['c=', 'W=', 'i=', 'q', 'n', '4', '6', 'w=', '!f', '!s=', '!I='], usageStatus: 2 },
  function* (run) {
    const { process } = run;
    const [name] = run.operands;
    if (!name) return yield* run.fail('usage error: Destination address required', 1);
    const address = yield* addressOf(run, name, name, 2);
    const wanted = Number(run.value('c') ?? Number.POSITIVE_INFINITY);
    const begun = process.simulation.now;
    let stop = false;
    process.onSignal('SIGINT', () => {
      stop = true;
    });
    let sent = 0;
    let unreachable = 0;
    const times: number[] = [];
    yield* run.print(`PING ${name} (${address}) 56(84) bytes of data.\n`);
    while (sent < wanted && !stop) {
      sent++;
      const other = process.network.fabric.at(address);
      const answers = address.startsWith('127.') || (other !== undefined && process.network.reaches(other));
      if (answers) {
        const milliseconds = (300 + process.simulation.random.integer(400)) / 1000;
        times.push(milliseconds);
        if (!run.has('q'))
          yield* run.print(`64 bytes from ${address}: icmp_seq=${sent} ttl=64 time=${milliseconds.toFixed(3)} ms\n`);
      } else if (!other?.powered) {
        unreachable++;
        if (!run.has('q'))
          yield* run.print(`From ${process.network.address} icmp_seq=${sent} Destination Host Unreachable\n`);
      }
      if (sent < wanted || !answers) yield* process.sleep(1_000);
    }
    const lost = (1 - times.length / sent) * 100;
    const errors = unreachable > 0 ? ` +${unreachable} errors,` : '';
    yield* run.print(
      `\n--- ${name} ping statistics ---\n${sent} packets transmitted, ${times.length} received,${errors} ${Number(lost.toPrecision(6))}% packet loss, time ${process.simulation.now - begun}ms\n${times.length > 0 ? `rtt min/avg/max/mdev = ${roundTrips(times)} ms` : ''}\n`,
    );
    return times.length > 0 ? 0 : 1;
  },
);
