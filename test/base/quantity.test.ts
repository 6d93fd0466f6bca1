import { describe, expect, it } from 'vitest';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  quantity,
  quantityMilliValue,
  quantityProblem,
  quantityValue,
  subtractQuantities,
} from '../../src/base/quantity.ts';

describe('quantities', () => {
  it.each([
    ['1000m', '1'],
    ['0.5', '500m'],
    ['1.5', '1500m'],
    ['100m', '100m'],
    ['0', '0'],
    ['0Mi', '0'],
    ['1024Mi', '1Gi'],
    ['1536Mi', '1536Mi'],
    ['0.5Gi', '512Mi'],
    ['1.5Gi', '1536Mi'],
    ['512Ki', '512Ki'],
    ['1023', '1023'],
    ['1000', '1k'],
    ['1000000', '1M'],
    ['1e3', '1e3'],
    ['12e6', '12e6'],
    ['1E', '1E'],
    ['-500m', '-500m'],
    ['+1', '1'],
    ['.5', '500m'],
    ['100000n', '100u'],
    ['3880332Ki', '3880332Ki'],
    ['64Mi', '64Mi'],
    ['128974848', '128974848'],
    ['129e6', '129e6'],
    ['129M', '129M'],
  ])('%s is written %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  it.each([
    ['', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    ['lots', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    ['1 Gi', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    ['64MB', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    ['64mi', "unable to parse quantity's suffix"],
    ['1K', "unable to parse quantity's suffix"],
  ])('%j is refused', (text, problem) => {
    expect(quantityProblem(text)).toBe(problem);
  });

  it('compare by value, not by spelling', () => {
    expect(compareQuantities('1', '1000m')).toBe(0);
    expect(compareQuantities('1Gi', '1G')).toBe(1);
    expect(compareQuantities('999m', '1')).toBe(-1);
  });

  it('add and subtract in the family of the first that is not zero', () => {
    expect(addQuantities('0', '64Mi')).toBe('64Mi');
    expect(addQuantities('100m', '900m')).toBe('1');
    expect(addQuantities('1Gi', '512Mi')).toBe('1536Mi');
    expect(subtractQuantities('2', '250m')).toBe('1750m');
  });

  it('round up to whole units', () => {
    expect(quantityValue('1500m')).toBe(2);
    expect(quantityMilliValue('1500m')).toBe(1500);
    expect(quantityValue('64Mi')).toBe(67_108_864);
    expect(quantity(2 ** 31, 'binary')).toBe('2Gi');
  });
});
