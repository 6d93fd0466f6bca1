// ping and nc -z: is there anybody?

import { SystemError } from '../../linux/errors.ts';
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

export const nc: Program = tool(
  'nc',
  { options: ['z', 'v', 'w=', 'n', 'u', '4', '6', '!l', '!k', '!e=', '!p=', '!s='] },
  function* (run) {
    const [host, port] = run.operands;
    if (!host || !/^\d+$/.test(port ?? ''))
      return yield* run.failPlainly('usage: nc [-46CDdFhklNnrStUuvZz] [-w timeout] [destination] [port]');
    if (!run.has('z')) return yield* run.notSimulated('without -z');
    const address = yield* addressOf(run, host, `getaddrinfo for host "${host}" port ${port}`, 1);
    const transport = run.has('u') ? 'udp' : 'tcp';
    const patience = run.value('w');
    try {
      const patient = patience === undefined ? {} : { patience: Number(patience) * 1000 };
      (yield* run.process.network.connect(address, Number(port), { transport, ...patient })).close();
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      const why =
        error.code === 'ETIMEDOUT' && patience !== undefined
          ? 'timed out: Operation now in progress'
          : `failed: ${error.message}`;
      if (run.has('v')) yield* run.complain(`connect to ${host} port ${port} (${transport}) ${why}`);
      return 1;
    }
    if (run.has('v')) yield* run.say(`Connection to ${host} ${port} port [${transport}/*] succeeded!`);
    return 0;
  },
);

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
    let received = 0;
    yield* run.print(`PING ${name} (${address}) 56(84) bytes of data.\n`);
    while (sent < wanted && !stop) {
      sent++;
      const other = process.network.fabric.at(address);
      const answers = address.startsWith('127.') || (other !== undefined && process.network.reaches(other));
      if (answers) {
        received++;
        if (!run.has('q'))
          yield* run.print(
            `64 bytes from ${address}: icmp_seq=${sent} ttl=64 time=0.${300 + process.simulation.random.integer(400)} ms\n`,
          );
      } else if (!other?.powered)
        yield* run.print(`From ${process.network.address} icmp_seq=${sent} Destination Host Unreachable\n`);
      if (sent < wanted || !answers) yield* process.sleep(1_000);
    }
    const lost = Math.round((1 - received / sent) * 100);
    yield* run.print(
      `\n--- ${name} ping statistics ---\n${sent} packets transmitted, ${received} received, ${lost}% packet loss, time ${process.simulation.now - begun}ms\n`,
    );
    return received > 0 ? 0 : 1;
  },
);
