// nc, OpenBSD's: who listens (-z), a line of bytes to somebody, and somebody to connect to (-l).

import { SystemError } from '../../../linux/errors.ts';
import { type ExitCode, type Process, type Program, STDIN } from '../../../linux/host/process.ts';
import { BYTES, ByteLine, ByteStream } from '../../../linux/net/byte-stream.ts';
import { NameError, resolve } from '../../../linux/net/resolver.ts';
import type { Connection } from '../../../linux/net/stack.ts';
import { type Task, wait } from '../../../sim/task.ts';
import { delay, first, Signal } from '../../../sim/waits.ts';
import { type Tool, tool } from '../tool.ts';
import { SERVICE_NAMES } from './service-names.ts';

const USAGE = `usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]
	  [-m minttl] [-O length] [-P proxy_username] [-p source_port]
	  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]
	  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]
	  [destination] [port]
`;

export const nc: Program = tool(
  'nc',
  {
    options: [
      'z',
      'v',
      'w=',
      'n',
      'u',
      '4',
      '6',
      'l',
      'k',
      'p=',
      'N',
      'd',
      'q=',
      'h',
      'C',
      '!e=',
      '!s=',
      '!U',
      '!x=',
      '!X=',
      '!t',
      '!r',
    ],
    hint: USAGE,
  },
  function* (run) {
    if (run.has('h')) {
      yield* run.process.complain(`OpenBSD netcat (Debian patchlevel 1.226-1ubuntu2)\n${USAGE}`);
      return 0;
    }
    if (run.has('l')) return yield* listen(run);
    const [host, ...texts] = run.operands;
    if (host === undefined || texts.length !== 1) {
      yield* run.process.complain(USAGE);
      return 1;
    }
    const ports = yield* portsOf(run, texts[0]);
    const address = yield* addressOf(run, host, texts[0]);
    let code: ExitCode = 1;
    for (const port of ports) {
      const connection = yield* connect(run, host, address, port);
      if (!connection) continue;
      code = 0;
      run.process.atExit(() => connection.close());
      if (!run.has('z')) return yield* converse(run, new ByteStream(connection));
      connection.close();
    }
    return code;
  },
);

function* addressOf(run: Tool, host: string, port: string): Task<string> {
  try {
    return (yield* resolve(run.process, host))[0];
  } catch (error) {
    if (error instanceof NameError)
      return yield* run.fail(`getaddrinfo for host "${host}" port ${port}: ${error.message}`);
    throw error;
  }
}

/** `80`, `20-23`, `ssh`. */
function* portsOf(run: Tool, text: string): Task<number[]> {
  const transport = run.has('u') ? 'udp' : 'tcp';
  const [from, to = from] = /^\d+-\d+$/.test(text) ? text.split('-') : [text];
  const number = (word: string) =>
    /^\d+$/.test(word)
      ? Number(word)
      : Number.parseInt(
          [...SERVICE_NAMES].find(([key, name]) => name === word && key.endsWith(transport))?.[0] ?? '',
          10,
        );
  const [low, high] = [number(from), number(to)];
  if (Number.isNaN(low)) return yield* run.fail(`port number invalid: ${text}`);
  if (low < 1 || low > 65_535) return yield* run.fail(`port number ${low < 1 ? 'too small' : 'too large'}: ${text}`);
  return Array.from({ length: Math.abs(high - low) + 1 }, (_, at) => Math.min(low, high) + at);
}

function* connect(run: Tool, host: string, address: string, port: number): Task<Connection | undefined> {
  const shown = address === host ? host : `${host} (${address})`;
  const transport = run.has('u') ? 'udp' : 'tcp';
  const patience = run.value('w');
  try {
    const patient = patience === undefined ? {} : { patience: Number(patience) * 1000 };
    const connection = yield* run.process.network.connect(address, port, { transport, ...patient });
    const service = run.has('n') ? undefined : SERVICE_NAMES.get(`${port}/${transport}`);
    if (run.has('v')) yield* run.say(`Connection to ${shown} ${port} port [${transport}/${service ?? '*'}] succeeded!`);
    return connection;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const isLate = error.code === 'ETIMEDOUT' && patience !== undefined;
    const why = isLate ? 'timed out: Operation now in progress' : `failed: ${error.message}`;
    if (run.has('v')) yield* run.complain(`connect to ${shown} port ${port} (${transport}) ${why}`);
    return undefined;
  }
}

/** Both directions at once, until the other side ends; -w ends a silence. */
function* converse(run: Tool, stream: ByteStream): Task<ExitCode> {
  const { process } = run;
  if (!run.has('d')) process.thread('input', send(process, stream, run.has('N')));
  const idle = run.value('w');
  for (;;) {
    const heard = yield* within(process, stream.read(65_536), idle === undefined ? undefined : Number(idle) * 1000);
    if (heard === undefined || heard.length === 0) break;
    yield* process.print(heard);
  }
  stream.release();
  return 0;
}

/** Undefined when the time is over first. */
function* within<T>(process: Process, task: Task<T>, limit: number | undefined): Task<T | undefined> {
  if (limit === undefined) return yield* task;
  const done = new Signal<T>();
  const reading = process.thread(
    'reading',
    (function* () {
      const value = yield* task;
      done.emit(value);
      return value;
    })(),
  );
  if (reading.outcome?.ok) return reading.outcome.value;
  const event = yield* wait(first({ done: done.next('bytes'), time: delay(process.simulation, limit, 'nc -w') }));
  return event.name === 'done' ? event.value : undefined;
}

function* send(process: Process, stream: ByteStream, closes: boolean): Task<void> {
  for (;;) {
    const bytes = yield* process.read(STDIN);
    if (bytes.length === 0) break;
    try {
      yield* stream.write(bytes);
    } catch (error) {
      if (error instanceof SystemError) return;
      throw error;
    }
  }
  if (closes) stream.endInput();
}

// ——— -l ———

function* listen(run: Tool): Task<ExitCode> {
  const { process } = run;
  const port = Number(run.value('p') ?? run.operands.at(-1));
  const address = run.operands.length > 1 ? run.operands[0] : '0.0.0.0';
  if (!(port > 0)) {
    yield* process.complain(USAGE);
    return 1;
  }
  const arrived = new Signal();
  const callers: { readonly line: ByteLine; readonly from: string }[] = [];
  const listener = yield* opened(run, port, address, (from) => {
    const line = new ByteLine();
    callers.push({ line, from });
    arrived.emit();
    return line;
  });
  if (run.has('v')) yield* run.say(`Listening on ${address} ${port}`);
  let current: ByteLine | undefined;
  const answered = new Signal();
  process.thread(
    'input',
    feed(process, answered, () => current),
  );
  do {
    while (callers.length === 0) yield* wait(arrived.next('somebody to connect'));
    const { line, from } = callers.shift()!;
    current = line;
    answered.emit();
    if (run.has('v')) yield* run.say(`Connection received on ${from} ${process.network.ephemeralPort()}`);
    for (;;) {
      const bytes = yield* line.receive(1);
      if (bytes.length === 0) break;
      yield* process.print(bytes);
    }
    line.end(1);
    current = undefined;
  } while (run.has('k'));
  listener.close();
  return 0;
}

function* opened(run: Tool, port: number, address: string, accept: (from: string) => ByteLine) {
  const { process } = run;
  if (port < 1024 && !run.isRoot) return yield* run.fail('Permission denied');
  try {
    return process.network.listen({
      address,
      port,
      transport: run.has('u') ? 'udp' : 'tcp',
      application: BYTES,
      owner: process,
      accept: (peer) => ({ line: accept(peer.address) }),
    });
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return yield* run.fail(error.message);
  }
}

/** What is typed goes to whoever is connected; before that it waits. */
function* feed(process: Process, answered: Signal, current: () => ByteLine | undefined): Task<void> {
  for (;;) {
    const bytes = yield* process.read(STDIN);
    if (bytes.length === 0) return;
    while (!current()) yield* wait(answered.next('somebody to connect'));
    current()?.send(1, bytes);
  }
}
