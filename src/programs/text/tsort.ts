// tsort: an order in which nothing comes before what it depends on. Input is pairs: `a b` says a before b.

import type { Program } from '../../linux/host/process.ts';
import { UsageError } from '../getopt.ts';
import { quote, quotedIfNeeded } from '../quote.ts';
import { Failure, reason, utility } from '../utility.ts';

interface Item {
  readonly name: string;
  /** How many must still come before it. */
  count: number;
  readonly after: Item[];
}

export const tsort: Program = utility({ usage: '[OPTION] [FILE]' }, function* (run) {
  if (run.operands.length > 1) throw new UsageError(`extra operand ${quote(run.operands[1])}`);
  const path = run.inputs[0];
  let text: string;
  try {
    text = new TextDecoder().decode(yield* run.bytesOf(path));
  } catch (error) {
    const why = reason(error);
    // It reads a directory as if it were empty.
    if (why === 'Is a directory') return 0;
    throw new Failure(`${quotedIfNeeded(path)}: ${why}`);
  }
  const words = text.split(/[ \t\n]+/).filter((word) => word !== '');
  if (words.length % 2 === 1) throw new Failure(`${path}: input contains an odd number of tokens`);
  const items = new Map<string, Item>();
  const item = (name: string): Item => {
    const known = items.get(name);
    if (known) return known;
    const made: Item = { name, count: 0, after: [] };
    items.set(name, made);
    return made;
  };
  for (let at = 0; at < words.length; at += 2) {
    const [before, after] = [item(words[at]), item(words[at + 1])];
    if (before === after) continue;
    before.after.unshift(after);
    after.count++;
  }
  // coreutils keeps its items in a tree, so those that are free at the start come in alphabetical order.
  const sorted = [...items.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const left = new Set(sorted);
  const queue = sorted.filter((one) => one.count === 0);
  while (left.size > 0) {
    while (queue.length > 0) {
      const one = queue.shift()!;
      left.delete(one);
      yield* run.print(`${one.name}\n`);
      for (const next of one.after) if (--next.count === 0) queue.push(next);
    }
    if (left.size === 0) break;
    yield* run.complain(`${path}: input contains a loop:`);
    const loop = loopIn(left);
    for (const one of loop) yield* run.note(`${run.name}: ${one.name}\n`);
    const [from, to] = [loop.at(-1)!, loop[0]];
    from.after.splice(from.after.indexOf(to), 1);
    if (--to.count === 0) queue.push(to);
  }
  return run.status;
});

/** Some items of which each must come before the next, and the last before the first. */
function loopIn(left: ReadonlySet<Item>): Item[] {
  const path: Item[] = [];
  let one: Item = [...left].find((item) => item.after.some((next) => left.has(next)))!;
  while (!path.includes(one)) {
    path.push(one);
    one = [...left].find((item) => item.after.includes(one))!;
  }
  const loop = path.slice(path.indexOf(one)).reverse();
  // Told from the name that comes first in the alphabet.
  const start = loop.reduce((first, item, index) => (item.name < loop[first].name ? index : first), 0);
  return [...loop.slice(start), ...loop.slice(0, start)];
}
