// How Go programs word what the system refused: `open /etc/x: no such file or directory`.

import { type SystemError, strerror } from '../../linux/errors.ts';

/** `operation` and `path` may be empty, for the bare text. */
export function goSystemError(operation: string, path: string, error: SystemError): string {
  const text = strerror(error.code);
  const words = text.charAt(0).toLowerCase() + text.slice(1);
  return operation === '' ? words : `${operation} ${path}: ${words}`;
}
