// kubectl kustomize: the objects of a kustomization, as YAML.

import { sortedKeys } from '../../../base/go-json.ts';
import { printYaml } from '../../../base/yaml/print.ts';
import { KubectlError } from '../errors.ts';
import { goFileError } from '../invocation.ts';
import { kustomized } from '../kustomize/directory.ts';
import type { Verb } from './verb.ts';

const RESTRICTORS = ['LoadRestrictionsNone', 'LoadRestrictionsRootOnly'];

export const kustomize: Verb = {
  name: 'kustomize',
  flags: ['as-current-user', 'load-restrictor', 'output'],
  *run(invocation) {
    const { args, flags, process } = invocation;
    if (args.length > 1) throw new KubectlError('specify one path to kustomization.yaml');
    const restrictor = flags.string('load-restrictor');
    if (!RESTRICTORS.includes(restrictor)) {
      throw new KubectlError(
        `illegal flag value --load-restrictor ${restrictor}; legal values: [${RESTRICTORS.join(' ')}]`,
      );
    }
    const objects = yield* kustomized(invocation, args[0] ?? '.', restrictor !== 'LoadRestrictionsNone');
    const text = objects.map((object) => printYaml(sortedKeys(object))).join('---\n');
    const output = flags.string('output');
    if (output === '') {
      yield* invocation.print(text);
      return 0;
    }
    try {
      process.files.writeFile(process.absolute(output), text, { mode: 0o644, who: process.credentials });
    } catch (error) {
      throw goFileError(error, 'open', output);
    }
    return 0;
  },
};
