// What curl says beside the answer: the progress meter, shown when the answer does not go to a terminal, and -v.

import type { HttpRequest, HttpResponse } from '../../linux/net/http.ts';
import { headerText } from '../../linux/net/http-text.ts';
import type { Task } from '../../sim/task.ts';
import type { Tool } from './tool.ts';

const HEAD = `  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                 Dload  Upload   Total   Spent    Left  Speed
`;

const NO_TIMES = '--:--:-- --:--:-- --:--:--';

/** The meter is off with -s, -#, --no-progress-meter, and when a terminal shows the answer itself. */
const hasMeter = (run: Tool): boolean =>
  !run.has('silent') &&
  !run.has('no-progress-meter') &&
  !run.has('progress-bar') &&
  (run.has('output') || run.has('remote-name') || !run.process.isTerminal(1));

export function* beginMeter(run: Tool): Task<void> {
  if (hasMeter(run)) yield* run.process.complain(`${HEAD}\r${meterLine(0, 0, 0)}`);
}

/** `size` undefined: nothing came. */
export function* endMeter(run: Tool, size: number | undefined, milliseconds: number): Task<void> {
  if (!hasMeter(run)) return;
  const line = size === undefined ? '' : `\r${meterLine(100, size, (size * 1000) / Math.max(1, milliseconds))}`;
  yield* run.process.complain(`${line}\n`);
}

function meterLine(percent: number, size: number, perSecond: number): string {
  const [amount, speed] = [short(size), short(perSecond)];
  return `${String(percent).padStart(3)} ${amount.padStart(5)}  ${String(percent).padStart(3)} ${amount.padStart(5)}    0     0  ${speed.padStart(5)}      0 ${NO_TIMES} ${speed.padStart(5)}`;
}

/** At most five characters: 99999, 1234k, 12.3M. */
function short(amount: number): string {
  if (amount < 100_000) return String(Math.floor(amount));
  if (amount < 10_000 * 1024) return `${Math.floor(amount / 1024)}k`;
  return `${(amount / 2 ** 20).toFixed(1)}M`;
}

const capitalised = (name: string): string => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());

export function* tellConnecting(run: Tool, host: string, address: string, port: number): Task<void> {
  if (!run.has('verbose')) return;
  if (host !== address) yield* run.say(`* Host ${host}:${port} was resolved.\n* IPv6: (none)\n* IPv4: ${address}`);
  yield* run.say(`*   Trying ${address}:${port}...`);
}

export function* tellConnected(run: Tool, host: string, address: string, port: number): Task<void> {
  if (run.has('verbose')) yield* run.say(`* Connected to ${host} (${address}) port ${port}`);
}

export function* tellExchange(run: Tool, target: string, request: HttpRequest, response: HttpResponse): Task<void> {
  if (!run.has('verbose')) return;
  const sent = [
    `${request.method} ${target} HTTP/1.1`,
    ...Object.entries(request.headers).map(([key, value]) => `${capitalised(key)}: ${value}`),
    '',
  ];
  yield* run.process.complain(sent.map((line) => `> ${line}\r\n`).join(''));
  const received = headerText(response).split('\r\n').slice(0, -1);
  yield* run.process.complain(received.map((line) => `< ${line}\r\n`).join(''));
}
