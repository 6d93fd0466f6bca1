// One conversion of C's printf: `%-8.3f` applied to a value. Serves printf(1), awk, seq and stat, which
// differ in how they read their arguments but not in how these are laid out.

export interface Conversion {
  readonly minus: boolean;
  readonly plus: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  readonly alternate: boolean;
  readonly width: number;
  /** Missing when the format says none. */
  readonly precision: number | undefined;
  /** The letter: d i o u x X e E f F g G a A c s … */
  readonly type: string;
}

/** Flags, width and precision given as text; `*` must have been replaced. A negative width means `-`. */
export function conversion(flags: string, width: string, precision: string | undefined, type: string): Conversion {
  const columns = Number(width || 0);
  return {
    minus: flags.includes('-') || columns < 0,
    plus: flags.includes('+'),
    space: flags.includes(' '),
    zero: flags.includes('0'),
    alternate: flags.includes('#'),
    width: Math.abs(columns),
    precision: precision === undefined || Number(precision) < 0 ? undefined : Number(precision),
    type,
  };
}

export function formatText(to: Conversion, text: string): string {
  const characters = [...text];
  const cut =
    to.precision !== undefined && to.precision < characters.length ? characters.slice(0, to.precision).join('') : text;
  const missing = to.width - Math.min(characters.length, to.precision ?? characters.length);
  if (missing <= 0) return cut;
  return to.minus ? cut + ' '.repeat(missing) : ' '.repeat(missing) + cut;
}

/** d i u o x X, 64 bits wide. */
export function formatInteger(to: Conversion, value: bigint): string {
  const signed = to.type === 'd' || to.type === 'i';
  const bits = signed ? value : BigInt.asUintN(64, value);
  const negative = bits < 0n;
  const size = negative ? -bits : bits;
  let digits = size.toString(to.type === 'o' ? 8 : to.type === 'x' || to.type === 'X' ? 16 : 10);
  if (to.type === 'X') digits = digits.toUpperCase();
  if (to.precision === 0 && size === 0n) digits = '';
  if (to.precision !== undefined) digits = digits.padStart(to.precision, '0');
  if (to.alternate && to.type === 'o' && !digits.startsWith('0')) digits = `0${digits}`;
  const mark = to.alternate && size !== 0n && (to.type === 'x' || to.type === 'X') ? `0${to.type}` : '';
  return pad(to, sign(to, negative, signed) + mark, digits, to.precision === undefined);
}

/** e E f F g G a A. */
export function formatFloat(to: Conversion, value: number): string {
  const negative = value < 0 || Object.is(value, -0);
  const size = Math.abs(value);
  const isUpper = to.type === to.type.toUpperCase();
  let digits: string;
  if (!Number.isFinite(size)) digits = Number.isNaN(size) ? 'nan' : 'inf';
  else digits = finite(to, size);
  if (isUpper) digits = digits.toUpperCase();
  return pad(to, sign(to, negative, true), digits, Number.isFinite(size));
}

function finite(to: Conversion, size: number): string {
  const precision = to.precision ?? 6;
  switch (to.type.toLowerCase()) {
    case 'f':
      return fixed(size, precision) + (to.alternate && precision === 0 ? '.' : '');
    case 'e':
      return exponential(size, precision);
    case 'a':
      return hexadecimal(size);
    default:
      return general(size, precision === 0 ? 1 : precision, to.alternate);
  }
}

/** toFixed is exact only below 1e21 and to 100 digits. A value halfway goes to the even neighbour: 2.5 → 2. */
function fixed(size: number, precision: number): string {
  if (size < 1e21) {
    return precision <= 100
      ? halfToEven(size.toFixed(precision), size.toFixed(100), precision)
      : size.toFixed(100).padEnd(size.toFixed(0).length + 1 + precision, '0');
  }
  const whole = BigInt(size).toString();
  return precision > 0 ? `${whole}.${'0'.repeat(precision)}` : whole;
}

/** `rounded` has `precision` digits behind the point, `exact` a hundred. */
function halfToEven(rounded: string, exact: string, precision: number): string {
  const end = exact.indexOf('.') + 1 + precision;
  if (!/^50*$/.test(exact.slice(end)) || /[02468]\.?$/.test(rounded)) return rounded;
  return exact.slice(0, end).replace(/\.$/, '');
}

function exponential(size: number, precision: number): string {
  const [rounded, exponent] = size.toExponential(Math.min(precision, 100)).split('e');
  const [exact, power10] = size.toExponential(100).split('e');
  const mantissa = power10 === exponent ? halfToEven(rounded, exact, precision) : rounded;
  const power = Number(exponent);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

function general(size: number, precision: number, keepZeros: boolean): string {
  const power = size === 0 ? 0 : Number(size.toExponential(Math.min(precision - 1, 100)).split('e')[1]);
  if (power < -4 || power >= precision) {
    const [mantissa, exponent] = exponential(size, precision - 1).split('e');
    return `${keepZeros ? mantissa : withoutZeros(mantissa)}e${exponent}`;
  }
  const text = fixed(size, precision - 1 - power);
  return keepZeros ? text : withoutZeros(text);
}

const withoutZeros = (digits: string): string => (digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits);

function hexadecimal(size: number): string {
  if (size === 0) return '0x0p+0';
  let power = Math.floor(Math.log2(size));
  let mantissa = size / 2 ** power;
  if (mantissa >= 2) {
    mantissa /= 2;
    power++;
  }
  return `0x${mantissa.toString(16)}p${power < 0 ? '-' : '+'}${Math.abs(power)}`;
}

const sign = (to: Conversion, negative: boolean, signed: boolean): string => {
  if (negative) return '-';
  if (!signed) return '';
  return to.plus ? '+' : to.space ? ' ' : '';
};

function pad(to: Conversion, front: string, digits: string, zeros: boolean): string {
  const missing = to.width - front.length - digits.length;
  if (missing <= 0) return front + digits;
  if (to.minus) return front + digits + ' '.repeat(missing);
  if (to.zero && zeros) return front + '0'.repeat(missing) + digits;
  return ' '.repeat(missing) + front + digits;
}
