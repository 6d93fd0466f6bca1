// `/dev/tcp/HOST/PORT` and `/dev/udp/HOST/PORT`, which bash itself opens: scripts ask with them whether anybody
// listens, or type a request of HTTP.

import type { OpenFile } from '../../linux/files/open-file.ts';
import { ByteStream } from '../../linux/net/byte-stream.ts';
import { NameError, resolve } from '../../linux/net/resolver.ts';
import type { Task } from '../../sim/task.ts';
import { CommandFailure } from './control.ts';
import { reasonOf, type Shell } from './shell.ts';

const NETWORK_PATH = /^\/dev\/(tcp|udp)\/([^/]+)\/(\d+)$/;

/** undefined: the name is a file's. */
export function* openConnection(shell: Shell, name: string): Task<OpenFile | undefined> {
  const [, transport, host, port] = NETWORK_PATH.exec(name) ?? [];
  if (host === undefined) return undefined;
  try {
    const [address] = yield* resolve(shell.process, host);
    const connection = yield* shell.process.network.connect(address, Number(port), {
      transport: transport === 'udp' ? 'udp' : 'tcp',
    });
    return new ByteStream(connection);
  } catch (error) {
    if (error instanceof NameError) {
      yield* shell.printError(`${shell.name}: ${host}: ${error.message}\n`);
      throw new CommandFailure(`${name}: Invalid argument`);
    }
    yield* shell.printError(`${shell.name}: connect: ${reasonOf(error)}\n`);
    throw new CommandFailure(`${name}: ${reasonOf(error)}`);
  }
}
