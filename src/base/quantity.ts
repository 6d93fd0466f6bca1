// Amounts of resources: `500m` CPU, `64Mi` memory, `1e3`. Models k8s.io/apimachinery/pkg/api/resource.Quantity:
// exact to a billionth, printed in a canonical form that keeps the suffix family it was written in.

/** In billionths, so that `1n` is the smallest amount. */
interface Amount {
  readonly nanos: bigint;
  readonly format: 'decimal' | 'binary' | 'exponent';
}

const NANO = 1_000_000_000n;

const DECIMAL: Readonly<Record<string, bigint>> = {
  n: -9n,
  u: -6n,
  m: -3n,
  '': 0n,
  k: 3n,
  M: 6n,
  G: 9n,
  T: 12n,
  P: 15n,
  E: 18n,
};
const BINARY: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };
const LARGEST = 2n ** 63n - 1n;

export const QUANTITY_ERROR =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/** Why `text` is no quantity; undefined when it is one. */
export function quantityProblem(text: string): string | undefined {
  if (text === '') return QUANTITY_ERROR;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)/.test(text)) return QUANTITY_ERROR;
  const suffix = text.replace(/^[+-]?[\d.]+/, '');
  if (!/^[eEinumkKMGTP]*[-+]?[0-9]*$/.test(suffix) || /^[+-]?[\d]*\.\d*\./.test(text)) return QUANTITY_ERROR;
  if (suffix in DECIMAL || suffix in BINARY || /^[eE][-+]?\d+$/.test(suffix)) return undefined;
  return "unable to parse quantity's suffix";
}

export interface ParsedQuantity {
  readonly nanos: bigint;
  /** Thousandths, rounded away from zero. */
  readonly milli: bigint;
}

/** Undefined for what is no quantity. */
export function parseQuantity(text: string): ParsedQuantity | undefined {
  if (quantityProblem(text)) return undefined;
  const { nanos } = parse(text);
  return { nanos, milli: roundUp(nanos, 1_000_000n) };
}

export const isQuantity = (text: string): boolean => quantityProblem(text) === undefined;

/** String() of a parsed quantity: `1000m` → `1`, `1024Mi` → `1Gi`, `0.5` → `500m`, `1e3` stays `1e3`. */
export function canonicalQuantity(text: string): string {
  return format(parse(text));
}

/** Negative, zero or positive, as sort wants it. */
export function compareQuantities(a: string, b: string): number {
  const left = parse(a).nanos;
  const right = parse(b).nanos;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Keeps the suffix family of the first that is not zero, as Quantity.Add does. */
export function addQuantities(a: string, b: string): string {
  const left = parse(a);
  const right = parse(b);
  return format({ nanos: left.nanos + right.nanos, format: left.nanos === 0n ? right.format : left.format });
}

export function subtractQuantities(a: string, b: string): string {
  const left = parse(a);
  const right = parse(b);
  return format({ nanos: left.nanos - right.nanos, format: left.nanos === 0n ? right.format : left.format });
}

export const isZeroQuantity = (text: string): boolean => parse(text).nanos === 0n;

/** Value(): whole units, rounded away from zero. `1500m` → 2. */
export function quantityValue(text: string): number {
  return Number(roundUp(parse(text).nanos, NANO));
}

/** MilliValue(): `1500m` → 1500. */
export function quantityMilliValue(text: string): number {
  return Number(roundUp(parse(text).nanos, 1_000_000n));
}

/** A whole number of units in the wanted family: `quantity(2147483648, 'binary')` → `2Gi`. */
export function quantity(value: number, family: Amount['format'] = 'decimal'): string {
  return format({ nanos: BigInt(Math.trunc(value)) * NANO, format: family });
}

/** A number of thousandths: `milliQuantity(1500)` → `1500m`. */
export function milliQuantity(value: number): string {
  return format({ nanos: BigInt(Math.trunc(value)) * 1_000_000n, format: 'decimal' });
}

function parse(text: string): Amount {
  const found = /^([+-]?)(\d*)\.?(\d*)(.*)$/.exec(text);
  if (!found || quantityProblem(text)) throw new RangeError(`${JSON.stringify(text)}: ${quantityProblem(text)}`);
  const [, sign, whole, fraction, suffix] = found;
  const digits = BigInt(`${whole}${fraction}` || '0');
  const scale = 10n ** BigInt(fraction.length);
  let multiplier = 1n;
  let divisor = scale;
  let family: Amount['format'] = 'decimal';
  if (suffix in BINARY) {
    multiplier = 1n << BINARY[suffix];
    family = 'binary';
  } else {
    const exponent = /^[eE][-+]?\d+$/.test(suffix) ? BigInt(suffix.slice(1).replace('+', '')) : DECIMAL[suffix];
    if (/^[eE][-+]?\d+$/.test(suffix)) family = 'exponent';
    if (exponent >= 0n) multiplier = 10n ** exponent;
    else divisor *= 10n ** -exponent;
  }
  const size = capped(roundUp(digits * multiplier * NANO, divisor));
  return { nanos: sign === '-' ? -size : size, format: family };
}

/** Whatever is too large for Go's int64 is the largest number there is. */
const capped = (nanos: bigint): bigint => (nanos > LARGEST * NANO ? LARGEST * NANO : nanos);

function roundUp(value: bigint, unit: bigint): bigint {
  const rest = value % unit;
  if (rest === 0n) return value / unit;
  return value / unit + (value > 0n ? 1n : -1n);
}

/** CanonicalizeBytes: no fraction, the largest suffix that needs none. */
function format({ nanos, format: family }: Amount): string {
  if (nanos === 0n) return '0';
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  if (family === 'binary' && size >= 1024n * NANO && size % NANO === 0n) {
    let rest = size / NANO;
    let suffix = '';
    for (const name of Object.keys(BINARY)) {
      if (rest % 1024n !== 0n) break;
      rest /= 1024n;
      suffix = name;
    }
    return `${sign}${rest}${suffix}`;
  }
  let mantissa = size;
  let exponent = -9n;
  while (mantissa % 1000n === 0n && exponent < 18n) {
    mantissa /= 1000n;
    exponent += 3n;
  }
  if (family === 'exponent') return `${sign}${mantissa}${exponent === 0n ? '' : `e${exponent}`}`;
  const name = Object.keys(DECIMAL).find((key) => DECIMAL[key] === exponent) ?? '';
  return `${sign}${mantissa}${name}`;
}
