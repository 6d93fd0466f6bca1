// busybox called by its own name: `busybox ls -l` runs the applet `ls`.

import { SystemError } from '../../../linux/errors.ts';
import type { Program } from '../../../linux/host/process.ts';

export const busybox: Program = function* (process) {
  const [applet, ...rest] = process.argv.slice(1);
  if (applet === undefined) {
    yield* process.print(`${process.version} (2024-09-26 21:31:42 UTC) multi-call binary.\n`);
    return 0;
  }
  const child = (() => {
    try {
      return process.spawn({ argv: [applet, ...rest], path: `/bin/${applet}` });
    } catch (error) {
      if (error instanceof SystemError) return undefined;
      throw error;
    }
  })();
  if (!child) {
    yield* process.complain(`${applet}: applet not found\n`);
    return 127;
  }
  return (yield* process.waitFor(child)).code;
};
