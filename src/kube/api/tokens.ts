// Service account tokens. They look like JSON web tokens and say what those say; the signature is a keyed
// hash instead of RSA, which only this program could tell apart.

import { fromBase64, toBase64 } from '../../base/base64.ts';
import { decode, encode } from '../../base/bytes.ts';
import { isRecord } from '../../base/json.ts';
import { hash } from '../../base/random.ts';
import type { User } from './api.ts';

export const serviceAccountUser = (namespace: string, name: string): User => ({
  name: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
});

const ISSUER = 'https://kubernetes.default.svc.cluster.local';

export class TokenSigner {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  /** Times in Unix milliseconds. */
  sign(user: User, issued: number, expires: number, claims: Readonly<Record<string, unknown>>): string {
    const header = part({ alg: 'RS256', kid: this.#digest('kid') });
    const payload = part({
      aud: [ISSUER],
      exp: Math.floor(expires / 1000),
      iat: Math.floor(issued / 1000),
      iss: ISSUER,
      ...claims,
      nbf: Math.floor(issued / 1000),
      sub: user.name,
    });
    return `${header}.${payload}.${this.#digest(`${header}.${payload}`)}`;
  }

  /** Undefined: not one of ours, or out of date. */
  verify(token: string, now: number): User | undefined {
    const [header, payload, signature] = token.split('.');
    if (signature === undefined || signature !== this.#digest(`${header}.${payload}`)) return undefined;
    const bytes = fromBase64(
      payload
        .replaceAll('-', '+')
        .replaceAll('_', '/')
        .padEnd(Math.ceil(payload.length / 4) * 4, '='),
    );
    const claims: unknown = bytes && JSON.parse(decode(bytes));
    if (!isRecord(claims) || typeof claims.sub !== 'string' || typeof claims.exp !== 'number') return undefined;
    if (claims.exp * 1000 < now) return undefined;
    const found = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(claims.sub);
    return found ? serviceAccountUser(found[1], found[2]) : undefined;
  }

  #digest(text: string): string {
    const words = Array.from({ length: 8 }, (_, at) => hash(text, hash(this.#key, at)).toString(16).padStart(8, '0'));
    return url(toBase64(encode(words.join(''))));
  }
}

const url = (base64: string): string => base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

const part = (value: unknown): string => url(toBase64(encode(JSON.stringify(value))));
