// wget in images built on busybox: one try, few words. Models busybox networking/wget.c.

import { SystemError, strerror } from '../../linux/errors.ts';
import type { ExitCode } from '../../linux/host/process.ts';
import { HTTP, type HttpResponse, parseTarget } from '../../linux/net/http.ts';
import { bodyOf, STATUS_TEXTS } from '../../linux/net/http-text.ts';
import { NameError, resolve } from '../../linux/net/resolver.ts';
import type { Connection } from '../../linux/net/stack.ts';
import type { Task } from '../../sim/task.ts';
import { parseUrl, type Url } from './http.ts';
import type { Tool } from './tool.ts';

/** As long as the kernel repeats a SYN; -T says otherwise. */
const DEFAULT_PATIENCE = 127_000;
const MOST_REDIRECTS = 5;

export function* busyboxWget(run: Tool): Task<ExitCode> {
  const [text] = run.operands;
  if (text === undefined) return yield* run.failPlainly('BusyBox wget: no URL was given');
  return yield* fetchPage(run, text, 0);
}

function* fetchPage(run: Tool, text: string, redirects: number): Task<ExitCode> {
  const url = parseUrl(text);
  if (url?.scheme !== 'http') return yield* run.notSimulated(`${text}: busybox speaks plain http here`);
  const connection = yield* connect(run, url);
  const service = connection.secure ? undefined : connection.speak(HTTP);
  if (!service) return yield* run.fail('error getting response', 1);
  const headers = {
    host: url.port === 80 ? url.host : `${url.host}:${url.port}`,
    'user-agent': 'Wget',
    connection: 'close',
  };
  const method = run.has('spider') ? 'HEAD' : 'GET';
  const response = yield* service.handle({ method, ...parseTarget(url.target), headers });
  connection.close();
  const { location } = response.headers;
  if (location && response.status >= 300 && response.status < 400) {
    if (redirects === MOST_REDIRECTS) return yield* run.fail('too many redirections', 1);
    const next = location.startsWith('/') ? `http://${url.host}:${url.port}${location}` : location;
    return yield* fetchPage(run, next, redirects + 1);
  }
  if (response.status >= 400) {
    return yield* run.fail(
      `server returned error: HTTP/1.1 ${response.status} ${STATUS_TEXTS[response.status] ?? ''}`,
      1,
    );
  }
  return yield* save(run, url, response);
}

/** Says where it goes, and ends the program when it cannot. */
function* connect(run: Tool, url: Url): Task<Connection> {
  const address = yield* addressOf(run, url.host);
  if (!run.has('quiet')) yield* run.process.complain(`Connecting to ${url.host} (${address}:${url.port})\n`);
  const patience = run.value('timeout') === undefined ? DEFAULT_PATIENCE : Number(run.value('timeout')) * 1000;
  try {
    return yield* run.process.network.connect(address, url.port, { patience });
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const gaveUp = error.code === 'ETIMEDOUT' && run.has('timeout');
    return yield* run.fail(
      gaveUp ? 'download timed out' : `can't connect to remote host (${address}): ${strerror(error.code)}`,
      1,
    );
  }
}

function* addressOf(run: Tool, host: string): Task<string> {
  try {
    return (yield* resolve(run.process, host))[0];
  } catch (error) {
    if (error instanceof NameError) return yield* run.fail(`bad address '${host}'`, 1);
    throw error;
  }
}

function* save(run: Tool, url: Url, response: HttpResponse): Task<ExitCode> {
  if (response.stream) return yield* run.notSimulated('a body that goes on');
  const name = run.value('output-document') ?? (url.target.split('/').at(-1) || 'index.html');
  if (run.has('spider')) return 0;
  if (name === '-') {
    yield* run.print(bodyOf(response));
    return 0;
  }
  if (run.value('output-document') === undefined && run.files.exists(run.process.absolute(name))) {
    return yield* run.fail(`can't open '${name}': File exists`, 1);
  }
  try {
    run.files.writeFile(run.process.absolute(name), bodyOf(response), { who: run.process.credentials });
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return yield* run.fail(`can't open '${name}': ${strerror(error.code)}`, 1);
  }
  if (!run.has('quiet')) yield* run.process.complain(`saving to '${name}'\n'${name}' saved\n`);
  return 0;
}
