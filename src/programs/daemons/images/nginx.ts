// nginx of the official image: the entrypoint's remarks, the start-up notices, the files below
// /usr/share/nginx/html on the port of its configuration, an access log line per request.

import { encode } from '../../../base/bytes.ts';
import type { Process, Program } from '../../../linux/host/process.ts';
import { HTTP, type HttpRequest, type HttpResponse } from '../../../linux/net/http.ts';
import type { Peer } from '../../../linux/net/stack.ts';
import type { Task } from '../../../sim/task.ts';
import { tryListen, untilSignal } from './service.ts';
import { commonLogTime, type Page, pageAt, pageResponse, targetOf } from './web-page.ts';

const SITES = '/etc/nginx/conf.d';

/** /docker-entrypoint.sh: for nginx it looks at the configuration first, other commands it just runs. */
export const nginxEntrypoint: Program = function* (process): Task<number> {
  const command = process.argv.slice(1);
  if (command.length === 0) return 0;
  if (command[0] === 'nginx' || command[0] === 'nginx-debug') {
    const scripts = '/docker-entrypoint.d';
    yield* process.print(
      [
        `/docker-entrypoint.sh: ${scripts}/ is not empty, will attempt to perform configuration`,
        `/docker-entrypoint.sh: Looking for shell scripts in ${scripts}/`,
        `/docker-entrypoint.sh: Launching ${scripts}/10-listen-on-ipv6-by-default.sh`,
        '10-listen-on-ipv6-by-default.sh: info: Getting the checksum of /etc/nginx/conf.d/default.conf',
        '10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf',
        `/docker-entrypoint.sh: Sourcing ${scripts}/15-local-resolvers.envsh`,
        `/docker-entrypoint.sh: Launching ${scripts}/20-envsubst-on-templates.sh`,
        `/docker-entrypoint.sh: Launching ${scripts}/30-tune-worker-processes.sh`,
        '/docker-entrypoint.sh: Configuration complete; ready for start up',
        '',
      ].join('\n'),
    );
    process.argv = command;
    return yield* nginx(process);
  }
  // exec "$@": the same process, so its signals and its end are the command's.
  return yield* runInstead(process, command);
};

export const nginx: Program = function* (process): Task<number> {
  const version = versionOf(process);
  const flags = process.argv.slice(1);
  if (flags.includes('-v')) {
    yield* process.complain(`nginx version: nginx/${version}\n`);
    return 0;
  }
  if (flags.includes('-t')) {
    yield* process.complain(
      'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n',
    );
    return 0;
  }
  const unknown = flags.find((flag, at) => !['-g', '-c', '-q'].includes(flag) && !['-g', '-c'].includes(flags[at - 1]));
  if (unknown) {
    yield* process.complain(`nginx: invalid option: "${unknown.replace(/^-+/, '')}"\n`);
    return 1;
  }
  process.memory = 9 * 2 ** 20;
  const sites = readSites(process);
  const notice = (text: string) =>
    process.complain(`${errorTime(process)} [notice] ${process.pid}#${process.pid}: ${text}\n`);
  for (const { port, root } of sites) {
    const serve = ({ address }: Peer) => ({
      handle: (request: HttpRequest) => answer(process, root, version, address, request),
    });
    if (!tryListen(process, port, HTTP, serve)) {
      const emerg = `bind() to 0.0.0.0:${port} failed (98: Address already in use)`;
      yield* process.complain(`${errorTime(process)} [emerg] ${process.pid}#${process.pid}: ${emerg}\n`);
      yield* process.complain(`nginx: [emerg] ${emerg}\n`);
      return 1;
    }
  }
  yield* notice('using the "epoll" event method');
  yield* notice(`nginx/${version}`);
  yield* notice('built by gcc 12.2.0 (Debian 12.2.0-14+deb12u1) ');
  yield* notice('OS: Linux 6.8.0-51-generic');
  yield* notice('getrlimit(RLIMIT_NOFILE): 1048576:1048576');
  yield* notice('start worker processes');
  const signal = yield* untilSignal(process, 'SIGTERM', 'SIGINT', 'SIGQUIT');
  const number = { SIGTERM: 15, SIGINT: 2, SIGQUIT: 3 }[signal as 'SIGTERM' | 'SIGINT' | 'SIGQUIT'];
  yield* notice(`signal ${number} (${signal}) received, ${signal === 'SIGQUIT' ? 'shutting down' : 'exiting'}`);
  yield* notice('exit');
  return 0;
};

interface Site {
  readonly port: number;
  readonly root: string;
}

/** `listen` and `root` of each server block; what else stands there has no effect in this world. */
function readSites({ files }: Process): Site[] {
  const sites: Site[] = [];
  const names = files.exists(SITES) ? files.readDirectory(SITES).filter((name) => name.endsWith('.conf')) : [];
  for (const name of names) {
    const text = files.readText(`${SITES}/${name}`).replace(/#.*$/gm, '');
    for (const block of text.split(/\bserver\s*\{/).slice(1)) {
      const port = Number(/\blisten\s+(?:[\d.]+:)?(\d+)/.exec(block)?.[1] ?? '80');
      const root = /\broot\s+([^;\s]+)/.exec(block)?.[1] ?? '/usr/share/nginx/html';
      if (!sites.some((site) => site.port === port)) sites.push({ port, root });
    }
  }
  return sites;
}

function* answer(
  process: Process,
  root: string,
  version: string,
  client: string,
  request: HttpRequest,
): Task<HttpResponse> {
  const now = process.simulation.epoch + process.simulation.now;
  const found = pageAt(process, root, request);
  const page = typeof found === 'number' ? errorPage(found, version) : found;
  if (found === 404) {
    const line = `[error] ${process.pid}#${process.pid}: *1 open() "${root}${request.path}" failed (2: No such file or directory)`;
    yield* process.complain(`${errorTime(process)} ${line}\n`);
  }
  const forwarded = request.headers['x-forwarded-for'] ?? '-';
  const agent = request.headers['user-agent'] ?? '-';
  yield* process.print(
    `${client} - - [${commonLogTime(now)}] "${request.method} ${targetOf(request)} HTTP/1.1" ${page.status} ${page.body.length} "-" "${agent}" "${forwarded}"\n`,
  );
  return pageResponse(page, `nginx/${version}`, now, request.method);
}

const TITLES: Readonly<Record<number, string>> = { 403: '403 Forbidden', 404: '404 Not Found' };

function errorPage(status: number, version: string): Page {
  const title = TITLES[status] ?? String(status);
  const text = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/${version}</center>\r\n</body>\r\n</html>\r\n`;
  return { status, body: encode(text), type: 'text/html', modified: undefined };
}

/** From the image's tag: `1.27.3`, `1.27-alpine`, `latest`. */
function versionOf({ version }: Process): string {
  const parts = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(version);
  return parts ? `${parts[1]}.${parts[2]}.${parts[3] ?? '0'}` : NEWEST;
}

const NEWEST = '1.29.3';

/** `2026/11/02 09:00:00`. */
function errorTime({ simulation }: Process): string {
  const iso = new Date(simulation.epoch + simulation.now).toISOString();
  return `${iso.slice(0, 10).replaceAll('-', '/')} ${iso.slice(11, 19)}`;
}

function* runInstead(process: Process, argv: readonly string[]): Task<number> {
  const child = process.spawn({ argv });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) process.onSignal(signal, () => child.signal(signal));
  return (yield* process.waitFor(child)).code;
}
