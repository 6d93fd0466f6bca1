// kubectl plugin list: executables on the PATH whose names begin with `kubectl-`.

import { KubectlError } from '../errors.ts';
import type { Verb } from './verb.ts';

export const pluginList: Verb = {
  name: 'plugin list',
  flags: ['name-only'],
  *run(invocation) {
    const { files, environment, credentials } = invocation.process;
    const found = (environment.get('PATH') ?? '')
      .split(':')
      .filter((folder) => folder !== '' && files.exists(folder, credentials) && files.isDirectory(folder, credentials))
      .flatMap((folder) =>
        [...files.readDirectory(folder, credentials)]
          .filter((name) => name.startsWith('kubectl-'))
          .sort()
          .map((name) => (invocation.flags.bool('name-only') ? name : `${folder}/${name}`)),
      );
    if (found.length === 0) throw new KubectlError('unable to find any kubectl plugins in your PATH');
    yield* invocation.print(`The following compatible plugins are available:\n\n${found.join('\n')}\n`);
    return 0;
  },
};
