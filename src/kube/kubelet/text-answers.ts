// Answers of the kubelet that are sentences.

import type { HttpResponse } from '../../linux/net/http.ts';

export const TEXT = { 'content-type': 'text/plain; charset=utf-8' };

export const refusal = (status: number, body: string): HttpResponse => ({ status, headers: TEXT, body });
