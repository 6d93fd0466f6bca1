import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/base/random.ts';
import { Mvcc } from '../../../src/etcd/store/mvcc.ts';
import { readSnapshot, writeSnapshot } from '../../../src/etcd/store/snapshot.ts';
import { type Operation, prefixEnd, StoreError, type StoreEvent } from '../../../src/etcd/store/store.ts';
import { createSimulation } from '../../../src/sim/simulation.ts';

const put = (key: string, value: string): Operation => ({ type: 'put', key, value });
const remove = (key: string, end?: string): Operation => ({ type: 'delete', key, end });

function newStore() {
  const simulation = createSimulation('store');
  const store = new Mvcc(simulation);
  const run = (...success: Operation[]) => store.commit({ compares: [], success, failure: [] });
  const values = (key: string, end?: string, revision?: number) =>
    store.range({ key, end, revision }).keyValues.map((one) => `${one.key}=${one.value}`);
  const watched = (key: string, end: string | undefined, after: number) => {
    const lines: string[] = [];
    const note = (events: readonly StoreEvent[]) =>
      lines.push(
        events
          .map(
            ({ type, keyValue, previous }) =>
              `${keyValue.modRevision} ${type} ${keyValue.key}=${keyValue.value} (${previous?.value ?? ''})`,
          )
          .join('; '),
      );
    return { lines, cancel: store.watch({ key, end }, after, note) };
  };
  return { simulation, store, run, values, watched };
}

describe('a store', () => {
  it('answers for any revision that is not compacted', () => {
    const { store, run, values } = newStore();
    run(put('a', '1'));
    run(put('a', '2'), put('b', '1'));
    run(remove('a'));
    expect([values('a', undefined, 2), values('a', '\0', 3), values('a', '\0')]).toEqual([
      ['a=1'],
      ['a=2', 'b=1'],
      ['b=1'],
    ]);
    store.compact(3);
    expect(values('a', '\0', 3)).toEqual(['a=2', 'b=1']);
    expect(() => values('a', '\0', 2)).toThrow('etcdserver: mvcc: required revision has been compacted');
    expect(() => values('a', '\0', 9)).toThrow('etcdserver: mvcc: required revision is a future revision');
  });

  it('counts revisions, versions and creations as etcd does', () => {
    const { store, run } = newStore();
    run(put('a', '1'));
    run(put('a', '2'));
    run(remove('a'), remove('nothing'));
    run(remove('nothing'));
    run(put('a', '3'));
    const [{ createRevision, modRevision, version }] = store.range({ key: 'a' }).keyValues;
    expect({ revision: store.revision, createRevision, modRevision, version }).toEqual({
      revision: 5,
      createRevision: 5,
      modRevision: 5,
      version: 1,
    });
  });

  it('limits a range and counts what it leaves out', () => {
    const { store, run } = newStore();
    for (let i = 0; i < 5; i++) run(put(`/pods/${i}`, ''));
    const { keyValues, more, count } = store.range({ key: '/pods/', end: prefixEnd('/pods/'), limit: 2 });
    expect([keyValues.map((one) => one.key), more, count]).toEqual([['/pods/0', '/pods/1'], true, 5]);
  });

  it('decides transactions by their compares', () => {
    const { store, run } = newStore();
    run(put('a', '1'));
    const tryPut = (mod: number) =>
      store.commit({
        compares: [{ key: 'a', target: 'mod', result: '=', value: mod }],
        success: [put('a', '2')],
        failure: [],
      }).succeeded;
    expect([tryPut(7), tryPut(2), tryPut(2)]).toEqual([false, true, false]);
    expect(() => run(put('x', ''), put('x', ''))).toThrow('etcdserver: duplicate key given in txn request');
  });

  it('tells watchers in order of commits, never inside one', () => {
    const { simulation, run, watched } = newStore();
    run(put('/a/1', 'x'));
    const all = watched('/a/', prefixEnd('/a/'), 1);
    const one = watched('/a/2', undefined, 0);
    run(put('/a/2', 'y'), put('/b', 'no'));
    run(remove('/a/', prefixEnd('/a/')));
    expect(all.lines).toEqual([]);
    simulation.advance(0);
    expect(all.lines).toEqual(['2 put /a/1=x ()', '3 put /a/2=y ()', '4 delete /a/1= (x); 4 delete /a/2= (y)']);
    expect(one.lines).toEqual(['3 put /a/2=y ()', '4 delete /a/2= (y)']);
    all.cancel();
    run(put('/a/3', 'z'));
    simulation.advance(0);
    expect(all.lines.length).toBe(3);
  });

  it('says nothing to a watcher from the future until its revision comes', () => {
    const { simulation, run, watched } = newStore();
    const late = watched('a', undefined, 3);
    for (let i = 0; i < 3; i++) run(put('a', String(i)));
    simulation.advance(0);
    expect(late.lines).toEqual(['4 put a=2 (1)']);
  });

  it('lets keys go with their lease', () => {
    const { simulation, store, run, values } = newStore();
    const { id } = store.grantLease(10);
    run({ type: 'put', key: 'a', value: '', lease: id }, put('b', ''));
    simulation.advance(9_000);
    store.leases.keepAlive(id);
    simulation.advance(9_000);
    store.leases.expire();
    expect(values('a', '\0')).toEqual(['a=', 'b=']);
    simulation.advance(1_000);
    store.leases.expire();
    expect(values('a', '\0')).toEqual(['b=']);
  });

  it('refuses to grow beyond its quota', () => {
    const { store, run } = newStore();
    store.quota = 10;
    run(put('a', '12345'));
    expect(() => run(put('a', '12345'))).toThrow('etcdserver: mvcc: database space exceeded');
  });

  it('comes back whole from its snapshot, and notices damage', () => {
    const { simulation, store, run } = newStore();
    run({ type: 'put', key: 'a', value: '1', lease: store.grantLease(60).id });
    run(put('a', 'ä\n"'), put('b', ''));
    run(remove('b'));
    const text = writeSnapshot(store);
    expect(writeSnapshot(readSnapshot(simulation, text))).toBe(text);
    expect(() => readSnapshot(simulation, text.replace('ä', 'o'))).toThrow('checksum error');
    expect(() => readSnapshot(simulation, 'SQLite format 3')).toThrow(StoreError);
  });

  it('finds a prefix among 10,000 keys without looking at the others', () => {
    const { store, run } = newStore();
    for (let i = 0; i < 10_000; i++) run(put(`/registry/pods/ns${i % 100}/${i}`, ''));
    const { count } = store.range({ key: '/registry/pods/ns7/', end: '/registry/pods/ns70' });
    expect(count).toBe(100);
  });
});

// ——— against a naive model ———

class NaiveStore {
  readonly states: Map<string, string>[] = [new Map(), new Map()];
  compacted = 0;

  get now(): Map<string, string> {
    return this.states[this.states.length - 1];
  }

  commit(operations: readonly Operation[]): void {
    const next = new Map(this.now);
    let changed = false;
    for (const operation of operations) {
      if (operation.type === 'put') {
        next.set(operation.key, operation.value);
        changed = true;
      } else if (operation.type === 'delete') {
        const end = operation.end ?? `${operation.key}\0`;
        for (const key of [...next.keys()])
          if (key >= operation.key && key < end) changed = next.delete(key) || changed;
      }
    }
    if (changed) this.states.push(next);
  }

  range(from: string, end: string, revision: number): string[] {
    if (revision < this.compacted) return ['compacted'];
    const found = [...this.states[revision]].filter(([key]) => key >= from && key < end);
    return found.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}=${value}`);
  }
}

it.each(Array.from({ length: 30 }, (_, seed) => seed))('does what the naive model does, seed %i', (seed) => {
  const random = new Random(seed);
  let { store, run, values, simulation } = newStore();
  const model = new NaiveStore();
  const replica = new Map<string, string>();
  const follow = () =>
    store.watch({ key: '\0', end: '\0' }, 0, (events) => {
      for (const { type, keyValue } of events) {
        if (type === 'put') replica.set(keyValue.key, keyValue.value);
        else replica.delete(keyValue.key);
      }
    });
  follow();
  const key = () => `/${random.integer(3)}/${random.integer(40)}`;
  for (let step = 0; step < 400; step++) {
    const dice = random.integer(20);
    if (dice < 12) {
      const operations = [put(key(), String(step)), ...(dice < 3 ? [remove(key())] : [])];
      run(...operations);
      model.commit(operations);
    } else if (dice < 15) {
      const from = key();
      const operation = dice === 12 ? remove(from, `${from}5`) : remove(from);
      run(operation);
      model.commit([operation]);
    } else if (dice === 15 && store.revision > store.compactedRevision + 5) {
      model.compacted = store.compactedRevision + 1 + random.integer(store.revision - store.compactedRevision);
      store.compact(model.compacted);
    } else if (dice === 16) {
      simulation.advance(0);
      store = readSnapshot(simulation, writeSnapshot(store));
      run = (...success) => store.commit({ compares: [], success, failure: [] });
      values = (from, end, revision) =>
        store.range({ key: from, end, revision }).keyValues.map((one) => `${one.key}=${one.value}`);
      follow();
    } else {
      const revision = Math.max(1, store.revision - random.integer(30));
      const [from, end] = [key(), `/${random.integer(4)}`].sort();
      const expected = model.range(from, end, revision);
      const actual = revision < store.compactedRevision ? ['compacted'] : values(from, end, revision);
      expect(actual, `step ${step}, range ${from} ${end} at ${revision}`).toEqual(expected);
    }
    expect(store.revision).toBe(model.states.length - 1);
  }
  simulation.advance(0);
  expect(new Map([...replica].sort())).toEqual(new Map([...model.now].sort()));
});
