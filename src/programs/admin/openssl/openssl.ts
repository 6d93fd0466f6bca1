// openssl, version 3.0: one executable, many commands.

import { isDigestName } from '../../../base/x509/digest-names.ts';
import type { Program } from '../../../linux/host/process.ts';
import { asn1parse } from './asn1parse.ts';
import { type Command, runCommand } from './command.ts';
import { ec, ecparam, genpkey, genrsa, pkey, rsa } from './keys.ts';
import { LISTING } from './listing.ts';
import { crl2pkcs7, pkcs7 } from './pkcs7.ts';
import { req } from './req.ts';
import { sClient } from './s-client.ts';
import { dgst, enc, passwd, rand, version } from './small-commands.ts';
import { verify } from './verify.ts';
import { x509 } from './x509.ts';

const COMMANDS: readonly Command[] = [
  ...[asn1parse, crl2pkcs7, dgst, ec, ecparam, enc, genpkey, genrsa, passwd, pkcs7],
  ...[pkey, rand, req, rsa, sClient, verify, version, x509],
];

export const openssl: Program = function* (process) {
  const [, name, ...words] = process.argv;
  const known = COMMANDS.find((command) => command.name === name);
  if (known) return yield* runCommand(process, known, words);
  if (name !== undefined && isDigestName(name)) return yield* runCommand(process, dgst, [`-${name}`, ...words]);
  if (name === 'base64') return yield* runCommand(process, enc, ['-base64', ...words]);
  if (name === undefined || name === 'help' || name === '-help' || name === '--help' || name === '-h') {
    const about = COMMANDS.find((command) => command.name === words[0]);
    if (about) return yield* runCommand(process, about, ['-help']);
    yield* process.complain(LISTING);
    return 0;
  }
  if (name === 'list' && words[0] === '-commands') {
    yield* process.print(`${LISTING.split('\n\n')[1].replace(/^.*\n/, '')}\n`);
    return 0;
  }
  if (name === '-version' || name === '--version' || name === '-v') return yield* runCommand(process, version, words);
  const standard = LISTING.split('\n\n')[1].split(/\s+/);
  if (standard.includes(name)) {
    yield* process.complain(`cka-lab: not simulated: openssl ${[name, ...words].join(' ')}\n`);
    return 1;
  }
  yield* process.complain(`Invalid command '${name}'; type "help" for a list.\n`);
  return 1;
};
