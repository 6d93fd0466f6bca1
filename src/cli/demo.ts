// `cka-lab demo`: the reference solution of a lab, typed at human speed into a real session.

import { parseArgs } from 'node:util';
import { DEFAULT_TOPOLOGY, TOPOLOGIES } from '../cluster/topology.ts';
import { DEFAULT_VERSION } from '../kube/releases/releases.ts';
import { Session } from '../lab/session.ts';
import { startPace } from '../sim/pace.ts';
import { EPOCH } from '../sim/simulation.ts';
import { gradeText } from './grade-text.ts';
import { findLab } from './run.ts';
import { UsageError } from './usage.ts';

export const DEMO_HELP = `Usage: cka-lab demo [--speed N] [--labs DIR] LAB

Plays the reference solution of a lab: watch it typed at human speed. Ctrl-C ends it.

  --speed N   N times as fast (default 1)
`;

const KEY_EVERY = 45;
/** What a command may take before the next line is typed anyway, in virtual time. */
const PATIENCE = 20 * 60_000;
const STEP = 250;
/** Whatever the shell asked of the viewer's terminal: bracketed paste, colours, no cursor. */
const RESTORE = '\x1b[?2004l\x1b[?25h\x1b[0m\r\n';

export async function demo(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      speed: { type: 'string' },
      labs: { type: 'string', multiple: true },
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
  });
  if (values.help) {
    process.stdout.write(DEMO_HELP);
    return 0;
  }
  const [id] = positionals;
  if (id === undefined) throw new UsageError('name a lab; `cka-lab list` shows them');
  const speed = Number(values.speed ?? 1);
  if (!(speed > 0)) throw new UsageError(`--speed: "${values.speed}" is no positive number`);
  const lab = findLab(id, values.labs ?? []);
  const size = { columns: process.stdout.columns ?? 100, rows: process.stdout.rows ?? 30 };
  const world = {
    topology: TOPOLOGIES[lab.cluster.topology ?? DEFAULT_TOPOLOGY],
    version: lab.cluster.version ?? DEFAULT_VERSION,
    seed: 'demo',
    epoch: EPOCH,
  };
  const session = new Session({ lab, world, size });
  session.onOutput = (bytes) => process.stdout.write(bytes);
  process.once('SIGINT', () => {
    process.stdout.write(RESTORE);
    process.exit(130);
  });
  const pace = startPace((by) => session.advance(by), speed);
  const rest = (real: number) => new Promise((resolve) => setTimeout(resolve, real / speed));
  for (const task of session.lab?.tasks ?? []) {
    process.stdout.write(`\r\n\x1b[1m# ${task.title.en}\x1b[0m\r\n`);
    session.do({ type: 'keys', text: '\r' });
    await rest(800);
    for (const line of task.solution.trimEnd().split('\n')) {
      for (const letter of line) {
        session.do({ type: 'keys', text: letter });
        await rest(KEY_EVERY);
      }
      session.do({ type: 'keys', text: '\r' });
      // The line is on its way; waiting for what it does is not what the viewer came for.
      session.advance(STEP);
      for (let waited = 0; !session.isAtPrompt && waited < PATIENCE; waited += STEP) {
        session.advance(STEP);
        await rest(8);
      }
      await rest(300);
    }
    for (let waited = 0; session.grading && !session.grading.isDone(task) && waited < PATIENCE; waited += 1000)
      session.advance(1000);
    await rest(1200);
  }
  pace.stop();
  session.do({ type: 'grade', ended: true });
  process.stdout.write(RESTORE);
  process.stdout.write(session.grade ? gradeText(session.grade, 'en') : '');
  return session.grade?.passed ? 0 : 1;
}
