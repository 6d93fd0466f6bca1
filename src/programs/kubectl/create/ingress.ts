// kubectl create ingress: rules like `host/path*=service:port,tls=secret`.

import { KubectlError } from '../errors.ts';
import { type Fields, type Generator, metadataOf, pairsOf } from './generators.ts';

export const ingress: Generator = {
  name: 'ingress',
  flags: ['rule', 'class', 'default-backend', 'annotation'],
  *make(invocation, name) {
    const { flags } = invocation;
    const rules = invocation.flags.list('rule').length > 0 ? joinRules(flags.list('rule')) : [];
    const fallback = flags.string('default-backend');
    if (rules.length === 0 && fallback === '') {
      throw new KubectlError(
        'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
      );
    }
    if (fallback !== '' && fallback.split(':').length !== 2) {
      throw new KubectlError('default-backend should be in format servicename:serviceport');
    }
    const parsed = rules.map(parseRule);
    const annotations = pairsOf(flags.list('annotation'), 'annotation');
    const hosts = [...new Set(parsed.map((rule) => rule.host))];
    return {
      kind: 'Ingress',
      apiVersion: 'networking.k8s.io/v1',
      metadata: metadataOf(invocation, {
        name,
        annotations: Object.keys(annotations).length > 0 ? annotations : undefined,
      }),
      spec: {
        ingressClassName: flags.string('class') || undefined,
        defaultBackend: fallback === '' ? undefined : backend(fallback),
        tls: tlsOf(parsed),
        rules:
          parsed.length === 0
            ? undefined
            : hosts.map((host) => ({
                host: host || undefined,
                http: { paths: parsed.filter((rule) => rule.host === host).map((rule) => rule.path) },
              })),
      },
      status: { loadBalancer: {} },
    };
  },
};

interface Rule {
  readonly host: string;
  readonly path: Fields;
  /** undefined: no TLS; '': the default certificate. */
  readonly secret: string | undefined;
}

/** Splitting the flag at commas also took off `,tls=...`, which belongs to the rule before it. */
function joinRules(words: readonly string[]): string[] {
  const rules: string[] = [];
  for (const word of words) {
    if (/^tls(=|$)/.test(word) && rules.length > 0) rules.push(`${rules.pop()},${word}`);
    else rules.push(word);
  }
  return rules;
}

function parseRule(text: string): Rule {
  const parts =
    /^(?<host>[^/=]*)(?<path>\/[^=]*)=(?<service>[^:,]+):(?<port>[^,]+)(?<tls>,tls(=(?<secret>[^,]*))?)?$/.exec(text);
  if (!parts?.groups) {
    throw new KubectlError(`rule ${text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
  }
  const { host, path, service, port, tls, secret = '' } = parts.groups;
  return {
    host,
    path: {
      path: path.replace(/\*$/, ''),
      pathType: path.endsWith('*') ? 'Prefix' : 'Exact',
      backend: backend(`${service}:${port}`),
    },
    secret: tls === undefined ? undefined : secret,
  };
}

function backend(text: string): Fields {
  const [name, port] = text.split(':');
  return { service: { name, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } } };
}

function tlsOf(rules: readonly Rule[]): Fields[] | undefined {
  const secrets = new Map<string, string[]>();
  for (const { host, secret } of rules) {
    if (secret === undefined) continue;
    const hosts = secrets.get(secret) ?? [];
    if (host !== '' && !hosts.includes(host)) hosts.push(host);
    secrets.set(secret, hosts);
  }
  if (secrets.size === 0) return undefined;
  return [...secrets].map(([secret, hosts]) => ({
    hosts: hosts.length > 0 ? hosts : undefined,
    secretName: secret || undefined,
  }));
}
