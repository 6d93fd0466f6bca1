// Tab on the command line: names of commands, options and files.

import { SystemError } from '../../../../linux/errors.ts';
import type { Editor } from '../editor.ts';
import { COMMANDS } from './commands.ts';

/** Whole lines that the line may become. */
export function completeCommandLine(editor: Editor, text: string): string[] {
  const command = /^([^a-zA-Z]*)([a-zA-Z]*)$/.exec(text);
  if (command) {
    const names = [...new Set(COMMANDS.map((one) => one.name.replace(/[[\]]/g, '')))];
    return names
      .filter((name) => /^[a-z]/i.test(name) && name.startsWith(command[2]))
      .sort()
      .map((name) => command[1] + name);
  }
  const option = /^(\s*set?l?\w*\s+(?:.*\s)?)(no)?(\w*)$/.exec(text);
  if (option && /^\s*(?:se|set|setl|setlocal)\s/.test(text)) {
    return editor.options.names
      .filter((name) => name.startsWith(option[3]))
      .map((name) => option[1] + (option[2] ?? '') + name);
  }
  const file = /^(.*\s!?)(\S*)$/.exec(text);
  return file ? files(editor, file[2]).map((name) => file[1] + name) : [];
}

function files(editor: Editor, prefix: string): string[] {
  const { process } = editor;
  const slash = prefix.lastIndexOf('/');
  const [directory, base] = [prefix.slice(0, slash + 1), prefix.slice(slash + 1)];
  const path = process.absolute(
    directory === '' ? '.' : directory.replace(/^~(?=\/)/, process.environment.get('HOME') ?? '/root'),
  );
  try {
    return process.files
      .readDirectory(path, process.credentials)
      .filter((name) => name.startsWith(base) && (base.startsWith('.') || !name.startsWith('.')))
      .map((name) => directory + name + (process.files.isDirectory(`${path}/${name}`) ? '/' : ''));
  } catch (error) {
    if (error instanceof SystemError) return [];
    throw error;
  }
}
