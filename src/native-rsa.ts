// RSA's arithmetic by the cryptography of Node: ten times as quick as whole numbers of JavaScript, and the same result
// to the last bit, so worlds made with and without it are equal.

import { constants, createPrivateKey, type KeyObject, privateEncrypt } from 'node:crypto';
import { traditionalKey } from './base/x509/key.ts';
import { type RsaKey, raiseWith } from './base/x509/rsa.ts';

export function useNativeRsa(): void {
  const known = new WeakMap<RsaKey, KeyObject>();
  raiseWith((key, message) => {
    let native = known.get(key);
    if (!native) {
      native = createPrivateKey({ key: Buffer.from(traditionalKey(key)), format: 'der', type: 'pkcs1' });
      known.set(key, native);
    }
    const power = privateEncrypt({ key: native, padding: constants.RSA_NO_PADDING }, message);
    return new Uint8Array(power.buffer, power.byteOffset, power.length);
  });
}
