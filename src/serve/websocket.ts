// A WebSocket from the server's side (RFC 6455): the handshake, frames into messages, messages into frames. Pings are
// answered here; what the messages mean is the business of whoever listens.

import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
const LONGEST_MESSAGE = 16 * 2 ** 20;

export const CLOSE = { normal: 1000, protocolError: 1002, tooBig: 1009 } as const;

/** The answer that makes a connection a WebSocket. */
export const acceptance = (key: string, protocol: string): string =>
  [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${createHash('sha1').update(`${key}${GUID}`).digest('base64')}`,
    `Sec-WebSocket-Protocol: ${protocol}`,
    '\r\n',
  ].join('\r\n');

export class WebSocket {
  /** A message of the client, text or binary. */
  onMessage: (message: Buffer) => void = () => {};
  /** The connection is over, whoever ended it. */
  onClose: () => void = () => {};
  readonly #socket: Duplex;
  #unread: Buffer;
  #parts: Buffer[] = [];
  #open = true;

  /** `head`: what came behind the handshake already. Call `begin` when the listeners are in place. */
  constructor(socket: Duplex, head: Buffer) {
    this.#socket = socket;
    this.#unread = head;
    socket.on('error', () => {}); // followed by close
    socket.once('close', () => {
      this.#open = false;
      this.onClose();
    });
  }

  begin(): void {
    this.#socket.on('data', (chunk: Buffer) => {
      this.#unread = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
      this.#readFrames();
    });
    this.#socket.once('end', () => this.#socket.end());
    this.#readFrames();
  }

  /** False: the client reads slowly; wait for `onDrain`. */
  send(message: Uint8Array): boolean {
    return this.#open ? this.#write(OPCODE.binary, message) : true;
  }

  onDrain(act: () => void): void {
    this.#socket.on('drain', act);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(code: number): void {
    if (!this.#open) return;
    this.#open = false;
    const reason = Buffer.alloc(2);
    reason.writeUInt16BE(code);
    this.#write(OPCODE.close, reason);
    this.#socket.end();
  }

  #write(opcode: number, payload: Uint8Array): boolean {
    const { length } = payload;
    const header = Buffer.alloc(length < 126 ? 2 : length < 2 ** 16 ? 4 : 10);
    header[0] = 0x80 | opcode;
    if (length < 126) header[1] = length;
    else if (length < 2 ** 16) {
      header[1] = 126;
      header.writeUInt16BE(length, 2);
    } else {
      header[1] = 127;
      header.writeBigUInt64BE(BigInt(length), 2);
    }
    this.#socket.write(header);
    return this.#socket.write(payload);
  }

  #readFrames(): void {
    while (this.#open) {
      const frame = frameIn(this.#unread);
      if (!frame) return;
      if (frame === 'broken') return this.close(CLOSE.protocolError);
      if (frame === 'too big') return this.close(CLOSE.tooBig);
      this.#unread = this.#unread.subarray(frame.length);
      this.#take(frame);
    }
  }

  #take({ opcode, isLast, payload }: Frame): void {
    if (opcode === OPCODE.close) return this.close(payload.length >= 2 ? payload.readUInt16BE() : CLOSE.normal);
    if (opcode === OPCODE.ping) return void this.#write(OPCODE.pong, payload);
    if (opcode === OPCODE.pong) return;
    this.#parts.push(payload);
    if (this.#parts.reduce((sum, part) => sum + part.length, 0) > LONGEST_MESSAGE) return this.close(CLOSE.tooBig);
    if (!isLast) return;
    const message = this.#parts.length === 1 ? payload : Buffer.concat(this.#parts);
    this.#parts = [];
    this.onMessage(message);
  }
}

interface Frame {
  readonly opcode: number;
  readonly isLast: boolean;
  readonly payload: Buffer;
  /** Of the whole frame. */
  readonly length: number;
}

/** The first whole frame; undefined while it is not all there. Clients must mask what they send. */
function frameIn(bytes: Buffer): Frame | 'broken' | 'too big' | undefined {
  if (bytes.length < 2) return undefined;
  const masked = (bytes[1] & 0x80) !== 0;
  if (!masked || (bytes[0] & 0x70) !== 0) return 'broken';
  const short = bytes[1] & 0x7f;
  const at = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < at) return undefined;
  const size = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (size > LONGEST_MESSAGE) return 'too big';
  if (bytes.length < at + 4 + size) return undefined;
  const mask = bytes.subarray(at, at + 4);
  const payload = Buffer.from(bytes.subarray(at + 4, at + 4 + size));
  for (let i = 0; i < size; i++) payload[i] ^= mask[i & 3];
  return { opcode: bytes[0] & 0x0f, isLast: (bytes[0] & 0x80) !== 0, payload, length: at + 4 + size };
}
