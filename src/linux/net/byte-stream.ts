// A connection as bytes, for tools that type into sockets: nc, and bash's /dev/tcp. Connections here carry calls, so the
// bytes are understood at this end: a request of HTTP typed in full becomes a call, its answer text. Two programs that
// both speak bytes (nc with nc -l) are joined directly. Whoever speaks to anybody else finds the connection closed.

import { concat, decode, EMPTY, encode } from '../../base/bytes.ts';
import { type Task, wait } from '../../sim/task.ts';
import { Signal } from '../../sim/waits.ts';
import { SystemError } from '../errors.ts';
import { Description } from '../files/open-file.ts';
import { HTTP, type HttpService, parseTarget } from './http.ts';
import { responseBytes } from './http-text.ts';
import { application, type Connection } from './stack.ts';

/** What a listener of bytes gives to whoever connects. */
export interface ByteService {
  /** The other end of the line. */
  readonly line: ByteLine;
}

export const BYTES = application<ByteService>('bytes');

/** Bytes one way and the other. */
export class ByteLine {
  readonly changed = new Signal();
  readonly #queues: readonly [Uint8Array[], Uint8Array[]] = [[], []];
  readonly #ended: [boolean, boolean] = [false, false];

  send(from: 0 | 1, bytes: Uint8Array): void {
    this.#queues[from].push(bytes);
    this.changed.emit();
  }

  end(from: 0 | 1): void {
    this.#ended[from] = true;
    this.changed.emit();
  }

  hasEnded(side: 0 | 1): boolean {
    return this.#ended[side];
  }

  /** What the other side sent; nothing when it has ended. */
  *receive(at: 0 | 1): Task<Uint8Array> {
    const from = at === 0 ? 1 : 0;
    for (;;) {
      const bytes = this.#queues[from].shift();
      if (bytes) return bytes;
      if (this.#ended[from]) return EMPTY;
      yield* wait(this.changed.next('bytes on a connection'));
    }
  }
}

const SSH_BANNER = 'SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13.14\r\n';

export class ByteStream extends Description {
  override readonly kind = 'socket';
  readonly #connection: Connection;
  readonly #line: ByteLine;
  #http: HttpService | undefined;
  #typed: Uint8Array = EMPTY;
  #rest: Uint8Array = EMPTY;

  constructor(connection: Connection) {
    super();
    this.#connection = connection;
    const joined = connection.secure ? undefined : connection.speak(BYTES);
    this.#line = joined?.line ?? new ByteLine();
    connection.onClose(() => {
      this.#line.end(0);
      this.#line.end(1);
    });
    if (joined) return;
    if (!connection.secure) this.#http = connection.speak(HTTP);
    if (connection.application === 'ssh') this.#line.send(1, encode(SSH_BANNER));
  }

  override *read(most: number): Task<Uint8Array> {
    if (this.#rest.length === 0) this.#rest = yield* this.#line.receive(0);
    const part = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(part.length);
    return part;
  }

  override *write(bytes: Uint8Array): Task<void> {
    if (this.#line.hasEnded(0) || !this.#connection.open) throw new SystemError('EPIPE');
    if (this.#connection.application === BYTES.name) {
      this.#line.send(0, bytes);
      return;
    }
    this.#typed = concat([this.#typed, bytes]);
    if (this.#http) yield* this.#answer(this.#http);
    else this.#refuse();
  }

  /** No more is sent; what comes may still be read. */
  endInput(): void {
    if (this.#connection.application === BYTES.name) this.#line.end(0);
  }

  /** One request after another, each when it is whole. */
  *#answer(http: HttpService): Task<void> {
    for (;;) {
      const text = decode(this.#typed);
      const [head, separator] = /^[\s\S]*?(\r?\n\r?\n)/.exec(text) ?? [];
      if (head === undefined || separator === undefined) return;
      const [first, ...lines] = head.trimEnd().split(/\r?\n/);
      const headers: Record<string, string> = {};
      for (const line of lines) {
        const colon = line.indexOf(':');
        if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
      }
      const length = Number(headers['content-length'] ?? 0);
      const start = encode(head).length;
      if (this.#typed.length < start + length) return;
      const body = decode(this.#typed.subarray(start, start + length));
      this.#typed = this.#typed.subarray(start + length);
      const [, method, target, version] = /^([A-Z]+) (\S+) HTTP\/(1\.[01])$/.exec(first) ?? [];
      if (method === undefined || (version === '1.1' && headers.host === undefined)) {
        this.#line.send(
          1,
          encode(
            'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request',
          ),
        );
        this.#line.end(1);
        return;
      }
      const response = yield* http.handle({
        method,
        ...parseTarget(target),
        headers,
        ...(length > 0 ? { body } : {}),
      });
      this.#line.send(1, responseBytes(response));
      if (version === '1.0' || headers.connection?.toLowerCase() === 'close') this.#line.end(1);
    }
  }

  /** What is no handshake of theirs makes servers hang up; Go's say why to somebody who speaks HTTP. */
  #refuse(): void {
    if (!decode(this.#typed).includes('\n')) return;
    const speaksHttp = /^[A-Z]+ \S+ HTTP\/1\.[01]/.test(decode(this.#typed));
    if (this.#connection.secure && speaksHttp)
      this.#line.send(1, encode('HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n'));
    if (this.#connection.application === 'ssh') this.#line.send(1, encode('Invalid SSH identification string.\r\n'));
    this.#line.end(1);
  }

  protected override closed(): void {
    this.endInput();
    this.#connection.close();
  }
}
