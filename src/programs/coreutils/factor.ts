// factor: the prime factors of numbers of any size.

import type { Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { quote } from '../quote.ts';
import { type Invocation, utility } from '../utility.ts';

export const factor: Program = utility({ usage: '[OPTION]... [NUMBER]...', options: ['exponents'] }, function* (run) {
  if (run.operands.length > 0) {
    for (const text of run.operands) yield* show(run, text);
    return run.status;
  }
  const input = run.open('-');
  for (;;) {
    const line = yield* input.line();
    if (!line) return run.status;
    for (const word of line.text.split(/\s+/)) if (word !== '') yield* show(run, word);
  }
});

function* show(run: Invocation, text: string): Task<void> {
  if (!/^ *\+?\d+$/.test(text)) {
    yield* run.complain(`${quote(text)} is not a valid positive integer`);
    return;
  }
  const number = BigInt(text.replace('+', ''));
  const factors = number < 2n ? [] : factorsOf(number);
  const shown = run.has('exponents')
    ? [...new Set(factors)].map((one) => {
        const times = factors.filter((other) => other === one).length;
        return times > 1 ? `${one}^${times}` : String(one);
      })
    : factors.map(String);
  yield* run.print(`${number}:${shown.map((one) => ` ${one}`).join('')}\n`);
}

function factorsOf(number: bigint): bigint[] {
  const found: bigint[] = [];
  let rest = number;
  for (let divisor = 2n; divisor < 5000n && divisor * divisor <= rest; divisor += divisor === 2n ? 1n : 2n) {
    while (rest % divisor === 0n) {
      found.push(divisor);
      rest /= divisor;
    }
  }
  if (rest > 1n) found.push(...splitLarge(rest));
  return found.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function splitLarge(number: bigint): bigint[] {
  if (isPrime(number)) return [number];
  const divisor = pollard(number);
  return [...splitLarge(divisor), ...splitLarge(number / divisor)];
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** Miller and Rabin, with bases that leave no doubt below 3.3e24. */
function isPrime(number: bigint): boolean {
  if (number < 5000n * 5000n) return true;
  let odd = number - 1n;
  let twos = 0;
  while (odd % 2n === 0n) {
    odd /= 2n;
    twos++;
  }
  return [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n].every((base) => {
    let value = power(base, odd, number);
    if (value === 1n || value === number - 1n) return true;
    for (let round = 1; round < twos; round++) {
      value = (value * value) % number;
      if (value === number - 1n) return true;
    }
    return false;
  });
}

const divisorOf = (a: bigint, b: bigint): bigint => (b === 0n ? a : divisorOf(b, a % b));

/** Pollard's rho. */
function pollard(number: bigint): bigint {
  for (let step = 1n; ; step++) {
    let slow = 2n;
    let fast = 2n;
    let divisor = 1n;
    while (divisor === 1n) {
      slow = (slow * slow + step) % number;
      fast = (fast * fast + step) % number;
      fast = (fast * fast + step) % number;
      divisor = divisorOf(slow > fast ? slow - fast : fast - slow, number);
    }
    if (divisor !== number) return divisor;
  }
}
