import { describe, expect, it } from 'vitest';
import {
  backwardBlankWord,
  backwardWord,
  changeCase,
  forwardWord,
  type Line,
  type Movement,
  transposeCharacters,
  transposeWords,
} from '../../../src/shell/edit/line.ts';

/** `|` is the point. */
const line = (marked: string): Line => ({ text: marked.replace('|', ''), point: marked.indexOf('|') });
const marked = ({ text, point }: Line): string => `${text.slice(0, point)}|${text.slice(point)}`;
const moved = (from: string, movement: Movement): string => {
  const { text, point } = line(from);
  return marked({ text, point: movement(text, point) });
};

describe('movements', () => {
  it.each([
    ['kubectl| get', forwardWord, 'kubectl get|'],
    ['|--all-namespaces', forwardWord, '--all|-namespaces'],
    ['/etc/kubernetes/|', backwardWord, '/etc/|kubernetes/'],
    ['한국어 말|', backwardWord, '한국어 |말'],
    ['cat /etc/hosts  |', backwardBlankWord, 'cat |/etc/hosts  '],
  ] as const)('%s', (from, movement, to) => {
    expect(moved(from, movement)).toBe(to);
  });
});

describe('changes', () => {
  it.each([
    ['sl|', 'ls|'],
    ['a|bc', 'ba|c'],
    ['👍a|', 'a👍|'],
  ])('characters of %s change places', (from, to) => {
    expect(marked(transposeCharacters(line(from))!)).toBe(to);
  });

  it('nothing can change places at the start of a line', () => {
    expect(transposeCharacters(line('|ab'))).toBeUndefined();
    expect(transposeWords(line('one|'))).toBeUndefined();
  });

  it('words change places over what stands between them', () => {
    expect(marked(transposeWords(line('pods -n| web'))!)).toBe('pods -web n|');
  });

  it('a word gets capitals', () => {
    const { text, point } = line('|node not-ready');
    expect(marked(changeCase({ text, point }, forwardWord(text, point), 'capitalize'))).toBe('Node| not-ready');
  });
});
