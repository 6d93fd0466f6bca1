// What an ssh client and sshd speak: a typed application instead of the encrypted protocol.

import type { Task } from '../../sim/task.ts';
import type { Channel, Signal } from '../../sim/waits.ts';
import type { FileSystem } from '../files/file-system.ts';
import type { Credentials } from '../files/permissions.ts';
import type { ExitStatus } from '../host/process.ts';
import type { TerminalSize } from '../terminal/terminal.ts';
import { application, type Connection } from './stack.ts';

export interface SshService {
  /** `SHA256:…` of the host's ED25519 key. */
  readonly fingerprint: string;
  /** The public key as known_hosts has it. */
  readonly hostKey: string;
  /** Which ways a user may try to get in. */
  readonly methods: readonly ('publickey' | 'password')[];
  /** Whether the user may come in with one of these public keys. */
  offerKeys(user: string, publicKeys: readonly string[]): boolean;
  offerPassword(user: string, password: string): boolean;
  /** After an accepted offer. */
  open(request: SshRequest): SshChannel;
  /** A connection from there onwards; in words why there is none. */
  dial(host: string, port: number): Task<Connection | string>;
  /** The file transfer subsystem, as that user. */
  transfer(user: string): FileTransfer;
}

/** What sftp gives: the other machine's files, with the rights of one user. */
export interface FileTransfer {
  readonly files: FileSystem;
  readonly who: Credentials;
  /** Where relative paths begin. */
  readonly home: string;
}

export interface SshRequest {
  readonly user: string;
  /** Missing: a login shell. */
  readonly command?: string;
  /** Missing: no terminal. */
  readonly terminal?: TerminalSize;
  readonly environment?: ReadonlyMap<string, string>;
}

/** A running session, seen from the client. */
export interface SshChannel {
  readonly output: Channel<{ readonly stream: 'stdout' | 'stderr'; readonly bytes: Uint8Array }>;
  /** Bytes for the other side's stdin, or its keyboard. */
  input(bytes: Uint8Array): void;
  endInput(): void;
  resize(size: TerminalSize): void;
  /** How the command ended; undefined while it runs, or when the connection was lost. */
  readonly status: ExitStatus | undefined;
  readonly ended: Signal;
  close(): void;
}

export const SSH = application<SshService>('ssh');
