// One run of a job: a session of its user, the command in a shell, the output for a mail that nobody delivers.

import { encode } from '../../../base/bytes.ts';
import { SystemError } from '../../../linux/errors.ts';
import { NullDevice, type OpenFile } from '../../../linux/files/open-file.ts';
import { createPipe } from '../../../linux/files/pipe.ts';
import { credentialsOf, findAccount } from '../../../linux/host/accounts.ts';
import type { Program } from '../../../linux/host/process.ts';
import { loginPath } from '../../../linux/ubuntu/login.ts';
import type { Task } from '../../../sim/task.ts';
import { syslog } from '../syslog.ts';
import type { OwnedJob } from './crond.ts';
import { splitCommand } from './table.ts';

export const cronJob = (job: OwnedJob): Program =>
  function* (process) {
    const { files } = process;
    const log = (message: string) =>
      syslog(process, { identifier: 'CRON', facility: 'cron', message, unit: 'cron.service' });
    const account = findAccount(files, job.owner);
    if (!account) {
      log(`(${job.owner}) ORPHAN (no passwd entry)`);
      return 1;
    }
    log(`pam_unix(cron:session): session opened for user ${account.name}(uid=${account.uid}) by root(uid=0)`);
    log(`(${account.name}) CMD (${job.command})`);
    const { command, input } = splitCommand(job.command);
    const shell = job.environment.get('SHELL') ?? '/bin/sh';
    const home = job.environment.get('HOME') ?? account.home;
    const [standardInput, output] = [createPipe(), createPipe()];
    const reader = input === undefined ? new NullDevice() : standardInput.reader;
    let said = 0;
    try {
      const child = process.spawn({
        argv: [shell, '-c', command],
        path: shell,
        credentials: credentialsOf(files, account),
        directory: files.isDirectory(home) ? home : '/',
        environment: new Map([
          ['SHELL', shell],
          ['PATH', process.environment.get('PATH') ?? loginPath(process.host)],
          ['LANG', 'C.UTF-8'],
          ...job.environment,
          ['HOME', home],
          ['LOGNAME', account.name],
        ]),
        descriptors: new Map<number, OpenFile>([
          [0, reader],
          [1, output.writer],
          [2, output.writer],
        ]),
      });
      output.writer.release();
      if (input !== undefined) process.thread('input', feed(standardInput.writer, input));
      for (;;) {
        const bytes = yield* output.reader.read(65_536);
        if (bytes.length === 0) break;
        said += bytes.length;
      }
      yield* process.waitFor(child);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      log(`(CRON) EXEC FAILED (${shell}): ${error.message}`);
    }
    const wantsMail = job.environment.get('MAILTO') !== '';
    if (said > 0 && wantsMail) log('(CRON) info (No MTA installed, discarding output)');
    log(`pam_unix(cron:session): session closed for user ${account.name}`);
    return 0;
  };

function* feed(writer: OpenFile, text: string): Task<void> {
  try {
    yield* writer.write(encode(text));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error; // the command does not read
  } finally {
    writer.release();
  }
}
