// The fewest lines to remove and add (Myers' O(ND) algorithm). Half-open ranges, counted from 0.

export interface Change {
  readonly fromStart: number;
  readonly fromEnd: number;
  readonly toStart: number;
  readonly toEnd: number;
}

/** a b c → a x c: one change, [1,2) to [1,2). */
export function changesBetween(from: readonly string[], to: readonly string[]): Change[] {
  let head = 0;
  while (head < from.length && head < to.length && from[head] === to[head]) head++;
  let tail = 0;
  while (
    tail < from.length - head &&
    tail < to.length - head &&
    from[from.length - 1 - tail] === to[to.length - 1 - tail]
  )
    tail++;
  const a = from.slice(head, from.length - tail);
  const b = to.slice(head, to.length - tail);
  const removed = new Array<boolean>(a.length).fill(false);
  const added = new Array<boolean>(b.length).fill(false);
  for (const [x, y, kind] of steps(a, b)) {
    if (kind === 'remove') removed[x] = true;
    else added[y] = true;
  }
  const changes: Change[] = [];
  for (let x = 0, y = 0; x < a.length || y < b.length; ) {
    if (!removed[x] && !added[y] && x < a.length && y < b.length) {
      x++;
      y++;
      continue;
    }
    const [startX, startY] = [x, y];
    while (x < a.length && removed[x]) x++;
    while (y < b.length && added[y]) y++;
    changes.push({ fromStart: head + startX, fromEnd: head + x, toStart: head + startY, toEnd: head + y });
  }
  return changes;
}

type Step = readonly [number, number, 'remove' | 'add'];

function steps(a: readonly string[], b: readonly string[]): Step[] {
  const most = a.length + b.length;
  const furthest = new Map<number, number>([[1, 0]]);
  const history: Map<number, number>[] = [];
  for (let d = 0; d <= most; d++) {
    history.push(new Map(furthest));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && furthest.get(k - 1)! < furthest.get(k + 1)!);
      let x = down ? furthest.get(k + 1)! : furthest.get(k - 1)! + 1;
      let y = x - k;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++;
        y++;
      }
      furthest.set(k, x);
      if (x >= a.length && y >= b.length) return walkBack(history, a.length, b.length, d);
    }
  }
  return [];
}

function walkBack(history: readonly Map<number, number>[], endX: number, endY: number, distance: number): Step[] {
  const found: Step[] = [];
  let x = endX;
  let y = endY;
  for (let d = distance; d > 0; d--) {
    const furthest = history[d];
    const k = x - y;
    const down = k === -d || (k !== d && furthest.get(k - 1)! < furthest.get(k + 1)!);
    const before = down ? k + 1 : k - 1;
    const beforeX = furthest.get(before)!;
    const beforeY = beforeX - before;
    found.push(down ? [beforeX, beforeY, 'add'] : [beforeX, beforeY, 'remove']);
    x = beforeX;
    y = beforeY;
  }
  return found;
}
