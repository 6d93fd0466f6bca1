// runc: says its version. containerd runs the containers of this machine without it.

import { runcVersionText } from '../../linux/containers/containerd-package.ts';
import type { Program } from '../../linux/host/process.ts';

export const runc: Program = function* (process) {
  const [first] = process.argv.slice(1);
  const text = first === '--version' || first === '-v' ? runcVersionText(process.version) : undefined;
  if (text === undefined) {
    yield* process.complain(`cka-lab: not simulated: ${['runc', ...process.argv.slice(1)].join(' ')}\n`);
    return 1;
  }
  yield* process.print(text);
  return 0;
};
