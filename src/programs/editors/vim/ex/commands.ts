// Every ex command. Where two begin alike, the order says which one a short form means.

import type { ExCommand } from './command.ts';
import { FILE_COMMANDS } from './file-commands.ts';
import { SETTING_COMMANDS } from './setting-commands.ts';
import { SUBSTITUTE_COMMANDS } from './substitute.ts';
import { TEXT_COMMANDS } from './text-commands.ts';

export const COMMANDS: readonly ExCommand[] = [
  ...SUBSTITUTE_COMMANDS,
  ...TEXT_COMMANDS,
  ...FILE_COMMANDS,
  ...SETTING_COMMANDS,
];
