// Aliases work on text before it is parsed: the first word of a command is replaced, and when the alias ends
// in a blank, the next word too.
//
//   alias k='kubectl '   k gp | wc -l   →   kubectl get pods | wc -l     (with gp='get pods')

import * as unbash from 'unbash';

const ROUNDS = 20;

export function expandAliases(text: string, aliases: ReadonlyMap<string, string>): string {
  let current = text;
  const done: Replaced[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const found = nextAlias(current, aliases, done);
    if (!found) return current;
    const { start, end, name } = found;
    const value = aliases.get(name)!;
    const shift = value.length - (end - start);
    for (const one of done) {
      if (one.start <= start && end <= one.end) one.end += shift;
      else if (one.start >= end) {
        one.start += shift;
        one.end += shift;
      }
    }
    done.push({ start, end: start + value.length, name });
    current = current.slice(0, start) + value + current.slice(end);
  }
  return current;
}

/** Text that came out of an alias: the same name inside it is not replaced again. */
interface Replaced {
  start: number;
  end: number;
  readonly name: string;
}

function nextAlias(
  text: string,
  aliases: ReadonlyMap<string, string>,
  done: readonly Replaced[],
): { readonly start: number; readonly end: number; readonly name: string } | undefined {
  const script = unbash.parse(text);
  const candidates: { start: number; end: number }[] = [];
  const visit = (node: unbash.SyntaxNode) => {
    if (node.type === 'Command' && node.name) {
      candidates.push({ start: node.name.pos, end: node.name.end });
      const words = [node.name, ...node.args.filter((one) => one.type === 'Word')];
      for (let i = 0; i + 1 < words.length; i++) {
        const before = done.find(
          (one) =>
            one.end >= words[i].end &&
            one.start <= words[i].end &&
            /[ \t]$/.test(text.slice(one.start, one.end)) &&
            one.end <= words[i + 1].pos,
        );
        const gap = before && text.slice(before.end, words[i + 1].pos).trim() === '';
        if (gap) candidates.push({ start: words[i + 1].pos, end: words[i + 1].end });
      }
    }
    unbash.forEachChild(node, visit);
  };
  unbash.forEachChild(script, visit);
  for (const { start, end } of candidates) {
    const name = text.slice(start, end);
    if (!aliases.has(name)) continue;
    if (done.some((one) => one.name === name && one.start <= start && end <= one.end)) continue;
    return { start, end, name };
  }
  return undefined;
}
