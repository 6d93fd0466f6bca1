// What the gateway itself refuses, before the world hears of it, in the form of all refusals.

import type { HttpResponse } from '../linux/net/http.ts';

export const failure = (code: number, reason: string, message: string): HttpResponse => ({
  status: code,
  headers: { 'content-type': 'application/json' },
  body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code },
});
