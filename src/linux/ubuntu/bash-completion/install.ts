// The files of the package bash-completion.

import type { FileSystem } from '../../files/file-system.ts';
import { COMPLETIONS, SAME_COMPLETION } from './commands.ts';
import { BASH_COMPLETION, COMPLETION_FUNCTIONS } from './library.ts';

const SHARE = '/usr/share/bash-completion';

export function installBashCompletion(files: FileSystem): void {
  files.makeDirectory(`${SHARE}/completions`, { recursive: true });
  files.makeDirectory('/etc/bash_completion.d', { recursive: true });
  files.writeFile(`${SHARE}/bash_completion`, BASH_COMPLETION);
  files.writeFile(`${SHARE}/functions`, COMPLETION_FUNCTIONS);
  files.writeFile('/etc/bash_completion', '. /usr/share/bash-completion/bash_completion\n');
  files.writeFile('/etc/profile.d/bash_completion.sh', PROFILE);
  for (const [name, text] of Object.entries(COMPLETIONS)) files.writeFile(`${SHARE}/completions/${name}`, text);
  for (const [name, other] of Object.entries(SAME_COMPLETION)) files.symlink(other, `${SHARE}/completions/${name}`);
}

/** Login shells; others find it through ~/.bashrc. */
const PROFILE = `# Programmable completion for interactive login shells.
if [ -n "\${BASH_VERSION-}" ] && [ -n "\${PS1-}" ] && [ -z "\${BASH_COMPLETION_VERSINFO-}" ]; then
  if shopt -q progcomp && [ -r ${SHARE}/bash_completion ]; then
    . ${SHARE}/bash_completion
  fi
fi
`;
