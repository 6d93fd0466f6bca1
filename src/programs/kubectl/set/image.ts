// kubectl set image: `name=image` pairs; `*` means every container.

import { KubectlError, throwAll } from '../errors.ts';
import { NO_RESOURCES } from '../resources/arguments.ts';
import { listOf, textOf } from '../resources/objects.ts';
import type { Verb } from '../verbs/verb.ts';
import { checkLocal, podSpecOf, SETTING, updateObjects } from './update.ts';

export const setImage: Verb = {
  name: 'set image',
  flags: SETTING,
  *run(invocation) {
    const { args, flags } = invocation;
    const pairs = args.filter((word) => word.includes('='));
    const words = args.filter((word) => !word.includes('='));
    checkLocal(invocation, words);
    if (words.length === 0 && flags.list('filename').length === 0) throw new KubectlError(NO_RESOURCES);
    if (pairs.length === 0) throw new KubectlError('at least one image update is required');
    const images = new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
    return yield* updateObjects(invocation, {
      words,
      done: 'image updated',
      failed: 'failed to patch image update to pod template: ',
      change(object) {
        const spec = podSpecOf(object);
        const found = new Set<string>();
        for (const container of [...listOf(spec, 'initContainers'), ...listOf(spec, 'containers')]) {
          const name = textOf(container, 'name');
          const image = images.get(name) ?? images.get('*');
          if (image === undefined) continue;
          found.add(name);
          container.image = image;
        }
        const missing = [...images.keys()].filter((name) => name !== '*' && !found.has(name));
        throwAll(missing.map((name) => new KubectlError(`unable to find container named ${JSON.stringify(name)}`)));
      },
    });
  },
};
