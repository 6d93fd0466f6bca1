import { expect, test } from 'vitest';
import { Random } from '../src/base/random.ts';
import { rsaKeyDealer } from '../src/base/x509/prime-pool.ts';
import { generateRsaKey, signRsa } from '../src/base/x509/rsa.ts';
import { useNativeRsa } from '../src/native-rsa.ts';

test("Node's signatures are ours, bit for bit", () => {
  const random = new Random(5);
  const deal = rsaKeyDealer(random);
  const keys = [deal(), deal(), generateRsaKey(random, 1024), generateRsaKey(random, 768)];
  const messages = Array.from({ length: 8 }, (_, at) => random.bytes(at * 37));
  const signatures = () =>
    keys.flatMap((key) => messages.map((message) => Buffer.from(signRsa(message, key, 'sha256')).toString('hex')));
  const ours = signatures();
  useNativeRsa();
  expect(signatures()).toEqual(ours);
});
