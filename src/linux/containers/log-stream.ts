// A container's stdout or stderr: lines go to its log file in the CRI format,
// `2026-11-02T09:00:00.123456789Z stdout F the line`. A last line without newline is tagged P.

import { concat, decode, EMPTY, encode } from '../../base/bytes.ts';
import { hash } from '../../base/random.ts';
import type { Simulation } from '../../sim/simulation.ts';
import type { Task } from '../../sim/task.ts';
import { SystemError } from '../errors.ts';
import type { FileSystem } from '../files/file-system.ts';
import { Description } from '../files/open-file.ts';

const NEWLINE = 10;

export class LogStream extends Description {
  override readonly kind = 'pipe';
  readonly #simulation: Simulation;
  readonly #files: FileSystem;
  readonly #path: string;
  readonly #name: 'stdout' | 'stderr';
  #rest: Uint8Array = EMPTY;

  constructor(simulation: Simulation, files: FileSystem, path: string, name: 'stdout' | 'stderr') {
    super();
    this.#simulation = simulation;
    this.#files = files;
    this.#path = path;
    this.#name = name;
  }

  /** Told of all that is written, whole lines or not. */
  readonly listeners = new Set<(bytes: Uint8Array) => void>();

  // biome-ignore lint/correctness/useYield: refuses at once
  override *read(): Task<Uint8Array> {
    throw new SystemError('EBADF');
  }

  // biome-ignore lint/correctness/useYield: a disk is never slow
  override *write(bytes: Uint8Array): Task<void> {
    this.put(bytes);
  }

  put(bytes: Uint8Array): void {
    for (const listener of [...this.listeners]) listener(bytes);
    const all = this.#rest.length === 0 ? bytes : concat([this.#rest, bytes]);
    const end = all.lastIndexOf(NEWLINE);
    this.#rest = all.slice(end + 1);
    if (end < 0) return;
    const lines = decode(all.subarray(0, end)).split('\n');
    this.#append(lines.map((line) => this.#entry('F', line)).join(''));
  }

  protected override closed(): void {
    if (this.#rest.length > 0) this.#append(this.#entry('P', decode(this.#rest)));
    this.#rest = EMPTY;
  }

  #entry(tag: 'F' | 'P', line: string): string {
    return `${preciseTime(this.#simulation, line)} ${this.#name} ${tag} ${line}\n`;
  }

  #append(text: string): void {
    try {
      this.#files.writeFile(this.#path, encode(text), { append: true, mode: 0o640 });
    } catch (error) {
      // A log that was deleted with its directory, or a full disk, loses lines; the container goes on.
      if (!(error instanceof SystemError)) throw error;
    }
  }
}

/** Now with nine digits; what the clock does not know comes from the text, so that lines differ as real ones do. */
export function preciseTime(simulation: Simulation, text: string): string {
  const iso = new Date(simulation.epoch + simulation.now).toISOString();
  return `${iso.slice(0, -1)}${String(hash(text, simulation.now | 0) % 1_000_000).padStart(6, '0')}Z`;
}
