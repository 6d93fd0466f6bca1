// sudo's question for the password: on the terminal or, with -S, on standard input; remembered for a while.

import type { Account } from '../../../linux/host/accounts.ts';
import type { Terminal } from '../../../linux/terminal/terminal.ts';
import type { Task } from '../../../sim/task.ts';
import { fitsPassword, hasNoPassword } from '../accounts/password.ts';
import { askUnseen, readLine } from '../accounts/secret.ts';
import { syslog } from '../syslog.ts';
import type { Tool } from '../tool.ts';
import type { Settings } from './settings.ts';
import { isRemembered, remember } from './timestamps.ts';

/** Milliseconds PAM lets pass after a wrong password. */
const PENALTY = 2_000;
const LECTURED = '/var/lib/sudo/lectured';

const LECTURE = `
We trust you have received the usual lecture from the local System
Administrator. It usually boils down to these three things:

    #1) Respect the privacy of others.
    #2) Think before you type.
    #3) With great power comes great responsibility.

For security reasons, the password you type will not be visible.

`;

/** `mayDoIt`: a password is remembered only for those who were then let through. */
export function* authenticate(
  run: Tool,
  settings: Settings,
  caller: Account,
  target: Account,
  mayDoIt: boolean,
): Task<void> {
  const { process, files } = run;
  const ignoresMemory = run.has('reset-timestamp');
  if (caller.uid === 0) return;
  if (!ignoresMemory && isRemembered(process, caller.name, settings.timeoutMinutes)) {
    if (mayDoIt) remember(process, caller.name);
    return;
  }
  const whose = settings.passwordOf === 'root' ? 'root' : settings.passwordOf === 'target' ? target.name : caller.name;
  if (!hasNoPassword(files, whose)) yield* askForPassword(run, settings, caller, target, whose);
  if (!ignoresMemory && mayDoIt) remember(process, caller.name);
}

function* askForPassword(run: Tool, settings: Settings, caller: Account, target: Account, whose: string): Task<void> {
  const { process } = run;
  if (run.has('non-interactive')) yield* run.failPlainly('sudo: a password is required');
  const { terminal } = process;
  if (run.has('askpass') && !process.environment.get('SUDO_ASKPASS'))
    yield* run.failPlainly(
      'sudo: no askpass program specified, try setting SUDO_ASKPASS\nsudo: a password is required',
    );
  if (run.has('askpass')) yield* run.notSimulated('-A');
  if (!terminal && !run.has('stdin'))
    yield* run.failPlainly(
      'sudo: a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper\nsudo: a password is required',
    );
  yield* lecture(run, settings, caller);
  const prompt = promptFor(run, settings, caller, target, whose);
  for (let attempt = 1; attempt <= settings.attempts; attempt++) {
    let typed: string | undefined;
    if (terminal && !run.has('stdin')) typed = yield* askUninterrupted(run, terminal, prompt);
    else {
      yield* process.complain(prompt);
      typed = yield* readLine(process);
    }
    if (typed === undefined) {
      const none =
        attempt === 1
          ? 'no password was provided'
          : `${attempt - 1} incorrect password attempt${attempt > 2 ? 's' : ''}`;
      yield* run.failPlainly(
        `${run.has('stdin') ? '\n' : ''}sudo: ${none}${attempt === 1 ? '\nsudo: a password is required' : ''}`,
      );
    } else if (fitsPassword(process.files, whose, typed)) return;
    yield* process.sleep(PENALTY);
    if (attempt < settings.attempts) yield* run.say(settings.badPassword);
  }
  const count = settings.attempts;
  syslog(process, {
    identifier: 'sudo',
    facility: 'auth',
    priority: 1,
    message: `${caller.name.padStart(8)} : ${count} incorrect password attempts ; PWD=${process.directory} ; USER=${target.name} ; COMMAND=${run.operands.join(' ')}`,
  });
  yield* run.failPlainly(`sudo: ${count} incorrect password attempt${count === 1 ? '' : 's'}`);
}

class Interrupted extends Error {}

/** Ctrl-C at the question ends sudo, not the signal. */
function* askUninterrupted(run: Tool, terminal: Terminal, prompt: string): Task<string | undefined> {
  const { process } = run;
  process.onSignal('SIGINT', () => process.interrupt(new Interrupted()));
  try {
    return yield* askUnseen(terminal, prompt);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    return yield* run.failPlainly('sudo: a password is required');
  } finally {
    process.onSignal('SIGINT', undefined);
  }
}

function promptFor(run: Tool, settings: Settings, caller: Account, target: Account, whose: string): string {
  const host = run.process.namespaces.hostname;
  const given = run.value('prompt') ?? run.process.environment.get('SUDO_PROMPT') ?? settings.prompt;
  const values: Readonly<Record<string, string>> = {
    H: host,
    h: host.split('.')[0],
    p: whose,
    U: target.name,
    u: caller.name,
    '%': '%',
  };
  return (given ?? '[sudo] password for %p: ').replace(/%([HhpUu%])/g, (_all, letter: string) => values[letter]);
}

function* lecture({ process, files }: Tool, settings: Settings, caller: Account): Task<void> {
  const mark = `${LECTURED}/${caller.uid}`;
  if (settings.lecture === 'never' || (settings.lecture === 'once' && files.exists(mark))) return;
  yield* process.complain(LECTURE);
  files.makeDirectory(LECTURED, { recursive: true, mode: 0o700 });
  files.writeFile(mark, '', { mode: 0o600 });
}
