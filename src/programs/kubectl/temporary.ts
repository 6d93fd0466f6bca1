// Names for temporary files as Go's os.CreateTemp makes them: a prefix and up to ten random digits.

import type { Process } from '../../linux/host/process.ts';

export function temporaryName(process: Process, pattern: string): string {
  const { random } = process.simulation;
  const directory = process.environment.get('TMPDIR') || '/tmp';
  return `${directory}/${pattern.replace('*', String(random.integer(2 ** 32)))}`;
}
