// kubectl proxy: a way to the API server for programs that cannot log in: whoever reaches the port is taken for the
// kubeconfig's user. Models k8s.io/kubectl/pkg/proxy.

import { StatusError } from '../../../kube/client/client.ts';
import { SystemError } from '../../../linux/errors.ts';
import { HTTP, type HttpRequest, type HttpResponse } from '../../../linux/net/http.ts';
import type { Task } from '../../../sim/task.ts';
import { KubectlError, RequestFailed } from '../errors.ts';
import type { Session } from '../session.ts';
import type { Verb } from './verb.ts';

const FOREVER = 1e12;

export const proxy: Verb = {
  name: 'proxy',
  flags: ['accept-hosts', 'accept-paths', 'address', 'disable-filter', 'port', 'reject-methods', 'reject-paths'],
  *run(invocation) {
    const { flags, process } = invocation;
    const session = yield* invocation.session();
    const address = flags.string('address');
    const port = flags.int('port') || process.network.ephemeralPort();
    const isAllowed = filterOf(flags);
    try {
      process.network.listen({
        address,
        port,
        application: HTTP,
        owner: process,
        accept: () => ({
          handle: (request) => (isAllowed(request) ? forwarded(session, request) : refused()),
        }),
      });
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new KubectlError(`listen tcp ${address}:${port}: bind: ${error.message.toLowerCase()}`);
    }
    yield* invocation.print(`Starting to serve on ${address}:${port}\n`);
    for (;;) yield* process.sleep(FOREVER);
  },
};

/** --accept-* and --reject-*: lists of regular expressions. */
function filterOf(flags: {
  string(name: string): string;
  bool(name: string): boolean;
}): (request: HttpRequest) => boolean {
  if (flags.bool('disable-filter')) return () => true;
  const patterns = (flag: string) =>
    flags
      .string(flag)
      .split(',')
      .map((text) => new RegExp(text));
  const [hosts, paths] = [patterns('accept-hosts'), patterns('accept-paths')];
  const [badMethods, badPaths] = [patterns('reject-methods'), patterns('reject-paths')];
  const some = (list: readonly RegExp[], text: string) => list.some((pattern) => pattern.test(text));
  return ({ method, path, headers }) =>
    some(hosts, (headers.host ?? 'localhost').replace(/:\d+$/, '')) &&
    some(paths, path) &&
    !some(badPaths, path) &&
    !some(badMethods, method);
}

const TEXT = { 'content-type': 'text/plain; charset=utf-8' };

// biome-ignore lint/correctness/useYield: a request is answered by a task
function* refused(): Task<HttpResponse> {
  return { status: 403, headers: TEXT, body: 'Forbidden\n' };
}

function* forwarded(session: Session, { method, path, query, headers, body }: HttpRequest): Task<HttpResponse> {
  try {
    return yield* session.request(method, path, {
      query,
      body,
      accept: headers.accept,
      contentType: headers['content-type'],
    });
  } catch (error) {
    if (error instanceof StatusError) {
      return { status: error.code, headers: { 'content-type': 'application/json' }, body: error.status };
    }
    if (error instanceof RequestFailed) return { status: 502, headers: TEXT, body: `${error.message}\n` };
    throw error;
  }
}
