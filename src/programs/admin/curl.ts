// curl: HTTP requests from the command line, over the simulated network's HTTP application.

import { toBase64 } from '../../base/base64.ts';
import { encode } from '../../base/bytes.ts';
import { SystemError } from '../../linux/errors.ts';
import { Exit, type ExitCode, type Program } from '../../linux/host/process.ts';
import { HTTP, type HttpResponse, parseTarget } from '../../linux/net/http.ts';
import { bodyOf, headerText } from '../../linux/net/http-text.ts';
import { NameError, resolve } from '../../linux/net/resolver.ts';
import { TlsError } from '../../linux/net/tls.ts';
import { type Task, wait } from '../../sim/task.ts';
import { delay, first } from '../../sim/waits.ts';
import { NotSimulated } from '../getopt.ts';
import { beginMeter, endMeter, tellConnected, tellConnecting, tellExchange } from './curl-talk.ts';
import { type Failed, resolvedByHand, tellHandshake, tlsOf } from './curl-tls.ts';
import { opensslReason, parseUrl, type Url } from './http.ts';
import { type Tool, tool } from './tool.ts';

const OPTIONS = [
  's,silent',
  'S,show-error',
  'k,insecure',
  'v,verbose',
  'o,output=',
  'O,remote-name',
  'i,include',
  'I,head',
  'm,max-time=',
  'w,write-out=',
  'H,header=',
  'X,request=',
  'd,data,data-ascii=',
  'data-raw=',
  'data-binary=',
  'json=',
  'L,location',
  'connect-timeout=',
  'cacert=',
  'E,cert=',
  'key=',
  'retry=',
  'retry-delay=',
  'retry-connrefused',
  'retry-all-errors',
  'f,fail',
  'A,user-agent=',
  'e,referer=',
  'G,get',
  'N,no-buffer',
  '4,ipv4',
  '6,ipv6',
  'g,globoff',
  '#,progress-bar',
  'no-progress-meter',
  'http1.1',
  'http2',
  'compressed',
  'fail-with-body',
  'url=',
  'create-dirs',
  'V,version',
  'u,user=',
  '!F,form=',
  '!T,upload-file=',
  '!x,proxy=',
  'b,cookie=',
  '!c,cookie-jar=',
  '!K,config=',
  'resolve=',
  '!unix-socket=',
  '!interface=',
  '!C,continue-at=',
  '!r,range=',
  '!Z,parallel',
  '!D,dump-header=',
  '!n,netrc',
  '!h,help',
];

const TLS_HELP = `More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the web page mentioned above.`;

export const curl: Program = tool(
  'curl',
  {
    options: OPTIONS,
    usageStatus: 2,
    hint: "curl: try 'curl --help' or 'curl --manual' for more information\n",
    wording: (complaint) =>
      complaint
        .replace(
          /^(?:unrecognized option '(.*)'|invalid option -- '(.)')$/,
          (_all, word?: string, letter?: string) => `option ${word ?? `-${letter}`}: is unknown`,
        )
        .replace(/^option requires an argument -- '(.)'$/, 'option -$1: requires parameter')
        .replace(/^option '(.*)' requires an argument$/, 'option $1: requires parameter'),
  },
  function* (run) {
    if (run.has('version')) {
      yield* run.print(
        'curl 8.5.0 (x86_64-pc-linux-gnu) libcurl/8.5.0 OpenSSL/3.0.13 zlib/1.3\nRelease-Date: 2023-12-06, security patched: 8.5.0-2ubuntu10.7\nProtocols: http https\nFeatures: HTTPS-proxy IPv6 Largefile SSL\n',
      );
      return 0;
    }
    const urls = [...run.values('url'), ...run.operands];
    if (urls.length === 0) {
      yield* run.say("curl: (2) no URL specified\ncurl: try 'curl --help' or 'curl --manual' for more information");
      return 2;
    }
    let code = 0;
    for (const url of urls) code = yield* fetchOne(run, url);
    return code;
  },
);

function* fetchOne(run: Tool, text: string): Task<ExitCode> {
  const attempts = Number(run.value('retry') ?? 0) + 1;
  const begun = run.process.simulation.now;
  for (let attempt = 1; ; attempt++) {
    yield* beginMeter(run);
    const outcome = yield* request(run, text, 0, begun);
    if (typeof outcome !== 'object') return outcome;
    yield* endMeter(run, undefined, 0);
    const transient =
      outcome.code === 28 || (outcome.code === 7 && run.has('retry-connrefused')) || run.has('retry-all-errors');
    if (attempt < attempts && transient) {
      const pause = Number(run.value('retry-delay') ?? 2 ** (attempt - 1));
      if (!run.has('silent'))
        yield* run.say(
          `Warning: Problem : ${outcome.code === 28 ? 'timeout' : 'connection refused'}. Will retry in ${pause} seconds. ${attempts - attempt} retr${attempts - attempt === 1 ? 'y' : 'ies'} left.`,
        );
      yield* run.process.sleep(pause * 1000);
      continue;
    }
    if (!run.has('silent') || run.has('show-error')) yield* run.say(`curl: (${outcome.code}) ${outcome.message}`);
    const format = run.value('write-out');
    if (format !== undefined)
      yield* run.print(writeOut(format, undefined, text, (run.process.simulation.now - begun) / 1000, 0));
    return outcome.code;
  }
}

function* request(run: Tool, text: string, redirects: number, begun: number): Task<ExitCode | Failed> {
  const { process } = run;
  const url = parseUrl(text);
  if (!url)
    return {
      code: 3,
      message: `URL rejected: ${/^\w+:\/\/$/.test(text) ? 'No host part in the URL' : 'Malformed input to a URL function'}`,
    };
  if (url.scheme !== 'http' && url.scheme !== 'https')
    return { code: 1, message: `Protocol "${url.scheme}" not supported` };
  const limit = run.value('max-time') ?? run.value('connect-timeout');
  const patience = limit === undefined ? undefined : Number(run.value('connect-timeout') ?? limit) * 1000;
  const milliseconds = () => process.simulation.now - begun;
  let address: string;
  try {
    address = resolvedByHand(run, url.host, url.port) ?? (yield* resolve(process, url.host))[0];
  } catch (error) {
    if (error instanceof NameError) return { code: 6, message: `Could not resolve host: ${url.host}` };
    throw error;
  }
  try {
    yield* tellConnecting(run, url.host, address, url.port);
    const connection = yield* process.network.connect(address, url.port, patience === undefined ? {} : { patience });
    yield* tellConnected(run, url.host, address, url.port);
    const secure = url.scheme === 'https';
    if (connection.secure !== secure) {
      connection.close();
      if (secure) return { code: 35, message: 'OpenSSL/3.0.13: error:0A00010B:SSL routines::wrong version number' };
      yield* run.print('Client sent an HTTP request to an HTTPS server.\n');
      return 0;
    }
    const client = secure ? tlsOf(run, url.host) : undefined;
    if (client && 'code' in client) return client;
    const service = connection.speak(HTTP, client);
    if (client && connection.serverTls) yield* tellHandshake(run, connection.serverTls, client, url.host);
    if (!service) return { code: 52, message: 'Empty reply from server' };
    const sent = httpRequest(run, url);
    const response = yield* service.handle(sent);
    yield* tellExchange(run, url.target, sent, response);
    const location = response.headers.location;
    if (run.has('location') && location && response.status >= 300 && response.status < 400) {
      if (redirects >= 50) return { code: 47, message: 'Maximum (50) redirects followed' };
      const next = location.startsWith('/') ? `${url.scheme}://${url.host}:${url.port}${location}` : location;
      return yield* request(run, next, redirects + 1, begun);
    }
    return yield* deliver(run, url, response, milliseconds);
  } catch (error) {
    if (error instanceof TlsError)
      return { code: 60, message: `${certificateProblem(error.message, url.host)}\n${TLS_HELP}` };
    if (!(error instanceof SystemError)) throw error;
    if (error.code === 'ETIMEDOUT') {
      return {
        code: 28,
        message:
          patience === undefined
            ? `Failed to connect to ${url.host} port ${url.port} after ${milliseconds()} ms: Couldn't connect to server`
            : `Connection timed out after ${milliseconds()} milliseconds`,
      };
    }
    return {
      code: 7,
      message: `Failed to connect to ${url.host} port ${url.port} after ${milliseconds()} ms: Couldn't connect to server`,
    };
  }
}

const certificateProblem = (message: string, host: string): string =>
  message.includes('valid for') || message.includes('IP SANs')
    ? `SSL: no alternative certificate subject name matches target host name '${host}'`
    : `SSL certificate problem: ${opensslReason(message)}`;

const DATA: ReadonlySet<string> = new Set(['data', 'data-raw', 'data-binary', 'json']);

/** `@file` is read, except by --data-raw; -d drops its line ends. */
function dataOf(run: Tool, name: string, text: string): string {
  if (!text.startsWith('@') || name === 'data-raw') return text;
  const content = run.files.readText(
    run.process.absolute(text === '@-' ? '/dev/stdin' : text.slice(1)),
    run.process.credentials,
  );
  return name === 'data' ? content.replace(/[\r\n]/g, '') : content;
}

function httpRequest(run: Tool, url: Url) {
  const data = run.options.filter(({ name }) => DATA.has(name)).map(({ name, value }) => dataOf(run, name, value));
  const headers: Record<string, string> = {
    host: url.port === 80 || url.port === 443 ? url.host : `${url.host}:${url.port}`,
    'user-agent': run.value('user-agent') ?? 'curl/8.5.0',
    accept: '*/*',
  };
  if (data.length > 0)
    headers['content-type'] = run.has('json') ? 'application/json' : 'application/x-www-form-urlencoded';
  const user = run.value('user');
  if (user !== undefined) headers.authorization = `Basic ${toBase64(encode(user))}`;
  const cookie = run.value('cookie');
  if (cookie?.includes('=')) headers.cookie = cookie;
  for (const header of run.values('header')) {
    const colon = header.indexOf(':');
    if (colon > 0) headers[header.slice(0, colon).toLowerCase()] = header.slice(colon + 1).trim();
  }
  const body = data.length > 0 && !run.has('get') ? data.join('&') : undefined;
  const query = run.has('get') && data.length > 0 ? `${url.target.includes('?') ? '&' : '?'}${data.join('&')}` : '';
  return {
    method: run.value('request') ?? (run.has('head') ? 'HEAD' : body === undefined ? 'GET' : 'POST'),
    ...parseTarget(url.target + query),
    headers,
    ...(body === undefined ? {} : { body }),
  };
}

function* deliver(run: Tool, url: Url, response: HttpResponse, milliseconds: () => number): Task<ExitCode | Failed> {
  if (run.has('fail') && response.status >= 400)
    return { code: 22, message: `The requested URL returned error: ${response.status}` };
  const body = bodyOf(response);
  const name =
    run.value('output') ??
    (run.has('remote-name') ? url.target.replace(/\?.*/, '').split('/').at(-1) || undefined : undefined);
  if (run.has('remote-name') && name === undefined) return { code: 23, message: 'Remote file name has no length!' };
  let text = '';
  if (run.has('include') || run.has('head')) {
    text += headerText(response);
  }
  if (!run.has('head')) text += body;
  if (!response.stream) yield* endMeter(run, run.has('head') ? 0 : encode(body).length, milliseconds());
  if (name !== undefined && name !== '-') {
    try {
      run.files.writeFile(run.process.absolute(name), text, {
        who: run.process.credentials,
        mode: 0o666 & ~run.process.umask,
      });
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return { code: 23, message: `Failure writing output to destination` };
    }
  } else yield* run.print(text);
  if (response.stream) yield* follow(run, response, milliseconds);
  const format = run.value('write-out');
  if (format !== undefined)
    yield* run.print(writeOut(format, response, url.text, milliseconds() / 1000, encode(body).length));
  return 0;
}

/** A body that goes on is printed as it comes, until -m or the other side ends it. */
function* follow(run: Tool, response: HttpResponse, milliseconds: () => number): Task<void> {
  const limit = run.value('max-time');
  const stream = response.stream!;
  for (;;) {
    const left = limit === undefined ? 2 ** 40 : Math.max(0, Number(limit) * 1000 - milliseconds());
    const event = yield* wait(first({ part: stream.receive(), time: delay(run.process.simulation, left) }));
    if (event.name === 'time') {
      stream.abandon();
      if (!run.has('silent') || run.has('show-error'))
        yield* run.say(`curl: (28) Operation timed out after ${milliseconds()} milliseconds with 0 bytes received`);
      throw new Exit(28);
    }
    if (event.value === undefined) return;
    yield* run.process.print(
      event.value instanceof Uint8Array
        ? event.value
        : typeof event.value === 'string'
          ? event.value
          : `${JSON.stringify(event.value)}\n`,
    );
  }
}

function writeOut(
  format: string,
  response: HttpResponse | undefined,
  url: string,
  seconds: number,
  size: number,
): string {
  const values: Readonly<Record<string, string>> = {
    http_code: String(response?.status ?? 0).padStart(3, '0'),
    response_code: String(response?.status ?? 0).padStart(3, '0'),
    time_total: seconds.toFixed(6),
    time_connect: seconds.toFixed(6),
    size_download: String(size),
    url_effective: url,
    content_type: response?.headers['content-type'] ?? '',
    exitcode: '0',
  };
  return format.replace(/%\{(\w+)\}|%%|\\([nrt])/g, (all, name?: string, letter?: string) => {
    if (all === '%%') return '%';
    if (letter) return { n: '\n', r: '\r', t: '\t' }[letter] ?? '';
    if (name !== undefined && !(name in values)) throw new NotSimulated(`--write-out %{${name}}`);
    return values[name ?? ''] ?? '';
  });
}
