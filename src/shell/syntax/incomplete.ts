// Whether a text is only the beginning of a command: an open quote, a `do` without `done`, a here-document.

import { parseShell } from './parse.ts';

export function needsMore(text: string): boolean {
  if (/(?:^|[^\\])(?:\\\\)*\\\n?$/.test(text)) return true;
  const parsed = parseShell(text);
  return parsed.complaint?.incomplete ?? parsed.openHereDocuments.length > 0;
}
