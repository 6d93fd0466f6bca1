// wget: fetches a file. Models GNU Wget 1.21.4, whose talk goes to standard error.

import { encode } from '../../base/bytes.ts';
import { strftime } from '../../base/strftime.ts';
import { SystemError, strerror } from '../../linux/errors.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import { HTTP, type HttpResponse, parseTarget } from '../../linux/net/http.ts';
import { bodyOf, STATUS_TEXTS } from '../../linux/net/http-text.ts';
import { NameError, resolve } from '../../linux/net/resolver.ts';
import { TlsError } from '../../linux/net/tls.ts';
import type { Task } from '../../sim/task.ts';
import { isApplet } from '../busybox.ts';
import { busyboxWget } from './busybox-wget.ts';
import { opensslReason, parseUrl, type Url } from './http.ts';
import { type Tool, tool } from './tool.ts';

const HINT = `Usage: wget [OPTION]... [URL]...

Try \`wget --help' for more options.
`;

const NETWORK_FAILURE = 4;
const TLS_FAILURE = 5;
const SERVER_ERROR = 8;

export const wget: Program = tool(
  'wget',
  {
    options: [
      'q,quiet',
      'O,output-document=',
      'P,directory-prefix=',
      'T,timeout=',
      't,tries=',
      'no-verbose',
      'n=',
      'spider',
      'no-check-certificate',
      'ca-certificate=',
      'certificate=',
      'private-key=',
      'header=',
      'U,user-agent=',
      'connect-timeout=',
      'show-progress',
      '4,inet4-only',
      'V,version',
      '!S,server-response',
      '!c,continue',
      '!b,background',
      '!r,recursive',
      '!N,timestamping',
      '!i,input-file=',
      '!m,mirror',
      '!p,page-requisites',
      '!post-data=',
      '!post-file=',
      '!method=',
      '!body-data=',
      '!user=',
      '!password=',
      '!h,help',
    ],
    usageStatus: 2,
    hint: HINT,
  },
  function* (run) {
    if (isApplet(run.process)) return yield* busyboxWget(run);
    if (run.has('version')) {
      yield* run.print('GNU Wget 1.21.4 built on linux-gnu.\n');
      return 0;
    }
    if (run.operands.length === 0) {
      yield* run.say(`wget: missing URL\n${HINT.trimEnd()}`);
      return 1;
    }
    let code = 0;
    for (const text of run.operands) code = (yield* fetchOne(run, text)) || code;
    return code;
  },
);

/** -nv */
const isBrief = (run: Tool): boolean => run.has('no-verbose') || run.value('n') === 'v';

function* tell(run: Tool, text: string): Task<void> {
  if (!run.has('quiet') && !isBrief(run)) yield* run.process.complain(text);
}

const now = ({ process }: Tool): string =>
  strftime('%Y-%m-%d %H:%M:%S', process.simulation.epoch + process.simulation.now);

function* fetchOne(run: Tool, text: string): Task<ExitCode> {
  const url = parseUrl(text);
  if (!url || (url.scheme !== 'http' && url.scheme !== 'https')) {
    yield* run.say(`${text}: Unsupported scheme.`);
    return 1;
  }
  const full = /^\w+:\/\//.test(text) ? text : `http://${text}`;
  yield* tell(run, `--${now(run)}--  ${full.replace(/^(\w+:\/\/[^/]+)$/, '$1/')}\n`);
  const port = url.port;
  let address: string;
  try {
    [address] = yield* resolve(run.process, url.host);
    if (address !== url.host) yield* tell(run, `Resolving ${url.host} (${url.host})... ${address}\n`);
  } catch (error) {
    if (!(error instanceof NameError)) throw error;
    yield* tell(run, `Resolving ${url.host} (${url.host})... failed: ${error.message}.\n`);
    yield* run.complain(`unable to resolve host address ‘${url.host}’`);
    return NETWORK_FAILURE;
  }
  const whom = address === url.host ? `${address}:${port}` : `${url.host} (${url.host})|${address}|:${port}`;
  const tries = Number(run.value('tries') ?? 20);
  for (let attempt = 1; ; attempt++) {
    yield* tell(run, `Connecting to ${whom}... `);
    try {
      return yield* exchange(run, url, address);
    } catch (error) {
      if (error instanceof TlsError) {
        yield* tell(run, 'connected.\n');
        yield* run.say(
          `ERROR: cannot verify ${url.host}'s certificate:\n  ${opensslReason(error.message)}\nTo connect to ${url.host} insecurely, use \`--no-check-certificate'.`,
        );
        return TLS_FAILURE;
      }
      if (!(error instanceof SystemError)) throw error;
      yield* tell(run, `failed: ${strerror(error.code)}.\n`);
      if (error.code !== 'ETIMEDOUT') return NETWORK_FAILURE;
      yield* tell(run, attempt < tries ? 'Retrying.\n\n' : 'Giving up.\n\n');
      if (attempt >= tries) return NETWORK_FAILURE;
      yield* run.process.sleep(Math.min(attempt, 10) * 1000);
      yield* tell(run, `--${now(run)}--  (try:${String(attempt + 1).padStart(2)})  ${full}\n`);
    }
  }
}

function* exchange(run: Tool, url: Url, address: string): Task<ExitCode> {
  const { process } = run;
  const limit = run.value('connect-timeout') ?? run.value('timeout');
  const connection = yield* process.network.connect(
    address,
    url.port,
    limit === undefined ? {} : { patience: Number(limit) * 1000 },
  );
  const secure = url.scheme === 'https';
  if (secure !== connection.secure) {
    connection.close();
    return yield* run.notSimulated(`${url.scheme} to a server that speaks ${secure ? 'http' : 'https'}`);
  }
  const read = (name: string) => {
    const path = run.value(name);
    return path === undefined ? undefined : run.files.readText(process.absolute(path), process.credentials);
  };
  const [authorities, certificate, key] = [read('ca-certificate'), read('certificate'), read('private-key')];
  const service = connection.speak(
    HTTP,
    secure
      ? {
          serverName: url.host,
          insecure: run.has('no-check-certificate'),
          ...(authorities === undefined ? {} : { authorities }),
          ...(certificate === undefined ? {} : { certificate }),
          ...(key === undefined ? {} : { key }),
        }
      : undefined,
  );
  yield* tell(run, 'connected.\nHTTP request sent, awaiting response... ');
  if (!service) {
    yield* tell(run, 'No data received.\nGiving up.\n\n');
    return NETWORK_FAILURE;
  }
  const headers: Record<string, string> = {
    host: url.port === 80 || url.port === 443 ? url.host : `${url.host}:${url.port}`,
    'user-agent': run.value('user-agent') ?? 'Wget/1.21.4',
    accept: '*/*',
  };
  for (const header of run.values('header')) {
    const colon = header.indexOf(':');
    if (colon > 0) headers[header.slice(0, colon).toLowerCase()] = header.slice(colon + 1).trim();
  }
  const method = run.has('spider') ? 'HEAD' : 'GET';
  const response = yield* service.handle({ method, ...parseTarget(url.target), headers });
  connection.close();
  return yield* receive(run, url, response);
}

function* receive(run: Tool, url: Url, response: HttpResponse): Task<ExitCode> {
  const words = STATUS_TEXTS[response.status] ?? '';
  yield* tell(run, `${response.status} ${words}\n`);
  const { location } = response.headers;
  if (response.status >= 300 && response.status < 400 && location) {
    yield* tell(run, `Location: ${location} [following]\n`);
    return yield* fetchOne(
      run,
      location.startsWith('/') ? `${url.scheme}://${url.host}:${url.port}${location}` : location,
    );
  }
  if (response.status >= 400) {
    if (!run.has('quiet')) yield* run.say(`${now(run)} ERROR ${response.status}: ${words}.${isBrief(run) ? '' : '\n'}`);
    return SERVER_ERROR;
  }
  if (response.stream) return yield* run.notSimulated('of a body that goes on');
  const body = bodyOf(response);
  const size = encode(body).length;
  const type = response.headers['content-type']?.split(';')[0];
  yield* tell(run, `Length: ${size}${type ? ` [${type}]` : ''}\n`);
  if (run.has('spider')) {
    yield* tell(run, 'Remote file exists.\n\n');
    return 0;
  }
  const output = run.value('output-document');
  const name =
    output ?? `${run.has('directory-prefix') ? `${run.value('directory-prefix')}/` : ''}${fileName(run, url)}`;
  if (name === '-') {
    yield* tell(run, 'Saving to: ‘STDOUT’\n\n');
    yield* run.print(body);
    yield* tell(run, `\n${now(run)} (100 MB/s) - written to stdout [${size}/${size}]\n\n`);
    return 0;
  }
  try {
    run.files.writeFile(run.process.absolute(name), body, {
      who: run.process.credentials,
      mode: 0o666 & ~run.process.umask,
    });
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    yield* run.say(`${name}: ${strerror(error.code)}`);
    return 3;
  }
  yield* tell(
    run,
    `Saving to: ‘${name}’\n\n${dots(size)}\n${now(run)} (100 MB/s) - ‘${name}’ saved [${size}/${size}]\n\n`,
  );
  return 0;
}

/** `index.html`, and `.1`, `.2` behind what is there already. */
function fileName(run: Tool, url: Url): string {
  const base = url.target.replace(/\?.*/, '').split('/').at(-1) || 'index.html';
  let name = base;
  for (let copy = 1; run.files.exists(run.process.absolute(name)); copy++) name = `${base}.${copy}`;
  return name;
}

/** Progress in dots of a kilobyte, fifty to the line. */
function dots(size: number): string {
  let text = '';
  const kilobytes = Math.ceil(size / 1024);
  for (let line = 0; line === 0 || line * 50 < kilobytes; line++) {
    const count = Math.min(50, Math.floor(size / 1024) - line * 50);
    const groups = '.'.repeat(Math.max(0, count)).padEnd(50).replace(/.{10}/g, ' $&');
    const percent = Math.min(100, Math.floor(((line + 1) * 50 * 1024 * 100) / Math.max(1, size)));
    const isLast = (line + 1) * 50 >= kilobytes;
    text += `${String(line * 50).padStart(6)}K${groups}${String(percent).padStart(3)}%  100M${isLast ? '=0s' : ' 0s'}\n`;
  }
  return text;
}
