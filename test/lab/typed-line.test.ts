import { expect, it } from 'vitest';
import { TypedLine } from '../../src/lab/typed-line.ts';

it.each([
  ['as typed', 'kubectl get nodes\r', ['kubectl get nodes']],
  ['two at once', 'a\rb\r', ['a', 'b']],
  ['corrected', 'lx\x7fs -l wrong\x17/tmp\r', ['ls -l /tmp']],
  ['given up', 'rm -rf\x03ls\r', ['ls']],
  ['wiped', 'oops\x15ls\r', ['ls']],
  ['nothing', ' \r\r', []],
  ['recalled', 'first\rsecond\r\x1b[A\x1b[A\r', ['first', 'second', 'first']],
  [
    'recalled in application mode, and forth again',
    'first\rsecond\r\x1bOA\x1bOA\x1bOB\r',
    ['first', 'second', 'second'],
  ],
  ['completed', 'kubectl dra\t node0\t\t1\r', ['kubectl dra⇥ node0⇥1']],
  ['moved about in', 'ls\x1b[D\x1b[1;5C\x1bb\r', ['ls']],
  ['pasted', '\x1b[200~one\ntwo\n\x1b[201~\r', ['one; two']],
  ['한국어', 'echo 한국\x7f어\r', ['echo 한어']],
])('a line %s', (_, keys, lines) => expect(new TypedLine().feed(keys)).toEqual(lines));

it('a line typed key by key', () => {
  const line = new TypedLine();
  expect([...'ls\r'].flatMap((key) => line.feed(key))).toEqual(['ls']);
});
