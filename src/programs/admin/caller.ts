// Who really asks a program that acts as root for everybody.

import { realUser } from '../../linux/files/permissions.ts';
import { type Account, findAccount } from '../../linux/host/accounts.ts';
import type { Process } from '../../linux/host/process.ts';

/** A number without an account is its own name. */
export function callerOf({ files, credentials }: Process): Account {
  const uid = realUser(credentials);
  return (
    findAccount(files, uid) ?? {
      name: String(uid),
      uid,
      gid: credentials.gid,
      comment: '',
      home: '/',
      shell: '/bin/sh',
    }
  );
}
