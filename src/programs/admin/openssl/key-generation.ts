// What key generation shows while it searches, and curves by their many names.

import type { Random } from '../../../base/random.ts';
import type { CurveName } from '../../../base/x509/key.ts';

const CURVES: Readonly<Record<string, CurveName>> = {
  prime256v1: 'prime256v1',
  secp256r1: 'prime256v1',
  'P-256': 'prime256v1',
  secp384r1: 'secp384r1',
  'P-384': 'secp384r1',
  secp521r1: 'secp521r1',
  'P-521': 'secp521r1',
};

export const curveNamed = (name: string): CurveName | undefined =>
  Object.hasOwn(CURVES, name) ? CURVES[name] : undefined;

/** A dot or plus for each candidate, a row of plusses for each prime: how many there are is chance. */
export function progress(random: Random, bits: number): string {
  const noise = () =>
    Array.from({ length: 1 + random.integer(bits / 8) }, () => (random.integer(3) ? '.' : '+')).join('');
  const rounds = '+'.repeat(bits < 2048 ? 64 : 65);
  const prime = () =>
    bits < 2048 ? `${noise()}${rounds}\n` : `${noise()}${rounds}*${noise()}${rounds}*${noise()}${rounds}\n`;
  return prime() + prime();
}
