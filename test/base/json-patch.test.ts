import { expect, it } from 'vitest';
import { applyJsonPatch } from '../../src/base/json-patch.ts';
import { applyMergePatch } from '../../src/base/merge-patch.ts';

it.each([
  ['adds a member', { a: 1 }, [{ op: 'add', path: '/b', value: 2 }], { a: 1, b: 2 }],
  ['adds before an element', { a: [1, 3] }, [{ op: 'add', path: '/a/1', value: 2 }], { a: [1, 2, 3] }],
  ['adds at the end', { a: [1] }, [{ op: 'add', path: '/a/-', value: 2 }], { a: [1, 2] }],
  [
    'removes',
    { a: [1, 2], b: 1 },
    [
      { op: 'remove', path: '/a/0' },
      { op: 'remove', path: '/b' },
    ],
    { a: [2] },
  ],
  ['replaces', { a: { b: [1] } }, [{ op: 'replace', path: '/a/b/0', value: { c: 2 } }], { a: { b: [{ c: 2 }] } }],
  ['moves', { a: 1 }, [{ op: 'move', from: '/a', path: '/b' }], { b: 1 }],
  [
    'copies',
    { a: [1] },
    [
      { op: 'copy', from: '/a', path: '/b' },
      { op: 'add', path: '/b/-', value: 2 },
    ],
    { a: [1], b: [1, 2] },
  ],
  ['tests', { 'a/b': { '~': [1] } }, [{ op: 'test', path: '/a~1b/~0', value: [1] }], { 'a/b': { '~': [1] } }],
  ['replaces the whole', { a: 1 }, [{ op: 'replace', path: '', value: 5 }], 5],
])('%s', (_, document, operations, expected) => {
  const before = JSON.stringify(document);
  expect(applyJsonPatch(document, operations)).toEqual(expected);
  expect(JSON.stringify(document)).toBe(before);
});

it.each([
  [{ op: 'test', path: '/a', value: 2 }, 'testing value /a failed: test failed'],
  [{ op: 'remove', path: '/b' }, 'remove operation does not apply: doc is missing key: /b: missing value'],
  [
    { op: 'replace', path: '/b/c', value: 1 },
    'replace operation does not apply: doc is missing path: "/b/c": missing value',
  ],
  [
    { op: 'add', path: '/l/7', value: 1 },
    'add operation does not apply: doc is missing path: "/l/7": invalid index referenced',
  ],
  [{ op: 'jump', path: '/a' }, 'Unexpected kind: jump'],
])('refuses %j', (operation, expected) => {
  expect(() => applyJsonPatch({ a: 1, l: [] }, [operation])).toThrow(expected);
});

// The examples of RFC 7386, appendix A.
it.each([
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])('merges %j with %j', (target, patch, expected) => {
  expect(applyMergePatch(target, patch)).toEqual(expected);
});
