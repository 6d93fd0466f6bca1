// kubectl apply view-last-applied: what apply remembers of the file.

import { goJson, sortedKeys } from '../../../base/go-json.ts';
import { printYaml } from '../../../base/yaml/print.ts';
import { fetchOne } from '../resources/arguments.ts';
import { namedObjects } from '../set/update.ts';
import { LAST_APPLIED } from './create.ts';
import { FILES, type Verb } from './verb.ts';

export const viewLastApplied: Verb = {
  name: 'apply view-last-applied',
  flags: [...FILES, 'all', 'output', 'selector'],
  *run(invocation) {
    const format = invocation.flags.string('output');
    if (!['', 'yaml', 'json'].includes(format)) {
      throw invocation.usageError(`Unexpected -o output mode: ${format}, the flag 'output' must be one of yaml|json`);
    }
    const session = yield* invocation.session();
    for (const target of yield* namedObjects(invocation, invocation.args)) {
      const object = yield* fetchOne(session, target);
      const text = object.metadata.annotations?.[LAST_APPLIED];
      if (text === undefined) return 0; // the real one means to complain, and loses its complaint
      const value: unknown = JSON.parse(text);
      yield* invocation.print(format === 'json' ? `${goJson(sortedKeys(value), '  ')}\n` : printYaml(value));
    }
    return 0;
  },
};
