// Numbers of bc: a whole number of any size and how many of its last digits stand behind the point. 1.50 is
// { units: 150n, scale: 2 }. Results are cut off, never rounded.

export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

export const ZERO: Decimal = { units: 0n, scale: 0 };
export const ONE: Decimal = { units: 1n, scale: 0 };

export const power10 = (exponent: number): bigint => 10n ** BigInt(exponent);

export const whole = (value: number | bigint): Decimal => ({ units: BigInt(value), scale: 0 });

export function rescaled({ units, scale }: Decimal, to: number): Decimal {
  if (to === scale) return { units, scale };
  return { units: to > scale ? units * power10(to - scale) : units / power10(scale - to), scale: to };
}

/** Digits in any base up to sixteen, with or without a point. A digit too large for the base counts as its largest. */
export function parseDecimal(text: string, base: number): Decimal {
  const [before, after = ''] = text.split('.');
  if (base === 10 && !/[A-F]/.test(text)) return { units: BigInt(`0${before}${after}`), scale: after.length };
  const digit = (letter: string): bigint => {
    const value = Number.parseInt(letter, 16);
    return BigInt(text.replace('.', '').length > 1 ? Math.min(value, base - 1) : value);
  };
  let units = 0n;
  for (const letter of before) units = units * BigInt(base) + digit(letter);
  if (after === '') return { units, scale: 0 };
  let fraction = 0n;
  for (const letter of after) fraction = fraction * BigInt(base) + digit(letter);
  const scale = after.length;
  return { units: units * power10(scale) + (fraction * power10(scale)) / BigInt(base) ** BigInt(scale), scale };
}

export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { units: rescaled(a, scale).units + rescaled(b, scale).units, scale };
}

export const negated = ({ units, scale }: Decimal): Decimal => ({ units: -units, scale });

export function multiply(a: Decimal, b: Decimal, scale: number): Decimal {
  const full = a.scale + b.scale;
  const kept = Math.min(full, Math.max(scale, a.scale, b.scale));
  return rescaled({ units: a.units * b.units, scale: full }, kept);
}

/** The divisor must not be zero. */
export const divide = (a: Decimal, b: Decimal, scale: number): Decimal => {
  const shift = scale + b.scale - a.scale;
  const dividend = shift >= 0 ? a.units * power10(shift) : a.units;
  const divisor = shift >= 0 ? b.units : b.units * power10(-shift);
  return { units: dividend / divisor, scale };
};

export function modulo(a: Decimal, b: Decimal, scale: number): Decimal {
  const kept = Math.max(a.scale, b.scale + scale);
  const quotient = divide(a, b, scale);
  return rescaled(add(a, negated({ units: quotient.units * b.units, scale: quotient.scale + b.scale })), kept);
}

/** The exponent is whole. */
export function raise(base: Decimal, exponent: bigint, scale: number): Decimal {
  const size = exponent < 0n ? -exponent : exponent;
  const exact: Decimal = { units: base.units ** size, scale: base.scale * Number(size) };
  if (exponent < 0n) return divide(ONE, exact, scale);
  const kept = Math.min(exact.scale, Math.max(scale, base.scale));
  return exponent === 0n ? ONE : rescaled(exact, kept);
}

/** Of what is not negative. */
export function squareRoot(a: Decimal, scale: number): Decimal {
  const kept = Math.max(scale, a.scale);
  const target = rescaled(a, 2 * kept).units;
  if (target === 0n) return { units: 0n, scale: kept };
  // From above, Newton's way leads down to the root.
  let guess = power10(Math.ceil(target.toString().length / 2));
  for (;;) {
    const next = (guess + target / guess) / 2n;
    if (next >= guess) break;
    guess = next;
  }
  return { units: guess, scale: kept };
}

export function compare(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const [one, other] = [rescaled(a, scale).units, rescaled(b, scale).units];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Digits that count, as `length()` says. */
export const digitCount = ({ units, scale }: Decimal): number => {
  const digits = (units < 0n ? -units : units).toString();
  return units === 0n ? Math.max(1, scale) : Math.max(digits.length, scale);
};

/** In another base the fraction gets as many digits as its decimal digits are worth. */
export function printDecimal(number: Decimal, base: bigint): string {
  const sign = number.units < 0n ? '-' : '';
  const units = number.units < 0n ? -number.units : number.units;
  if (units === 0n) return '0';
  const unit = power10(number.scale);
  const [integer, fraction] = [units / unit, units % unit];
  if (base === 10n) {
    const digits = number.scale > 0 ? `.${fraction.toString().padStart(number.scale, '0')}` : '';
    return sign + (integer === 0n && number.scale > 0 ? '' : integer.toString()) + digits;
  }
  const width = (base - 1n).toString().length;
  const show = (digit: bigint): string =>
    base <= 16n ? digit.toString(16).toUpperCase() : ` ${digit.toString().padStart(width, '0')}`;
  const digits: string[] = [];
  for (let rest = integer; rest > 0n; rest /= base) digits.unshift(show(rest % base));
  let text = sign + (digits.length > 0 || number.scale > 0 ? digits.join('') : '0');
  if (number.scale > 0) {
    text += '.';
    let rest = fraction;
    let first = true;
    for (let reached = 1n; reached.toString().length <= number.scale; reached *= base) {
      rest *= base;
      const shown = show(rest / unit);
      text += first ? shown.trimStart() : shown;
      first = false;
      rest %= unit;
    }
  }
  return text;
}
