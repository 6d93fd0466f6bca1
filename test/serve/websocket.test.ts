// Frames of a WebSocket, as RFC 6455 has them.

import { Duplex, PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { acceptance, WebSocket } from '../../src/serve/websocket.ts';

/** A frame as a client sends it: masked. */
function frame(opcode: number, payload: string | Buffer, { last = true, masked = true } = {}): Buffer {
  const bytes = Buffer.from(payload);
  const mask = Buffer.from([1, 2, 3, 4]);
  const header =
    bytes.length < 126
      ? Buffer.from([(last ? 0x80 : 0) | opcode, (masked ? 0x80 : 0) | bytes.length])
      : Buffer.from([(last ? 0x80 : 0) | opcode, 0x80 | 126, bytes.length >> 8, bytes.length & 255]);
  if (!masked) return Buffer.concat([header, bytes]);
  return Buffer.concat([header, mask, bytes.map((byte, at) => byte ^ mask[at & 3])]);
}

function pair(head: Buffer = Buffer.alloc(0)) {
  const toServer = new PassThrough();
  const sent: Buffer[] = [];
  const socket = Duplex.from({
    readable: toServer,
    writable: new PassThrough().on('data', (chunk) => sent.push(chunk)),
  });
  const webSocket = new WebSocket(socket, head);
  const messages: string[] = [];
  webSocket.onMessage = (message) => void messages.push(message.toString());
  webSocket.begin();
  const settle = () => new Promise((resolve) => setTimeout(resolve, 10));
  return {
    webSocket,
    messages,
    send: (bytes: Buffer) => toServer.write(bytes),
    settle,
    sent: () => Buffer.concat(sent).toString('hex'),
  };
}

test('accepts with the answer of the RFC', () => {
  expect(acceptance('dGhlIHNhbXBsZSBub25jZQ==', 'v5.channel.k8s.io')).toBe(
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: v5.channel.k8s.io\r\n\r\n',
  );
});

test('messages arrive whole: masked, long, in pieces and in fragments', async () => {
  const long = 'x'.repeat(1_000);
  const { messages, send, settle } = pair(frame(2, 'early'));
  send(frame(1, long));
  for (const byte of frame(2, 'bytewise')) send(Buffer.from([byte]));
  send(Buffer.concat([frame(2, 'frag', { last: false }), frame(9, 'ping'), frame(0, 'ment')]));
  await settle();
  expect(messages).toEqual(['early', long, 'bytewise', 'fragment']);
});

test('pings are answered, and messages go out unmasked', async () => {
  const { webSocket, send, settle, sent } = pair();
  send(frame(9, 'hi'));
  await settle();
  webSocket.send(Buffer.from('ok'));
  await settle();
  expect(sent()).toBe(`8a02${Buffer.from('hi').toString('hex')}8202${Buffer.from('ok').toString('hex')}`);
});

test.each([
  ['a client that does not mask', frame(2, 'x', { masked: false }), 1002],
  ['reserved bits', Buffer.concat([Buffer.from([0xf2]), frame(2, 'x').subarray(1)]), 1002],
  ['a frame of petabytes', Buffer.from([0x82, 0xff, 0, 7, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]), 1009],
  ['a goodbye', frame(8, Buffer.from([0x03, 0xe9])), 1001],
])('%s ends it with a close frame', async (_, bytes, code) => {
  const { send, settle, sent } = pair();
  send(bytes);
  await settle();
  expect(sent()).toBe(`8802${code.toString(16).padStart(4, '0')}`);
});
