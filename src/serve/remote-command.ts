// exec and attach over a WebSocket: the first byte of each message names the channel, of which the frames of a
// conversation inside the world are the likeness. Models v5.channel.k8s.io, and v4, which knows no end of input.

import { decode, encode } from '../base/bytes.ts';
import { isRecord } from '../base/json.ts';
import type { Conversation, Frame } from '../linux/net/upgrade.ts';
import type { Simulation } from '../sim/simulation.ts';
import { start, type Task, wait } from '../sim/task.ts';
import { delay, Signal } from '../sim/waits.ts';
import { CLOSE, type WebSocket } from './websocket.ts';

export const REMOTE_COMMAND_PROTOCOLS: readonly string[] = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;
/** Messages the command has not taken before the client has to wait. */
const MOST_UNREAD = 64;

/** `settle` is called when something was sent into the world. */
export function converse(
  simulation: Simulation,
  conversation: Conversation,
  socket: WebSocket,
  settle: () => void,
): void {
  const drained = new Signal();
  let isHeld = false;
  socket.onMessage = (message) => {
    const frame = frameOf(message);
    if (frame) conversation.toServer.send(frame);
    if (!isHeld && conversation.toServer.size > MOST_UNREAD) {
      isHeld = true;
      socket.pause();
      start(simulation, 'input from outside', untilTaken(simulation, conversation), () => {
        isHeld = false;
        socket.resume();
      });
    }
    settle();
  };
  socket.onDrain(() => drained.emit());
  socket.onClose = () => {
    conversation.hangUp();
    drained.emit();
    settle();
  };
  start(simulation, 'output for outside', carryOutput(conversation, socket, drained));
  socket.begin();
}

function* untilTaken(simulation: Simulation, conversation: Conversation): Task<void> {
  while (conversation.open && conversation.toServer.size > MOST_UNREAD) yield* wait(delay(simulation, 1));
}

function* carryOutput(conversation: Conversation, socket: WebSocket, drained: Signal): Task<void> {
  for (;;) {
    const frame = yield* wait(conversation.toClient.receive('output for outside'));
    if (!frame) return socket.close(CLOSE.normal);
    const message = messageOf(frame);
    if (message && !socket.send(message)) yield* wait(drained.next());
  }
}

function messageOf(frame: Frame): Uint8Array | undefined {
  if (frame.stream === 'stdout' || frame.stream === 'stderr') return onChannel(CHANNEL[frame.stream], frame.bytes);
  return frame.stream === 'error' ? onChannel(CHANNEL.error, encode(JSON.stringify(frame.status))) : undefined;
}

function onChannel(channel: number, bytes: Uint8Array): Uint8Array {
  const message = new Uint8Array(bytes.length + 1);
  message[0] = channel;
  message.set(bytes, 1);
  return message;
}

/** Undefined for what means nothing to a command. */
function frameOf(message: Uint8Array): Frame | undefined {
  const bytes = message.subarray(1);
  switch (message[0]) {
    case CHANNEL.stdin:
      return { stream: 'stdin', bytes };
    case CHANNEL.resize:
      return sizeIn(decode(bytes));
    case CHANNEL.close:
      return bytes[0] === CHANNEL.stdin ? { stream: 'close', closed: 'stdin' } : undefined;
    default:
      return undefined;
  }
}

/** `{"Width":80,"Height":24}` */
function sizeIn(text: string): Frame | undefined {
  try {
    const size: unknown = JSON.parse(text);
    if (!isRecord(size)) return undefined;
    const { Width: columns, Height: rows } = size;
    if (typeof columns !== 'number' || typeof rows !== 'number' || !(columns > 0 && rows > 0)) return undefined;
    return { stream: 'resize', size: { columns: Math.min(columns, 1000), rows: Math.min(rows, 1000) } };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
