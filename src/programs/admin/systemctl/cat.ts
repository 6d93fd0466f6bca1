// systemctl cat: the unit file and its drop-ins, each under its path.

import type { ExitCode } from '../../../linux/host/process.ts';
import { findUnit } from '../../../linux/systemd/unit-search.ts';
import type { Task } from '../../../sim/task.ts';
import { page } from '../pager.ts';
import type { Command } from './systemctl.ts';
import { expandNames, warnChanged } from './verbs.ts';

export function* cat(command: Command): Task<ExitCode> {
  const { process, systemd, tool } = command;
  const { files } = process;
  const parts: string[] = [];
  let code = 0;
  for (const name of expandNames(command, command.operands)) {
    const found = findUnit(files, name);
    if (!found.fragment) {
      yield* tool.say(`No files found for ${name}.`);
      code = 1;
      continue;
    }
    if (found.masked) parts.push(`# Unit ${name} is masked.\n`);
    else {
      for (const path of [found.fragment, ...found.dropIns]) {
        const text = files.readText(path);
        parts.push(`# ${path}\n${text}${text.endsWith('\n') || text === '' ? '' : '\n'}`);
      }
    }
    if (systemd.status(name).needsReload) yield* warnChanged(command, name);
  }
  yield* page(process, parts.join('\n'), { paged: !tool.has('no-pager') });
  return code;
}
