// Condition…= and Assert…= lines of a unit.

import type { Process } from '../host/process.ts';
import type { Condition } from './definition.ts';

/** The first condition that does not hold; undefined when all do. */
export function unmetCondition(process: Process, conditions: readonly Condition[]): Condition | undefined {
  return conditions.find((condition) => holds(process, condition) === condition.negated);
}

function holds(process: Process, { key, argument }: Condition): boolean {
  const { files } = process.host;
  switch (key.replace(/^(?:Condition|Assert)/, '')) {
    case 'PathExists':
      return files.exists(argument);
    case 'PathIsDirectory':
      return files.isDirectory(argument);
    case 'PathIsSymbolicLink':
      return files.exists(argument) && files.lstat(argument).type === 'symlink';
    case 'DirectoryNotEmpty':
      return files.isDirectory(argument) && files.readDirectory(argument).length > 0;
    case 'FileNotEmpty':
      return files.exists(argument) && files.readFile(argument).length > 0;
    case 'FileIsExecutable':
      return files.exists(argument) && files.access(argument, 1);
    case 'Virtualization':
      return argument === 'yes' || argument === 'vm' || argument === 'true' || argument === 'kvm';
    default:
      // Conditions on hardware, kernel and security: a simulated machine meets them all.
      return true;
  }
}
