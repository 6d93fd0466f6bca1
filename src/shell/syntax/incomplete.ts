// Whether a text is only the beginning of a command: an open quote, a `do` without `done`, a here-document.

import { type ParseOptions, PLAIN_BASH, parseShell } from './parse.ts';

export function needsMore(text: string, options: ParseOptions = PLAIN_BASH): boolean {
  if (/(?:^|[^\\])(?:\\\\)*\\\n?$/.test(text)) return true;
  const parsed = parseShell(text, 1, options);
  return parsed.complaint?.incomplete ?? parsed.openHereDocuments.length > 0;
}
