// A SPDY/3.1 session from the server's side, as far as port forwarding needs it: streams the client opens, their
// headers, data in both directions. Windows are not counted, as kubectl's own implementation (moby/spdystream) counts none.

import { constants, inflateRawSync } from 'node:zlib';
import { spdyDictionary } from './spdy-dictionary.ts';

const TYPE = { synStream: 1, synReply: 2, reset: 3, ping: 6, goAway: 7 } as const;
const FLAG_FIN = 1;
const VERSION = 0x8003;
const LONGEST_FRAME = 2 ** 20;
/** As far back as compression refers. */
const WINDOW = 2 ** 15;

export class SpdyStream {
  readonly headers: ReadonlyMap<string, string>;
  onData: (bytes: Buffer) => void = () => {};
  /** The client sends no more. */
  onEnd: () => void = () => {};
  /** Neither side uses the stream any more. */
  onReset: () => void = () => {};
  readonly #send: (flags: number, bytes: Uint8Array) => boolean;
  #ended = false;

  constructor(headers: ReadonlyMap<string, string>, send: (flags: number, bytes: Uint8Array) => boolean) {
    this.headers = headers;
    this.#send = send;
  }

  /** False: the client reads slowly. */
  write(bytes: Uint8Array): boolean {
    return this.#ended || this.#send(0, bytes);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#send(FLAG_FIN, new Uint8Array(0));
  }
}

export class SpdySession {
  onStream: (stream: SpdyStream) => void = () => {};
  /** The client breaks the protocol, or says goodbye. */
  onEnd: () => void = () => {};
  readonly #write: (bytes: Buffer) => boolean;
  readonly #streams = new Map<number, SpdyStream>();
  readonly #dictionary = spdyDictionary();
  #window: Buffer = this.#dictionary;
  #hasReadHeaders = false;
  #hasWrittenHeaders = false;
  #unread: Buffer = Buffer.alloc(0);

  constructor(write: (bytes: Buffer) => boolean) {
    this.#write = write;
  }

  take(bytes: Buffer): void {
    this.#unread = this.#unread.length === 0 ? bytes : Buffer.concat([this.#unread, bytes]);
    while (this.#unread.length >= 8) {
      const length = this.#unread.readUIntBE(5, 3);
      if (length > LONGEST_FRAME) return this.onEnd();
      if (this.#unread.length < 8 + length) return;
      const frame = this.#unread.subarray(0, 8 + length);
      this.#unread = this.#unread.subarray(8 + length);
      if ((frame[0] & 0x80) === 0) this.#takeData(frame);
      else if (!this.#takeControl(frame)) return this.onEnd();
    }
  }

  /** Nobody will hear of the streams again. */
  resetAll(): void {
    for (const stream of this.#streams.values()) stream.onReset();
    this.#streams.clear();
  }

  #takeData(frame: Buffer): void {
    const stream = this.#streams.get(frame.readUInt32BE());
    if (frame.length > 8) stream?.onData(frame.subarray(8));
    if ((frame[4] & FLAG_FIN) !== 0) stream?.onEnd();
  }

  /** False: nothing sensible can follow. */
  #takeControl(frame: Buffer): boolean {
    const body = frame.subarray(8);
    switch (frame.readUInt16BE(2)) {
      case TYPE.synStream:
        return body.length >= 10 && this.#opened(body.readUInt32BE(), (frame[4] & FLAG_FIN) !== 0, body.subarray(10));
      case TYPE.reset: {
        const id = body.length >= 4 ? body.readUInt32BE() : 0;
        this.#streams.get(id)?.onReset();
        this.#streams.delete(id);
        return true;
      }
      case TYPE.ping:
        this.#write(frame);
        return true;
      case TYPE.goAway:
        return false;
      default:
        return true; // settings, windows and later headers change nothing here
    }
  }

  #opened(id: number, isEnded: boolean, block: Buffer): boolean {
    const headers = this.#headersIn(block);
    if (!headers) return false;
    const stream = new SpdyStream(headers, (flags, bytes) => this.#write(dataFrame(id, flags, bytes)));
    this.#streams.set(id, stream);
    this.#write(this.#reply(id));
    this.onStream(stream);
    if (isEnded) stream.onEnd();
    return true;
  }

  /** One compressed text runs through all blocks of a session, each of which ends at a whole byte. */
  #headersIn(block: Buffer): ReadonlyMap<string, string> | undefined {
    // The first begins with zlib's header and the number of the dictionary.
    const compressed = this.#hasReadHeaders ? block : block.subarray(6);
    this.#hasReadHeaders = true;
    try {
      const plain = inflateRawSync(compressed, { dictionary: this.#window, finishFlush: constants.Z_SYNC_FLUSH });
      this.#window = Buffer.concat([this.#window, plain]).subarray(-WINDOW);
      return pairsIn(plain);
    } catch {
      return undefined; // neither compressed nor headers
    }
  }

  #reply(id: number): Buffer {
    const noHeaders = Buffer.alloc(4);
    const block = this.#hasWrittenHeaders
      ? storedBlock(noHeaders)
      : Buffer.concat([zlibHeader(this.#dictionary), storedBlock(noHeaders)]);
    this.#hasWrittenHeaders = true;
    const frame = Buffer.alloc(12);
    frame.writeUInt16BE(VERSION, 0);
    frame.writeUInt16BE(TYPE.synReply, 2);
    frame.writeUIntBE(4 + block.length, 5, 3);
    frame.writeUInt32BE(id, 8);
    return Buffer.concat([frame, block]);
  }
}

function dataFrame(id: number, flags: number, bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(id, 0);
  header[4] = flags;
  header.writeUIntBE(bytes.length, 5, 3);
  return Buffer.concat([header, bytes]);
}

/** Count, then name and value of each with their lengths. Throws RangeError for less than that. */
function pairsIn(block: Buffer): Map<string, string> {
  const pairs = new Map<string, string>();
  let at = 4;
  const text = (): string => {
    const length = block.readUInt32BE(at);
    at += 4 + length;
    return block.toString('latin1', at - length, at);
  };
  for (let left = block.readUInt32BE(0); left > 0; left--) pairs.set(text().toLowerCase(), text());
  return pairs;
}

/**
 * DEFLATE without compression: a block that is not the last one, its length, and the length's complement. An empty one
 * behind it tells the reader, who may read on otherwise, that this is all for now.
 */
function storedBlock(bytes: Buffer): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt16LE(bytes.length, 1);
  header.writeUInt16LE(bytes.length ^ 0xffff, 3);
  return Buffer.concat([header, bytes, Buffer.from([0, 0, 0, 0xff, 0xff])]);
}

/** Method and window, the announcement of a dictionary, and the dictionary's Adler-32. */
function zlibHeader(dictionary: Buffer): Buffer {
  let low = 1;
  let high = 0;
  for (const byte of dictionary) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  const header = Buffer.from([0x78, 0xbb, 0, 0, 0, 0]);
  header.writeUInt16BE(high, 2);
  header.writeUInt16BE(low, 4);
  return header;
}
