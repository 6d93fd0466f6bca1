// envsubst: replaces $NAME and ${NAME} by the environment's values.

import { encode } from '../../base/bytes.ts';
import { decodeRaw } from '../../base/raw-text.ts';
import type { Program } from '../../linux/host/process.ts';
import { utility } from '../utility.ts';

const REFERENCE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g;

export const envsubst: Program = utility(
  { usage: '[OPTION] [SHELL-FORMAT]', suite: 'GNU gettext-runtime 0.21', options: ['v,variables'] },
  function* (run) {
    const format = run.operands[0];
    const named = [...(format ?? '').matchAll(REFERENCE)].map(([, plain, braced]) => plain ?? braced);
    if (run.has('variables')) {
      yield* run.print(named.map((name) => `${name}\n`).join(''));
      return 0;
    }
    const input = run.open('-');
    for (;;) {
      const line = yield* input.line();
      if (!line) return 0;
      const text = line.text.replaceAll(REFERENCE, (all, plain?: string, braced?: string) => {
        const name = plain ?? braced ?? '';
        if (format !== undefined && !named.includes(name)) return all;
        return decodeRaw(encode(run.process.environment.get(name) ?? ''));
      });
      yield* run.print(text + (line.complete ? '\n' : ''));
    }
  },
);
