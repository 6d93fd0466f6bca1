// Where a user's .ssh lies: the home of their account, whatever HOME says.

import { findAccount } from '../../../linux/host/accounts.ts';
import type { Process } from '../../../linux/host/process.ts';

export const homeOf = (process: Process): string =>
  findAccount(process.files, process.credentials.uid)?.home ?? process.environment.get('HOME') ?? '/';
