// A SPDY session from the bytes kubectl 1.33.1 sent through a WebSocket to forward one connection.

import { expect, test } from 'vitest';
import { SpdySession, type SpdyStream } from '../../src/serve/spdy.ts';
import { spdyDictionary } from '../../src/serve/spdy-dictionary.ts';

const ERROR_STREAM =
  '800300010000003d0000000100000000000078f9e3c6a7c202253a703a2b294a4dcc851625aca9a0808614cb45a024cc6461c0c0c0c0590489c44c50e2663400000000ffff';
const ERROR_STREAM_ENDS = '0000000101000000';
const DATA_STREAM = '800300010000001800000003000000000000c2aa15540a2512d209000000ffff';

function sessionOf() {
  const written: string[] = [];
  const streams: SpdyStream[] = [];
  const session = new SpdySession((bytes) => {
    written.push(bytes.toString('hex'));
    return true;
  });
  session.onStream = (stream) => void streams.push(stream);
  const take = (hex: string) => session.take(Buffer.from(hex, 'hex'));
  return { session, written, streams, take };
}

test('the dictionary is the one of the specification', () => {
  let [low, high] = [1, 0];
  for (const byte of spdyDictionary()) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  expect([spdyDictionary().length, high, low]).toEqual([1423, 0xe3c6, 0xa7c2]);
});

test('streams are opened with their headers and answered', () => {
  const { take, streams, written } = sessionOf();
  take(ERROR_STREAM);
  take(ERROR_STREAM_ENDS);
  take(DATA_STREAM);
  expect(streams.map(({ headers }) => Object.fromEntries(headers))).toEqual([
    { streamtype: 'error', port: '80', requestid: '0' },
    { streamtype: 'data', port: '80', requestid: '0' },
  ]);
  expect(written).toEqual([
    '8003000200000018000000017' + '8bbe3c6a7c2000400fbff00000000000000ffff',
    '800300020000001200000003000400fbff00000000000000ffff',
  ]);
});

test('frames may come in any pieces', () => {
  const { take, streams } = sessionOf();
  const bytes = `${ERROR_STREAM}${DATA_STREAM}`;
  for (let at = 0; at < bytes.length; at += 2) take(bytes.slice(at, at + 2));
  expect(streams).toHaveLength(2);
});

test('data goes both ways until either side ends its half', () => {
  const { take, streams, written } = sessionOf();
  take(`${ERROR_STREAM}${DATA_STREAM}`);
  const heard: string[] = [];
  streams[1].onData = (bytes) => void heard.push(bytes.toString());
  streams[1].onEnd = () => void heard.push('end');
  take(`0000000300000002${Buffer.from('hi').toString('hex')}`);
  take('0000000301000000');
  expect(heard).toEqual(['hi', 'end']);
  streams[1].write(Buffer.from('ho'));
  streams[1].end();
  streams[1].write(Buffer.from('too late'));
  expect(written.slice(2)).toEqual([`0000000300000002${Buffer.from('ho').toString('hex')}`, '0000000301000000']);
});

test('pings are answered, resets heard, and rubbish ends the session', () => {
  const { session, take, streams, written } = sessionOf();
  let ended = 0;
  session.onEnd = () => ended++;
  take(`${ERROR_STREAM}${DATA_STREAM}`);
  take('800300060000000400000001');
  expect(written.at(-1)).toBe('800300060000000400000001');
  let reset = false;
  streams[1].onReset = () => {
    reset = true;
  };
  take('80030003000000080000000300000005');
  expect(reset).toBe(true);
  take('800300010000000c000000050000000000000102');
  expect(ended).toBe(1);
});
