// The application on a terminal, as a learner starts it: first frame, first lab, first keys.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';

const PATIENCE = 60_000;
const KEYS = 60;

const DOWN = '\x1b[B';
const PROMPT = /\w+:~[#$] ?/;

/** From the start of the process to its first frame, and on to a prompt in the sandbox cluster, in milliseconds. */
export async function openSandbox(bundle, home) {
  return onTerminal(bundle, home, async ({ terminal, screen, began }) => {
    const firstFrame = performance.now() - began;
    await toSandbox(terminal, screen);
    return { firstFrame, prompt: performance.now() - began };
  });
}

/** Starts once and stays until the next start has a code cache to begin with. */
export async function leaveCodeCache(bundle, home) {
  const kept = () =>
    existsSync(join(home, 'cache')) && readdirSync(join(home, 'cache')).some((name) => name.startsWith('open-'));
  return onTerminal(bundle, home, async ({ terminal, screen }) => {
    await toSandbox(terminal, screen);
    for (let waited = 0; !kept(); waited += 100) {
      if (waited > PATIENCE) throw new Error('no code cache was kept');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });
}

async function toSandbox(terminal, screen) {
  while (!/❯ Sandbox/.test(screen.text)) {
    screen.clear();
    terminal.write(DOWN);
    await screen.until((text) => text.includes('❯'), 'next entry');
  }
  screen.clear();
  terminal.write('\r');
  await screen.until((text) => PROMPT.test(text), 'prompt');
}

/** The first lab: how soon a key shows, in milliseconds, and the memory in use, in megabytes. */
export async function openLab(bundle, home) {
  return onTerminal(bundle, home, async ({ terminal, screen }) => {
    screen.clear();
    terminal.write('\r');
    await screen.until((text) => PROMPT.test(text), 'prompt');
    const echoes = [];
    for (let key = 0; key < KEYS; key++) {
      await new Promise((resolve) => setTimeout(resolve, 30));
      screen.clear();
      const letter = 'abcdefghij'[key % 10];
      const pressed = performance.now();
      terminal.write(letter);
      await screen.until((text) => text.includes(letter), 'echo');
      echoes.push(performance.now() - pressed);
    }
    const echo = echoes.sort((a, b) => a - b)[KEYS / 2];
    return { echo, labMemory: residentMegabytes(terminal.pid) };
  });
}

/** `act` begins at the first frame. */
async function onTerminal(bundle, home, act) {
  const began = performance.now();
  const terminal = spawn(process.execPath, [bundle], {
    cols: 100,
    rows: 30,
    env: { ...process.env, CKA_LAB_HOME: home, TERM: 'xterm-256color' },
  });
  const screen = new Screen(terminal);
  try {
    await screen.until((text) => text.trim().length > 200, 'first frame');
    return await act({ terminal, screen, began });
  } finally {
    terminal.kill('SIGKILL');
  }
}

/** What a program has written since `clear`, without control sequences. */
class Screen {
  #text = '';
  #ended = false;
  #notice = () => {};

  constructor(terminal) {
    terminal.onData((text) => {
      this.#text += text;
      this.#notice();
    });
    terminal.onExit(() => {
      this.#ended = true;
      this.#notice();
    });
  }

  get text() {
    return this.#text.replace(/\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07]*(?:\x07|\x1b\\)|\x1b./g, '');
  }

  clear() {
    this.#text = '';
  }

  until(holds, what) {
    return new Promise((resolve, reject) => {
      const give = (settle, value) => {
        clearTimeout(timer);
        this.#notice = () => {};
        settle(value);
      };
      const timer = setTimeout(() => give(reject, new Error(`no ${what}: ${this.text.slice(-400)}`)), PATIENCE);
      this.#notice = () => {
        if (holds(this.text)) give(resolve);
        else if (this.#ended) give(reject, new Error(`ended before the ${what}: ${this.text.slice(-400)}`));
      };
      this.#notice();
    });
  }
}

function residentMegabytes(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)[1]) / 1024;
}
