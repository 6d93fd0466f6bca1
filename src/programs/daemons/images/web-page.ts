// Serving files of a container over HTTP, as nginx and httpd do here.

import { encode } from '../../../base/bytes.ts';
import { SystemError } from '../../../linux/errors.ts';
import type { Process } from '../../../linux/host/process.ts';
import type { HttpRequest, HttpResponse } from '../../../linux/net/http.ts';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  txt: 'text/plain',
  css: 'text/css',
  js: 'application/javascript',
  json: 'application/json',
};

export interface Page {
  readonly status: number;
  readonly body: Uint8Array;
  readonly type: string;
  readonly modified: number | undefined;
}

/** What is below `root` at the request's path, or the status that says why not. */
export function pageAt(process: Process, root: string, request: HttpRequest): Page | number {
  const { files, credentials } = process;
  let path = `${root}${request.path}`;
  try {
    if (files.isDirectory(path)) {
      path = `${path.replace(/\/$/, '')}/index.html`;
      if (!files.exists(path)) return 403;
    }
    const inode = files.stat(path, credentials);
    const type = TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
    return { status: 200, body: files.readFile(path, credentials), type, modified: inode.mtime };
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return error.code === 'EACCES' ? 403 : 404;
  }
}

export function pageResponse(page: Page, server: string, now: number, method: string): HttpResponse {
  const headers: Record<string, string> = {
    server,
    date: new Date(now).toUTCString(),
    'content-type': page.type,
    'content-length': String(page.body.length),
  };
  if (page.modified !== undefined) headers['last-modified'] = new Date(page.modified).toUTCString();
  return { status: page.status, headers, body: method === 'HEAD' ? encode('') : page.body };
}

export const targetOf = ({ path, query }: HttpRequest): string => {
  const pairs = Object.entries(query).flatMap(([name, values]) => values.map((value) => `${name}=${value}`));
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
};

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `02/Nov/2026:09:00:00 +0000`. */
export function commonLogTime(now: number): string {
  const iso = new Date(now).toISOString();
  return `${iso.slice(8, 10)}/${MONTHS[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
