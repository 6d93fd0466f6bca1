// vipw and vigr: the account files in an editor, in a copy that takes their place when it was changed.

import type { ExitCode, Program } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { editorFrom, executableOf } from '../../editors/chosen-editor.ts';
import { baseName, type Tool } from '../tool.ts';
import { shadowTool } from './shadow-tool.ts';

const OPTIONS = ['g,group', 'p,passwd', 'q,quiet', 's,shadow', '!R,root='];

function* edit(run: Tool): Task<ExitCode> {
  const { files, process } = run;
  const name = baseName(process.argv[0]);
  const isGroup = run.has('group') || (name === 'vigr' && !run.has('passwd'));
  const path = `/etc/${run.has('shadow') ? (isGroup ? 'gshadow' : 'shadow') : isGroup ? 'group' : 'passwd'}`;
  if (!run.isRoot)
    return yield* run.failPlainly(`${name}: Couldn't lock file: Permission denied\n${name}: ${path} is unchanged`);
  const copy = `${path}.edit`;
  const { mode, gid } = files.stat(path);
  files.writeFile(copy, files.readFile(path), { mode });
  files.changeOwner(copy, { gid });
  const before = files.stat(copy).mtime;
  const [editor, ...words] = editorFrom(process, ['VISUAL', 'EDITOR']) ?? ['vi'];
  const executable = executableOf(process, editor);
  const status = executable ? yield* process.run({ argv: [editor, ...words, copy], path: executable }) : undefined;
  if (status?.code !== 0 || files.stat(copy).mtime === before) {
    files.unlink(copy);
    if (!executable) yield* run.say(`${name}: ${editor}: No such file or directory`);
    yield* run.say(`${name}: ${path} is unchanged`);
    return status?.code === 0 ? 0 : 1;
  }
  files.writeFile(`${path}-`, files.readFile(path), { mode });
  files.rename(copy, path);
  const other = isGroup ? '/etc/gshadow' : '/etc/shadow';
  if (!run.has('quiet'))
    yield* run.print(
      run.has('shadow')
        ? `You have modified ${path}.\nYou may need to modify ${isGroup ? '/etc/group' : '/etc/passwd'} for consistency.\nPlease use the command '${name}' to do so.\n`
        : `You have modified ${path}.\nYou may need to modify ${other} for consistency.\nPlease use the command '${name} -s' to do so.\n`,
    );
  return 0;
}

export const vipw: Program = shadowTool('vipw', OPTIONS, edit, 1);
export const vigr: Program = shadowTool('vigr', OPTIONS, edit, 1);
