// ssh -L: a port here that leads to an address as the other machine sees it.

import { SystemError, strerror } from '../../../linux/errors.ts';
import type { SshService } from '../../../linux/net/ssh.ts';
import { application } from '../../../linux/net/stack.ts';
import type { Task } from '../../../sim/task.ts';
import type { Tool } from '../tool.ts';

/** What is spoken over a forwarded port is between its two ends. */
const ANYTHING = application<undefined>('forwarded by ssh');

interface Forward {
  readonly address: string;
  readonly port: number;
  readonly host: string;
  readonly hostPort: number;
}

/** `[address:]port:host:port`; a configuration file puts a blank before the host. */
function parse(text: string): Forward | undefined {
  const found = /^(?:(\[[^\]]+\]|[^:\s]*):)?(\d+)[:\s](\[[^\]]+\]|[^:\s]+):(\d+)$/.exec(text.trim());
  if (!found) return undefined;
  const [, address, port, host, hostPort] = found;
  const bound =
    address === undefined || address === 'localhost'
      ? '127.0.0.1'
      : address === '*' || address === ''
        ? '0.0.0.0'
        : address;
  return { address: bound, port: Number(port), host: host.replace(/^\[|\]$/g, ''), hostPort: Number(hostPort) };
}

export function* forwardPort(run: Tool, service: SshService, text: string): Task<void> {
  const forward = parse(text);
  if (!forward) return yield* run.failPlainly(`Bad local forwarding specification '${text}'`, 255);
  const { address, port, host, hostPort } = forward;
  try {
    run.process.network.listen({
      address,
      port,
      application: ANYTHING,
      owner: run.process,
      accept: () => undefined,
      *relay() {
        const onwards = yield* service.dial(host, hostPort);
        if (typeof onwards !== 'string') return onwards;
        yield* run.say(`channel 3: open failed: connect failed: ${onwards}`);
        return undefined;
      },
    });
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    yield* run.say(`bind [${address}]:${port}: ${strerror(error.code)}`);
    yield* run.say(`channel_setup_fwd_listener_tcpip: cannot listen to port: ${port}`);
    yield* run.say('Could not request local forwarding.');
  }
}
