// Where a quoted or bracketed stretch of shell text ends. Each function takes the index just behind the
// opening mark and gives the index of the closing one, or the text's length when it is missing.

export function endOfSingleQuote(source: string, at: number): number {
  const end = source.indexOf("'", at);
  return end < 0 ? source.length : end;
}

export function endOfDoubleQuote(source: string, at: number): number {
  for (let i = at; i < source.length; i++) {
    const character = source[i];
    if (character === '"') return i;
    i = skipExpansion(source, i);
  }
  return source.length;
}

export function endOfAnsiQuote(source: string, at: number): number {
  for (let i = at; i < source.length; i++) {
    if (source[i] === '\\') i++;
    else if (source[i] === "'") return i;
  }
  return source.length;
}

export function endOfBacktick(source: string, at: number): number {
  for (let i = at; i < source.length; i++) {
    if (source[i] === '\\') i++;
    else if (source[i] === '`') return i;
  }
  return source.length;
}

/** `${ … }`. Inside double quotes a single quote is only a character. */
export function endOfBrace(source: string, at: number, inDoubleQuotes: boolean): number {
  for (let i = at; i < source.length; i++) {
    const character = source[i];
    if (character === '}') return i;
    if (character === "'" && !inDoubleQuotes) i = endOfSingleQuote(source, i + 1);
    else i = skipQuotedOrExpansion(source, i);
  }
  return source.length;
}

/** `[ … ]` of a subscript. */
export function endOfBracket(source: string, at: number): number {
  let depth = 0;
  for (let i = at; i < source.length; i++) {
    const character = source[i];
    if (character === '[') depth++;
    else if (character === ']' && depth-- === 0) return i;
    else if (character === "'") i = endOfSingleQuote(source, i + 1);
    else i = skipQuotedOrExpansion(source, i);
  }
  return source.length;
}

/** `$(( … ))`: the index of the first of the two parentheses; undefined when it is no arithmetic after all. */
export function endOfArithmetic(source: string, at: number): number | undefined {
  let depth = 0;
  for (let i = at; i < source.length; i++) {
    const character = source[i];
    if (character === '(') depth++;
    else if (character === ')') {
      if (depth === 0) return source[i + 1] === ')' ? i : undefined;
      depth--;
    } else i = skipQuotedOrExpansion(source, i);
  }
  return undefined;
}

/** `$( … )`: knows quotes, comments, here-documents and the bare `)` of case patterns. */
export function endOfCommand(source: string, at: number): number {
  let depth = 0;
  let cases = 0;
  const hereDocuments: { readonly delimiter: string; readonly stripTabs: boolean }[] = [];
  let atWord = true;
  for (let i = at; i < source.length; i++) {
    const character = source[i];
    if (character === '\n' && hereDocuments.length > 0) {
      i = endOfHereDocuments(source, i + 1, hereDocuments.splice(0)) - 1;
      atWord = true;
      continue;
    }
    if (character === '#' && atWord) {
      const end = source.indexOf('\n', i);
      if (end < 0) return source.length;
      i = end - 1;
      continue;
    }
    if (character === '<' && source[i + 1] === '<') {
      if (source[i + 2] === '<') {
        i += 2;
        continue;
      }
      const found = /^<<(-?)[ \t]*((?:'[^']*'|"[^"]*"|\\.|[^\s;&|<>()'"\\])+)/.exec(source.slice(i, i + 256));
      if (found) {
        hereDocuments.push({ delimiter: found[2].replaceAll(/['"\\]/g, ''), stripTabs: found[1] === '-' });
        i += found[0].length - 1;
        continue;
      }
    }
    if (atWord && /[a-z]/.test(character)) {
      const word = /^[a-z]+(?=[\s;&|<>()]|$)/.exec(source.slice(i, i + 8))?.[0];
      if (word === 'case') cases++;
      else if (word === 'esac' && cases > 0) cases--;
      if (word === 'case' || word === 'esac') {
        i += word.length - 1;
        atWord = false;
        continue;
      }
    }
    if (character === '(') depth++;
    else if (character === ')') {
      if (depth > 0) depth--;
      else if (cases === 0) return i;
    } else if (character === "'") i = endOfSingleQuote(source, i + 1);
    else i = skipQuotedOrExpansion(source, i);
    atWord = /[\s;&|()<>]/.test(character);
  }
  return source.length;
}

function endOfHereDocuments(
  source: string,
  at: number,
  documents: readonly { readonly delimiter: string; readonly stripTabs: boolean }[],
): number {
  let here = at;
  for (const { delimiter, stripTabs } of documents) {
    for (;;) {
      if (here >= source.length) return source.length;
      const end = source.indexOf('\n', here);
      const line = source.slice(here, end < 0 ? source.length : end);
      here = end < 0 ? source.length : end + 1;
      if ((stripTabs ? line.replace(/^\t+/, '') : line) === delimiter) break;
    }
  }
  return here;
}

export function skipQuotedOrExpansion(source: string, at: number): number {
  if (source[at] === '"') return endOfDoubleQuote(source, at + 1);
  if (source[at] === '$' && source[at + 1] === "'") return endOfAnsiQuote(source, at + 2);
  return skipExpansion(source, at);
}

/** The last index of an expansion or escape that starts at `at`; `at` itself when none does. */
function skipExpansion(source: string, at: number): number {
  const character = source[at];
  if (character === '\\') return at + 1;
  if (character === '`') return endOfBacktick(source, at + 1);
  if (character !== '$') return at;
  const next = source[at + 1];
  if (next === '{') return endOfBrace(source, at + 2, false);
  if (next !== '(') return at;
  if (source[at + 2] === '(') {
    const end = endOfArithmetic(source, at + 3);
    if (end !== undefined) return end + 1;
  }
  return endOfCommand(source, at + 2);
}
