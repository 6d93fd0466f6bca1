// What survives the process: settings, progress and the running lab, as JSON files. Written to a temporary
// file and renamed, so a crash leaves the old or the new one, never half. What cannot be read is set aside.

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { readSave, type Save } from './lab/save.ts';

const settingsSchema = z.object({
  language: z.enum(['en', 'ko']).default('en'),
  theme: z.enum(['auto', 'dark', 'light', 'plain']).default('auto'),
  /** Virtual seconds per real second. */
  speed: z.union([z.literal(1), z.literal(2), z.literal(5), z.literal(10)]).default(1),
});

const progressSchema = z.object({
  labs: z
    .record(
      z.string(),
      z.object({
        /** Best result so far. */
        points: z.number(),
        of: z.number(),
        passed: z.boolean(),
        attempts: z.number().int(),
      }),
    )
    .default({}),
  quizzes: z.record(z.string(), z.object({ right: z.number().int(), of: z.number().int() })).default({}),
});

export type Settings = z.infer<typeof settingsSchema>;
export type Progress = z.infer<typeof progressSchema>;

/** What went wrong with a file; each is told once. */
export interface Complaint {
  readonly what: 'setAside' | 'unreadable' | 'unwritable';
  readonly path: string;
  readonly why: string;
}

export class Storage {
  readonly #folder: string;
  readonly #told = new Set<string>();
  readonly #complaints: Complaint[] = [];

  constructor(folder = homeFolder()) {
    this.#folder = folder;
  }

  get settings(): Settings {
    return this.#read('settings.json', (text) => settingsSchema.safeParse(json(text)).data) ?? settingsSchema.parse({});
  }

  set settings(settings: Settings) {
    this.#write('settings.json', settings);
  }

  get progress(): Progress {
    return this.#read('progress.json', (text) => progressSchema.safeParse(json(text)).data) ?? progressSchema.parse({});
  }

  set progress(progress: Progress) {
    this.#write('progress.json', progress);
  }

  /** The lab that was running when the program ended. */
  get running(): Save | undefined {
    return this.#read('running.json', readSave);
  }

  set running(save: Save | undefined) {
    if (save) this.#write('running.json', save);
    else this.#remove('running.json');
  }

  /** Undefined for a missing file, and for a bad one, which is renamed out of the way. */
  #read<T>(name: string, parse: (text: string) => T | undefined): T | undefined {
    const path = join(this.#folder, name);
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT') this.#complain('unreadable', path, error);
      return undefined;
    }
    const value = parse(text);
    if (value === undefined) this.setAside(name);
    return value;
  }

  /** Keeps a file that cannot be used as `name.unreadable`. */
  setAside(name: string): void {
    const path = join(this.#folder, name);
    try {
      renameSync(path, `${path}.unreadable`);
      this.#complain('setAside', path, undefined);
    } catch (error) {
      this.#complain('unwritable', path, error);
    }
  }

  /** A full or read-only disk costs the saving, not the session. */
  #write(name: string, value: unknown): void {
    const path = join(this.#folder, name);
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(`${path}.new`, JSON.stringify(value));
      renameSync(`${path}.new`, path);
    } catch (error) {
      this.#complain('unwritable', path, error);
    }
  }

  #remove(name: string): void {
    const path = join(this.#folder, name);
    try {
      rmSync(path, { force: true });
    } catch (error) {
      this.#complain('unwritable', path, error);
    }
  }

  /** What went wrong since the last call. */
  takeComplaints(): readonly Complaint[] {
    return this.#complaints.splice(0);
  }

  #complain(what: Complaint['what'], path: string, error: unknown): void {
    const why = error instanceof Error ? error.message : '';
    // One full disk is one message, not one for every command.
    const once = `${what} ${what === 'unwritable' ? '' : path}`;
    if (this.#told.has(once)) return;
    this.#told.add(once);
    this.#complaints.push({ what, path, why });
  }
}

/** $CKA_LAB_HOME, or where programs keep their state. */
export function homeFolder(): string {
  const base = process.env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state');
  return process.env['CKA_LAB_HOME'] || join(base, 'cka-lab');
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema refuses it, and the file is set aside
  }
}
