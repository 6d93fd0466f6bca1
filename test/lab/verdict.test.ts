import { expect, it } from 'vitest';
import { Double, Optional } from '../../src/base/cel/values.ts';
import { show } from '../../src/lab/verdict.ts';

it.each([
  ['a word', 'Ready', 'Ready'],
  ['nothing written', ' \n', '""'],
  ['a list', ['a', 'b'], 'a, b'],
  ['an empty list', [], 'none'],
  ['a fraction', new Double(0.5), '0.5'],
  ['an absent value', Optional.none, 'nothing'],
  ['an object', { a: 1 }, '{"a":1}'],
])('%s is shown as a person reads it', (_, value, text) => expect(show(value)).toBe(text));
