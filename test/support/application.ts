// The application on a screen of its own: bytes out run into an @xterm/headless grid, keys go in as text,
// files live in a temporary folder. Whoever opens one stops it.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadContent } from '../../src/content.ts';
import { Storage } from '../../src/storage.ts';
import type { Size } from '../../src/tui/model.ts';
import { Application } from '../../src/tui/run.tsx';
import { Emulator } from '../../src/tui/terminal/emulator.ts';

export interface OpenOptions {
  readonly size?: Size;
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

export class ApplicationOnScreen {
  readonly folder: string;
  readonly application: Application;
  readonly #screen: Emulator;
  #size: Size;
  exited: number | undefined;
  /** All bytes ever written. */
  written = '';

  constructor({ size = { columns: 80, rows: 24 }, environment = {}, folder }: OpenOptions = {}) {
    this.folder = folder ?? mkdtempSync(join(tmpdir(), 'cka-lab-'));
    this.#size = size;
    this.#screen = new Emulator(size.columns, size.rows, true);
    this.application = new Application(loadContent(), new Storage(this.folder), {
      write: (text) => {
        this.written += text;
        this.#screen.write(Buffer.from(text));
      },
      size: () => this.#size,
      environment,
      exit: (code) => {
        this.exited = code;
      },
      version: 'test',
      seed: () => 'story',
    });
  }

  /** Types, and gives the application a moment to paint. */
  async type(text: string): Promise<void> {
    this.application.type(text);
    await this.settled();
  }

  async resize(size: Size): Promise<void> {
    this.#size = size;
    this.#screen.resize(size.columns, size.rows);
    this.application.resized();
    await this.settled();
  }

  /** Everything painted has reached the grid. */
  async settled(): Promise<void> {
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setTimeout(resolve, 15));
    await new Promise<void>((resolve) => this.#screen.write(new Uint8Array(0), resolve));
  }

  /** Looks until the screen shows `text`; the wait is for real work such as building a world. */
  async shows(text: string | RegExp, patience = 20_000): Promise<void> {
    const until = Date.now() + patience;
    for (;;) {
      await this.settled();
      if (typeof text === 'string' ? this.text.includes(text) : text.test(this.text)) return;
      if (Date.now() > until) throw new Error(`the screen never showed ${text}:\n${this.text}`);
    }
  }

  get text(): string {
    return this.#screen.text;
  }

  stop(): void {
    this.application.stop();
  }
}
