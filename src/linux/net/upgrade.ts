// What a connection becomes after `101 Switching Protocols`: it no longer carries requests but a conversation of
// several streams (exec, attach), or further connections (port forwarding). The streams are those of
// v5.channel.k8s.io, so that a WebSocket's channels 0…4 and 255 map onto frames one to one.

import type { Cancel } from '../../sim/simulation.ts';
import type { Task } from '../../sim/task.ts';
import { Channel } from '../../sim/waits.ts';
import type { TerminalSize } from '../terminal/terminal.ts';
import type { Connection } from './stack.ts';

export type Frame =
  | { readonly stream: 'stdin' | 'stdout' | 'stderr'; readonly bytes: Uint8Array }
  | { readonly stream: 'resize'; readonly size: TerminalSize }
  /** The sender has nothing more for this stream. */
  | { readonly stream: 'close'; readonly closed: 'stdin' }
  /** The last word of a server: how it ended, as a Status object. */
  | { readonly stream: 'error'; readonly status: unknown };

/** Either side may hang up at any time; what was sent before can still be read. */
abstract class Upgraded {
  readonly #onHangUp: Cancel[] = [];
  #open = true;

  get open(): boolean {
    return this.#open;
  }

  /** Runs `act` when the connection ends, or now if it has. */
  onHangUp(act: Cancel): void {
    if (this.#open) this.#onHangUp.push(act);
    else act();
  }

  hangUp(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const act of this.#onHangUp.splice(0)) act();
  }
}

/** A command somewhere else and somebody who talks to it. */
export class Conversation extends Upgraded {
  readonly toServer = new Channel<Frame>();
  readonly toClient = new Channel<Frame>();
  /** A proxy on the way may tell the end in its own words. */
  reword: (status: unknown) => unknown = (status) => status;

  constructor() {
    super();
    this.onHangUp(() => {
      this.toServer.close();
      this.toClient.close();
    });
  }

  /** The server's last word. */
  finish(status: unknown): void {
    this.toClient.send({ stream: 'error', status: this.reword(status) });
    this.hangUp();
  }
}

/** A way to the ports of a place that cannot be dialled from here. */
export class Tunnel extends Upgraded {
  readonly #dial: (port: number) => Task<Connection>;

  constructor(dial: (port: number) => Task<Connection>) {
    super();
    this.#dial = dial;
  }

  /** Throws as connect(2) does at the far end. */
  *dial(port: number): Task<Connection> {
    const connection = yield* this.#dial(port);
    this.onHangUp(() => connection.close());
    return connection;
  }
}
