// Opens the application on the real terminal, and gives the terminal back whatever happens.

import { randomBytes } from 'node:crypto';
import Yoga from 'yoga-layout';
import type { Content } from '../content-files.ts';
import type { Storage } from '../storage.ts';
import { Application } from './run.tsx';

/** Resolves with the exit status when the learner quits. */
export async function openApplication(content: Content, storage: Storage, version: string): Promise<number> {
  const { stdin, stdout } = process;
  // In the bundle Ink's layout engine loads in the background (see scripts/yoga.mjs).
  if ('ready' in Yoga) await Yoga.ready;
  return new Promise((resolve) => {
    const application = new Application(content, storage, {
      write: (text) => void stdout.write(text),
      size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
      environment: process.env,
      version,
      seed: () => randomBytes(6).toString('hex'),
      exit: (code) => {
        stdin.setRawMode(false);
        stdin.pause();
        resolve(code);
      },
    });
    const end = (code: number) => {
      application.stop();
      process.exit(code);
    };
    const vanish = () => {
      application.stop();
      // An ordinary exit would restore the modes of a terminal that is gone, which makes Node crash.
      process.kill(process.pid, 'SIGKILL');
    };
    stdin.setRawMode(true);
    stdin.setEncoding('utf8');
    stdin.on('data', (text: string) => application.type(text));
    stdout.on('resize', () => application.resized());
    // The window is closed, or somebody ends the program: the lab is saved first.
    process.on('SIGTERM', () => end(143));
    // Any of these may be first when the window is closed.
    process.on('SIGHUP', vanish);
    stdin.on('end', vanish);
    stdin.on('error', vanish);
    process.on('SIGCONT', () => {
      // The shell took its own modes back while the program was stopped.
      stdin.setRawMode(false);
      stdin.setRawMode(true);
      application.resumed();
    });
    process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EIO') return vanish();
      application.stop();
      console.error(error);
      console.error('\ncka-lab met a fault of its own and had to stop. Your progress is saved; `cka-lab` resumes it.');
      process.exit(70);
    });
  });
}
