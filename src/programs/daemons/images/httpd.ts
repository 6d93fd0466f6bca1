// Apache httpd of the official image: one page on port 80, an access log line per request.

import { encode } from '../../../base/bytes.ts';
import type { Process, Program } from '../../../linux/host/process.ts';
import { HTTP, type HttpRequest, type HttpResponse } from '../../../linux/net/http.ts';
import type { Task } from '../../../sim/task.ts';
import { tryListen, untilSignal } from './service.ts';
import { commonLogTime, type Page, pageAt, pageResponse, targetOf } from './web-page.ts';

const SERVER = 'Apache/2.4.66 (Unix)';
const ROOT = '/usr/local/apache2/htdocs';

export const httpd: Program = function* (process): Task<number> {
  if (process.argv.includes('-v')) {
    yield* process.print(`Server version: ${SERVER}\nServer built:   Oct 21 2026 00:00:00\n`);
    return 0;
  }
  process.memory = 12 * 2 ** 20;
  const warning = `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${process.network.address}. Set the 'ServerName' directive globally to suppress this message\n`;
  yield* process.complain(warning + warning);
  if (!tryListen(process, 80, HTTP, ({ address }) => ({ handle: (request) => answer(process, address, request) }))) {
    yield* process.complain(
      '(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:80\nno listening sockets available, shutting down\nAH00015: Unable to open logs\n',
    );
    return 1;
  }
  yield* notice(process, `AH00489: ${SERVER} configured -- resuming normal operations`);
  yield* notice(process, "AH00094: Command line: 'httpd -D FOREGROUND'", 'core');
  const signal = yield* untilSignal(process, 'SIGTERM', 'SIGINT', 'SIGWINCH');
  if (signal === 'SIGWINCH') yield* notice(process, 'AH00492: caught SIGWINCH, shutting down gracefully');
  else yield* notice(process, 'AH00491: caught SIGTERM, shutting down');
  return 0;
};

function* answer(process: Process, client: string, request: HttpRequest): Task<HttpResponse> {
  const now = process.simulation.epoch + process.simulation.now;
  const found = pageAt(process, ROOT, request);
  const page = typeof found === 'number' ? errorPage(found) : found;
  yield* process.print(
    `${client} - - [${commonLogTime(now)}] "${request.method} ${targetOf(request)} HTTP/1.1" ${page.status} ${page.body.length}\n`,
  );
  return pageResponse(page, SERVER, now, request.method);
}

function errorPage(status: number): Page {
  const [title, text] =
    status === 404
      ? ['404 Not Found', 'The requested URL was not found on this server.']
      : ['403 Forbidden', "You don't have permission to access this resource."];
  const body = `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${title}</title>\n</head><body>\n<h1>${title.slice(4)}</h1>\n<p>${text}</p>\n</body></html>\n`;
  return { status, body: encode(body), type: 'text/html; charset=iso-8859-1', modified: undefined };
}

function* notice(process: Process, text: string, module = 'mpm_event'): Task<void> {
  const { simulation, pid } = process;
  const time = new Date(simulation.epoch + simulation.now);
  const stamp = `${time.toUTCString().slice(0, 3)} ${time.toUTCString().slice(8, 11)} ${time.toISOString().slice(8, 10)} ${time.toISOString().slice(11, 23)}000 ${time.getUTCFullYear()}`;
  yield* process.complain(`[${stamp}] [${module}:notice] [pid ${pid}:tid ${pid}] ${text}\n`);
}
