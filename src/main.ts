// Reads the command line and opens what it asks for: the application, or one headless command.

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { UsageError } from './cli/usage.ts';
import { ContentError, PrepareError } from './lab/errors.ts';

const HELP = `cka-lab: a Kubernetes cluster to practise on, inside this terminal

Usage:
  cka-lab                  open the trainer: labs, quizzes, a sandbox cluster
  cka-lab run …            run a script in a fresh cluster (see cka-lab run --help)
  cka-lab check [FILES]    prove labs and quizzes
  cka-lab list             what there is to do
  cka-lab demo LAB         watch a lab being solved
  cka-lab serve            let a real kubectl talk to a simulated cluster (see cka-lab serve --help)
  cka-lab --version

Options:
  --labs DIR    an instructor's own labs and quizzes beside ours; may be repeated

No Docker, no network, no account: the cluster lives inside this process, and nothing you type in it can
touch your computer. Progress is kept in $CKA_LAB_HOME, or ~/.local/state/cka-lab.

First steps: open cka-lab, press Enter on the first lab, and type: kubectl get nodes
`;

/** Each is loaded when it is asked for: nobody waits for what another command needs. */
const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  run: async (args) => (await withWorlds(import('./cli/run.ts'))).run(args),
  check: async (args) => (await withWorlds(import('./cli/check.ts'))).check(args),
  list: async (args) => (await import('./cli/list.ts')).list(args),
  demo: async (args) => (await withWorlds(import('./cli/demo.ts'))).demo(args),
  serve: async (args) => (await withWorlds(import('./cli/serve.ts'))).serve(args),
};

/** What makes worlds makes them quicker with Node's help. */
async function withWorlds<Module>(loading: Promise<Module>): Promise<Module> {
  const [{ useNativeRsa }, module] = await Promise.all([import('./native-rsa.ts'), loading]);
  useNativeRsa();
  return module;
}

async function main(args: readonly string[]): Promise<number> {
  const command = args[0] !== undefined && Object.hasOwn(COMMANDS, args[0]) ? COMMANDS[args[0]] : undefined;
  if (command) return command(args.slice(1));
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean' },
      labs: { type: 'string', multiple: true },
    },
    allowPositionals: true,
  });
  if (values.help) return tell(HELP);
  if (values.version) return tell(`${version()}\n`);
  if (positionals.length > 0) {
    throw new UsageError(
      `no command "${positionals[0]}"; there are: ${Object.keys(COMMANDS).join(', ')}. See cka-lab --help`,
    );
  }
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new UsageError(
      'the trainer needs a terminal for its screen and keys. Without one, use: cka-lab run, check, list, demo, serve (see cka-lab --help)',
    );
  }
  const [{ openApplication }, { loadContent }, { Storage }] = await Promise.all([
    import('./tui/open.ts'),
    import('./content.ts'),
    import('./storage.ts'),
  ]);
  return openApplication(loadContent(values.labs ?? []), new Storage(), version());
}

function tell(text: string): number {
  process.stdout.write(text);
  return 0;
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}

/** What the user can mend is a sentence and exit status 2; anything else is ours and keeps its stack. */
function explain(error: unknown): number {
  const { code, message } = error as NodeJS.ErrnoException;
  const isTheirs =
    error instanceof UsageError ||
    error instanceof ContentError ||
    error instanceof PrepareError ||
    code?.startsWith('ERR_PARSE_ARGS') ||
    code === 'ENOENT' ||
    code === 'EACCES' ||
    code === 'EISDIR';
  if (!isTheirs) throw error;
  process.stderr.write(`cka-lab: ${message}\n`);
  return 2;
}

// A reader that went away (`cka-lab run … | head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

main(process.argv.slice(2))
  .catch(explain)
  .then((code) => {
    process.exitCode = code;
  });
