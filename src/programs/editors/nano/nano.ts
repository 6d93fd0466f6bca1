// nano 7.2 as a program: options, files, then keys until the last buffer is closed.

import type { Program } from '../../../linux/host/process.ts';
import { NotSimulated, UsageError } from '../../getopt.ts';
import { Screen, screenTerminal } from '../screen.ts';
import { press } from './commands.ts';
import { paste } from './editing.ts';
import { Nano } from './editor.ts';
import { announce, openFile } from './files.ts';
import { jump } from './go-to.ts';
import { USAGE, VERSION } from './help.ts';
import { type CommandLine, readCommandLine } from './options.ts';
import { searchFor } from './search.ts';

export const nano: Program = function* (process) {
  let given: CommandLine;
  try {
    given = readCommandLine(process);
  } catch (error) {
    if (error instanceof NotSimulated) {
      yield* process.complain(`cka-lab: not simulated: nano ${error.message}\n`);
      return 1;
    }
    if (!(error instanceof UsageError)) throw error;
    yield* process.complain(`nano: ${error.message}\nType 'nano -h' for a list of available options.\n`);
    return 1;
  }
  if (given.page) {
    yield* process.print(given.page === 'help' ? USAGE : VERSION);
    return 0;
  }
  const complaint = given.complaint ?? (process.isTerminal(0) ? undefined : 'Standard input is not a terminal');
  const terminal = screenTerminal(process);
  if (complaint !== undefined || !terminal) {
    yield* process.complain(`${complaint ?? 'Standard output is not a terminal'}\n`);
    return 1;
  }
  const screen = new Screen(process, terminal, { meta: true });
  const editor = new Nano(process, screen, given.options);
  screen.enter();
  try {
    open(editor, given);
    screen.onResize = () => {
      editor.clearStatus();
      editor.showCursor(true);
      editor.draw();
    };
    while (!editor.isOver) {
      if (!screen.hasInput) editor.draw();
      const input = yield* screen.next();
      if (!input) break;
      editor.age();
      if (input.kind === 'paste') {
        const kept = editor.cutBuffer;
        editor.cutBuffer = input.text;
        if (editor.buffer.isReadOnly) editor.say('Key is invalid in view mode');
        else paste(editor);
        editor.cutBuffer = kept;
        editor.showCursor(true);
      } else yield* press(editor, input.key);
    }
  } finally {
    screen.leave();
  }
  return 0;
};

/** The files in their order; the first one is shown. */
function open(editor: Nano, { files }: CommandLine): void {
  for (const { path, line, column, search } of files) {
    openFile(editor, path);
    if (line !== 0) jump(editor, line, column);
    if (search !== undefined) searchFor(editor, search);
    editor.buffer.top = 0;
    editor.showCursor(true);
  }
  if (editor.buffers.length === 0) {
    openFile(editor, '');
    editor.say('Welcome to nano.  For basic help, type Ctrl+G.');
  }
  editor.openedSeveral = editor.buffers.length > 1;
  if (editor.openedSeveral) {
    editor.current = 0;
    announce(editor);
  }
}
