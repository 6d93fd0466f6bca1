import { expect, test } from 'vitest';
import { encode } from '../../src/base/bytes.ts';
import { sha512Crypt } from '../../src/base/sha-crypt.ts';
import { sha384, sha512 } from '../../src/base/sha512.ts';

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

test('digests are those of sha512sum and sha384sum', () => {
  expect(hex(sha512(encode('')))).toBe(
    'cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e',
  );
  expect(hex(sha512(encode('x'.repeat(300))))).toBe(
    '0dc240ae43b18eeacef4d7d8d64b945ade43c989b724d7c7062a8029f3343caa322b9fbf42d9ff0cda98f3d7ac5a560ca219b2e73cc041f37052dfa4e84ae624',
  );
  expect(hex(sha384(encode('abc')))).toBe(
    'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
  );
});

/** Printed by openssl passwd -6, and one by glibc's own tests for a number of rounds. */
test.each([
  [
    'Hello world!',
    '$6$saltstring',
    '$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1',
  ],
  ['x', '$6$abc', '$6$abc$K4v3HcZ8yAmpRfxML6S46NCcqy9r4/KdbQpFvqSWsBf4dgySOEOo1DHJTrmn2BsJK2aNmPN8Tfb826D2o9.z51'],
  [
    '한국어 비밀번호 with a password longer than sixty-four bytes, so that blocks repeat',
    '$6$longsaltlongsalt',
    '$6$longsaltlongsalt$vsbe9UH08sgRLedkWeUUYm0190cb8Z3478H2BS9EGgYkIPeLQ3Vpdtk5Eak.UVf5wO1MZuP6KcEuJWCUKF5OO0',
  ],
  [
    'Hello world!',
    '$6$rounds=10000$saltstringsaltstring',
    '$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.',
  ],
])('%j with %s', (password, settings, hash) => {
  expect(sha512Crypt(password, settings)).toBe(hash);
  expect(sha512Crypt(password, hash)).toBe(hash);
});

test('another method is not ours to judge', () => {
  expect(sha512Crypt('x', '$y$j9T$salt$hash')).toBeUndefined();
});
