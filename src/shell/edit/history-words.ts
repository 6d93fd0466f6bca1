// The words of a command line as the history library sees them: blanks separate, quotes keep together, operators stand
// alone. `!$` and Alt-. are about these words.

const OPERATORS = ['<<<', '<<-', '&>>', ';;&', '&&', '||', ';;', ';&', '<<', '>>', '<&', '>&', '<>', '>|', '&>', '|&'];
const ALONE = ';&()|<>';

export function historyWords(line: string): string[] {
  const words: string[] = [];
  for (let at = 0; at < line.length; ) {
    if (/\s/.test(line[at])) {
      at++;
      continue;
    }
    const end = endOfWord(line, at);
    words.push(line.slice(at, end));
    at = end;
  }
  return words;
}

function endOfWord(line: string, from: number): number {
  if (line[from] === '#') return line.length;
  // A number before a redirection belongs to it: `2>`.
  const duplicate = /^\d*[<>]&(?:\d+|-)/.exec(line.slice(from))?.[0].length;
  if (duplicate) return from + duplicate;
  const digits = /^\d+(?=[<>])/.exec(line.slice(from))?.[0].length ?? 0;
  const operator = OPERATORS.find((one) => line.startsWith(one, from + digits));
  if (operator) return from + digits + operator.length;
  if ('<>'.includes(line[from + digits] ?? ' ') && line[from + digits + 1] === '(')
    return closing(line, from + digits + 1);
  if (ALONE.includes(line[from + digits] ?? ' ')) return from + digits + 1;
  let at = from;
  while (at < line.length) {
    const character = line[at];
    if (character === '\\') at += 2;
    else if (character === "'" || character === '"' || character === '`') at = closingQuote(line, at);
    else if (character === '$' && (line[at + 1] === '(' || line[at + 1] === '{')) at = closing(line, at + 1);
    else if (/\s/.test(character) || ALONE.includes(character)) break;
    else at++;
  }
  return Math.min(at, line.length);
}

function closingQuote(line: string, open: number): number {
  const quote = line[open];
  let at = open + 1;
  while (at < line.length && line[at] !== quote) at += line[at] === '\\' && quote !== "'" ? 2 : 1;
  return at + 1;
}

function closing(line: string, open: number): number {
  const [opens, closes] = line[open] === '(' ? ['(', ')'] : ['{', '}'];
  let depth = 0;
  let at = open;
  while (at < line.length) {
    const character = line[at];
    if (character === '\\') {
      at += 2;
      continue;
    }
    if (character === "'" || character === '"') {
      at = closingQuote(line, at);
      continue;
    }
    if (character === opens) depth++;
    else if (character === closes && --depth === 0) return at + 1;
    at++;
  }
  return line.length;
}
