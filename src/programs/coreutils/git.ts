// git: which version it is, and that there is no repository here. What would make one is not simulated.

import type { Program } from '../../linux/host/process.ts';

/** What works without a repository. */
const ANYWHERE = ['init', 'clone', 'config', 'help', 'ls-remote', 'archive', '--help', '--exec-path', '--html-path'];

export const git: Program = function* (process) {
  const [, ...words] = process.argv;
  if (['--version', '-v', 'version'].includes(words[0] ?? '')) {
    yield* process.print('git version 2.43.0\n');
    return 0;
  }
  if (words.length === 0 || words[0].startsWith('-') || ANYWHERE.includes(words[0])) {
    yield* process.complain(`cka-lab: not simulated: ${['git', ...words].join(' ')}\n`);
    return 1;
  }
  yield* process.complain('fatal: not a git repository (or any of the parent directories): .git\n');
  return 128;
};
