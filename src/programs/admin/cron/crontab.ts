// crontab: a user's own table, shown, replaced, edited, removed.

import { strftime } from '../../../base/strftime.ts';
import { SystemError, strerror } from '../../../linux/errors.ts';
import { type Account, credentialsOf, findAccount } from '../../../linux/host/accounts.ts';
import type { ExitCode, Program } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { editorFrom, executableOf } from '../../editors/chosen-editor.ts';
import { readLine } from '../accounts/secret.ts';
import { callerOf } from '../caller.ts';
import { syslog } from '../syslog.ts';
import { type Tool, tool } from '../tool.ts';
import { SPOOL } from './crond.ts';
import { readTable } from './table.ts';

const USAGE = `usage:	crontab [-u user] [-n] file
	crontab [ -u user ] [ -i ] { -e | -l | -r }

	-h	(displays this help message)

	file	(default operation is replace, per 1003.2)
	-n	(dry run: checks the syntax, then bails out)
	-u user	(choose the user whose crontab is touched)

	-e	(edit user's crontab)
	-l	(list user's crontab)
	-r	(delete user's crontab)

	-i	(prompt before deleting user's crontab)
`;

const TEMPLATE = `# Edit this file to introduce tasks to be run by cron.
# 
# Each task to run has to be defined through a single line
# indicating with different fields when the task will be run
# and what command to run for the task
# 
# To define the time you can provide concrete values for
# minute (m), hour (h), day of month (dom), month (mon),
# and day of week (dow) or use '*' in these fields (for 'any').
# 
# Notice that tasks will be started based on the cron's system
# daemon's notion of time and timezones.
# 
# Output of the crontab jobs (including errors) is sent through
# email to the user the crontab file belongs to (unless redirected).
# 
# For example, you can run a backup of all your user accounts
# at 5 a.m every week with:
# 0 5 * * 1 tar -zcf /var/backups/home.tgz /home/
# 
# For more information see the manual pages of crontab(5) and cron(8)
# 
# m h  dom mon dow   command
`;

const HEADER = 3;
const NAME_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export const crontab: Program = tool(
  'crontab',
  {
    options: ['e', 'h', 'i', 'l', 'n', 'r', 'u='],
    hint: `crontab: usage error: unrecognized option\n${USAGE}`,
    // getopt(3) without long options: a second dash is a letter.
    wording: (complaint) => complaint.replace(/^unrecognized option .*$/, "invalid option -- '-'"),
  },
  function* (run): Task<ExitCode> {
    const { process, files } = run;
    if (run.has('h')) {
      yield* process.complain(USAGE);
      return 1;
    }
    const caller = callerOf(process);
    const named = run.value('u');
    if (named !== undefined && !run.isRoot) return yield* run.failPlainly('must be privileged to use -u');
    const owner = named === undefined ? caller : findAccount(files, named);
    if (!owner) return yield* run.failPlainly(`crontab:  user \`${named}' unknown`);
    if (!mayUse(run, caller))
      return yield* run.failPlainly(
        `You (${caller.name}) are not allowed to use this program (crontab)\nSee crontab(1) for more information`,
      );
    const actions = ['e', 'l', 'r'].filter((one) => run.has(one));
    if (actions.length > 1 || (actions.length === 1 && run.operands.length > 0)) {
      yield* process.complain(
        `crontab: usage error: ${actions.length > 1 ? 'only one operation permitted' : 'no arguments permitted after this option'}\n${USAGE}`,
      );
      return 1;
    }
    const table = new OwnTable(run, caller, owner);
    if (run.has('l')) return yield* table.list();
    if (run.has('r')) return yield* table.remove();
    if (run.has('e')) return yield* table.edit();
    return yield* table.replace(run.operands[0] ?? '-');
  },
);

function mayUse({ files, isRoot }: Tool, caller: Account): boolean {
  const names = (path: string) => (files.exists(path) ? files.readText(path).split(/\s+/) : undefined);
  const allowed = names('/etc/cron.allow');
  if (isRoot) return true;
  if (allowed) return allowed.includes(caller.name);
  return !names('/etc/cron.deny')?.includes(caller.name);
}

class OwnTable {
  readonly #run: Tool;
  readonly #caller: Account;
  readonly #owner: Account;
  readonly #path: string;

  constructor(run: Tool, caller: Account, owner: Account) {
    this.#run = run;
    this.#caller = caller;
    this.#owner = owner;
    this.#path = `${SPOOL}/${owner.name}`;
  }

  *list(): Task<ExitCode> {
    this.#log('LIST');
    if (!this.#run.files.exists(this.#path)) return yield* this.#none();
    yield* this.#run.print(this.#text());
    return 0;
  }

  *remove(): Task<ExitCode> {
    const { files, process } = this.#run;
    if (!files.exists(this.#path)) return yield* this.#none();
    if (this.#run.has('i')) {
      let question = `crontab: really delete ${this.#owner.name}'s crontab? (y/n) `;
      for (;;) {
        yield* this.#run.print(question);
        const answer = (yield* readLine(process)) ?? 'n';
        if (/^n/i.test(answer)) return 0;
        if (/^y/i.test(answer)) break;
        question = 'Please enter Y or N: ';
      }
    }
    files.unlink(this.#path);
    this.#log('DELETE');
    return 0;
  }

  *replace(source: string): Task<ExitCode> {
    const { files, process } = this.#run;
    let text: string;
    try {
      text =
        source === '-'
          ? yield* process.readAllText()
          : files.readText(process.absolute(source), { ...process.credentials, uid: this.#caller.uid });
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return yield* this.#run.failPlainly(`${source}: ${strerror(error.code)}`);
    }
    if (!(yield* this.#accepts(text, source))) return 1;
    if (this.#run.has('n')) {
      yield* this.#run.say('The syntax of the crontab file was successfully checked.');
      return 0;
    }
    this.#install(text, source);
    this.#log('REPLACE');
    return 0;
  }

  *edit(): Task<ExitCode> {
    const { files, process } = this.#run;
    const { uid, gid } = this.#caller;
    this.#log('BEGIN EDIT');
    const isNew = !files.exists(this.#path);
    if (isNew) yield* this.#run.say(`no crontab for ${this.#owner.name} - using an empty one`);
    const directory = `/tmp/crontab.${process.simulation.random.text(6, NAME_LETTERS)}`;
    const path = `${directory}/crontab`;
    files.makeDirectory(directory, { mode: 0o700 });
    files.writeFile(path, isNew ? TEMPLATE : this.#text(), { mode: 0o600 });
    for (const one of [directory, path]) files.changeOwner(one, { uid, gid });
    let modified = files.stat(path).mtime;
    for (;;) {
      const code = yield* this.#runEditor(path);
      if (code !== undefined) return code;
      if (!files.exists(path)) return yield* this.#run.failPlainly(`crontab: ${path}: ${strerror('ENOENT')}`);
      if (files.stat(path).mtime === modified) {
        yield* this.#run.say('No modification made');
        break;
      }
      modified = files.stat(path).mtime;
      yield* this.#run.say('crontab: installing new crontab');
      const text = files.readText(path);
      if (yield* this.#accepts(text, path)) {
        this.#install(text, path);
        this.#log('REPLACE');
        break;
      }
      if (!(yield* this.#wantsRetry())) {
        yield* this.#run.say(`crontab: edits left in ${path}`);
        return 1;
      }
    }
    files.removeTree(directory);
    this.#log('END EDIT');
    return 0;
  }

  /** The editor's words go through a shell; how it ended, if not well. */
  *#runEditor(path: string): Task<ExitCode | undefined> {
    const { process, files } = this.#run;
    const editor = (editorFrom(process, ['VISUAL', 'EDITOR']) ?? ['/usr/bin/sensible-editor']).join(' ');
    if (!executableOf(process, '/bin/sh')) return yield* this.#run.failPlainly(`/bin/sh: ${strerror('ENOENT')}`);
    const status = yield* process.run({
      argv: ['/bin/sh', '-c', `${editor} ${path}`],
      path: '/bin/sh',
      credentials: credentialsOf(files, this.#caller),
    });
    if (status.code === 0) return undefined;
    yield* this.#run.say(
      status.signal
        ? `crontab: "${editor}" killed; signal ${status.code - 128} (no core dumped)`
        : `crontab: "${editor}" exited with status ${status.code}`,
    );
    return 1;
  }

  *#wantsRetry(): Task<boolean> {
    for (;;) {
      yield* this.#run.print('Do you want to retry the same edit? (y/n) ');
      const answer = yield* readLine(this.#run.process);
      if (answer === undefined || /^n/i.test(answer)) return false;
      if (/^y/i.test(answer)) return true;
      yield* this.#run.say('Enter Y or N');
    }
  }

  *#accepts(text: string, name: string): Task<boolean> {
    if (text !== '' && !text.endsWith('\n')) {
      yield* this.#run.say("new crontab file is missing newline before EOF, can't install.");
      return false;
    }
    const read = readTable(text, false);
    if (!('complaint' in read)) return true;
    yield* this.#run.say(
      `"${name}":${read.complaint.line}: ${read.complaint.text}\nerrors in crontab file, can't install.`,
    );
    return false;
  }

  #install(text: string, source: string): void {
    const { files, process } = this.#run;
    const time = strftime('%a %b %e %H:%M:%S %Y', process.simulation.epoch + process.simulation.now);
    const header = `# DO NOT EDIT THIS FILE - edit the master and reinstall.\n# (${source} installed on ${time})\n# (Cron version -- $Id: crontab.c,v 2.13 1994/01/17 03:20:37 vixie Exp $)\n`;
    files.makeDirectory(SPOOL, { recursive: true });
    const mode = 0o600;
    if (files.exists(this.#path)) files.unlink(this.#path);
    files.writeFile(this.#path, header + text, { mode });
    files.changeOwner(this.#path, { uid: this.#owner.uid, gid: files.stat(SPOOL).gid });
    files.changeMode(this.#path, mode);
  }

  /** Without the header that `#install` wrote. */
  #text(): string {
    const lines = this.#run.files.readText(this.#path).split('\n');
    const hasHeader = lines[0]?.startsWith('# DO NOT EDIT THIS FILE');
    return lines.slice(hasHeader ? HEADER : 0).join('\n');
  }

  *#none(): Task<ExitCode> {
    return yield* this.#run.failPlainly(`no crontab for ${this.#owner.name}`);
  }

  #log(what: string): void {
    syslog(this.#run.process, {
      identifier: 'crontab',
      facility: 'cron',
      message: `(${this.#caller.name}) ${what} (${this.#owner.name})`,
    });
  }
}
