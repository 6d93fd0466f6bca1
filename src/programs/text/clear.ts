// clear and reset: an empty screen, and a terminal that somebody's binary output has bewitched made sane again.

import type { Program } from '../../linux/host/process.ts';
import { COOKED, terminalOf } from '../../linux/terminal/terminal.ts';
import { utility } from '../utility.ts';

export const clear: Program = utility({ usage: '[options]', suite: 'ncurses 6.4', options: ['x'] }, function* (run) {
  // -x leaves what has been scrolled away.
  yield* run.print(`\x1b[H\x1b[2J${run.has('x') ? '' : '\x1b[3J'}`);
});

/** rs1 and rs2 of xterm's terminfo, as ncurses sends them. */
const RESET = '\x1bc\x1b]104\x07\x1b[!p\x1b[?3;4l\x1b[4l\x1b>\x1b[?69l';

export const reset: Program = utility(
  { usage: '[options] [terminal]', suite: 'ncurses 6.4', options: [] },
  function* (run) {
    const { process } = run;
    const terminal = [2, 1, 0].map((number) => terminalOf(process.descriptors.get(number))).find(Boolean);
    if (!terminal) {
      yield* run.note('reset: terminal attributes: No such device or address\n');
      return 1;
    }
    terminal.setModes(COOKED);
    yield* process.complain(`${RESET}\r`);
    return 0;
  },
);
