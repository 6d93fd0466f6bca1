// The `time` keyword: real time is virtual time; processor time is what programs said they used.

import type { Millis } from '../../sim/simulation.ts';
import type { Task } from '../../sim/task.ts';
import type { Shell } from './shell.ts';

export function* printTimes(shell: Shell, real: Millis, user: Millis, posix: boolean): Task<void> {
  const format = shell.variables.get('TIMEFORMAT');
  if (posix) {
    yield* shell.printError(`real ${seconds(real, 2)}\nuser ${seconds(user, 2)}\nsys ${seconds(0, 2)}\n`);
    return;
  }
  if (format === '') return;
  const text = (format ?? '\nreal\t%3lR\nuser\t%3lU\nsys\t%3lS').replaceAll(
    /%(?:(\d)?(l)?([RUS])|(P)|%)/g,
    (_all, precision?: string, long?: string, which?: string, percent?: string) => {
      if (percent) return real === 0 ? '0.00' : ((user / real) * 100).toFixed(2);
      if (!which) return '%';
      const span = which === 'R' ? real : which === 'U' ? user : 0;
      const digits = Math.min(Number(precision ?? 3), 3);
      return long ? minutes(span, digits) : seconds(span, digits);
    },
  );
  yield* shell.printError(`${text}\n`);
}

const seconds = (span: Millis, digits: number): string => (span / 1000).toFixed(digits);

export const minutes = (span: Millis, digits = 3): string =>
  `${Math.floor(span / 60_000)}m${((span % 60_000) / 1000).toFixed(digits)}s`;
