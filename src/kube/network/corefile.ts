// CoreDNS' configuration: server blocks of plugins with arguments and nested properties. Models
// coredns/caddy's Caddyfile parser as far as its complaints are met in practice.

/** `/etc/coredns/Corefile:7 - Error during parsing: Unknown directive 'kubernets'`. */
export class CorefileError extends Error {
  override readonly name = 'CorefileError';
}

export interface Directive {
  readonly name: string;
  readonly arguments: readonly string[];
  /** Lines inside its braces, as words. */
  readonly properties: readonly (readonly string[])[];
}

export interface ServerBlock {
  /** `.`, `example.org`. */
  readonly zones: readonly string[];
  readonly port: number;
  readonly directives: readonly Directive[];
}

const PLUGINS: ReadonlySet<string> = new Set(
  (
    'root metadata geoip cancel tls quic timeouts multisocket reload nsid bufsize bind debug trace ready health pprof ' +
    'prometheus errors log dnstap local dns64 acl any chaos loadbalance tsig cache rewrite header dnssec autopath minimal ' +
    'template transfer hosts route53 azure clouddns k8s_external kubernetes file auto secondary etcd loop forward grpc ' +
    'grpc_server erratic whoami on sign view nomad'
  ).split(' '),
);

interface Token {
  readonly text: string;
  readonly line: number;
}

/** `path` is for messages. Throws CorefileError. */
export function parseCorefile(text: string, path: string): ServerBlock[] {
  const tokens = tokenize(text);
  const blocks: ServerBlock[] = [];
  let at = 0;
  const fail = (line: number, why: string) => new CorefileError(`${path}:${line} - Error during parsing: ${why}`);
  while (at < tokens.length) {
    const keys: string[] = [];
    while (at < tokens.length && tokens[at].text !== '{') keys.push(tokens[at++].text.replace(/,$/, ''));
    if (at >= tokens.length) throw fail(tokens.at(-1)?.line ?? 1, 'Unexpected EOF');
    at++;
    const directives: Directive[] = [];
    while (tokens[at]?.text !== '}') {
      if (at >= tokens.length) throw fail(tokens.at(-1)?.line ?? 1, 'Unexpected EOF');
      const { text: name, line } = tokens[at++];
      if (!PLUGINS.has(name)) throw fail(line, `Unknown directive '${name}'`);
      const words: string[] = [];
      while (tokens[at]?.line === line && !['{', '}'].includes(tokens[at].text)) words.push(tokens[at++].text);
      const properties: string[][] = [];
      if (tokens[at]?.text === '{' && tokens[at].line === line) {
        at++;
        while (tokens[at]?.text !== '}') {
          if (at >= tokens.length) throw fail(tokens.at(-1)?.line ?? 1, 'Unexpected EOF');
          const start = tokens[at].line;
          const property: string[] = [];
          while (tokens[at]?.line === start && tokens[at].text !== '}') property.push(tokens[at++].text);
          properties.push(property);
        }
        at++;
      }
      directives.push({ name, arguments: words, properties });
    }
    at++;
    blocks.push({ ...addressesOf(keys), directives });
  }
  return blocks;
}

function addressesOf(keys: readonly string[]): Pick<ServerBlock, 'zones' | 'port'> {
  let port = 53;
  const zones = keys.map((key) => {
    const parts = /^(?:dns:\/\/)?(.*?)(?::(\d+))?$/.exec(key);
    if (parts?.[2]) port = Number(parts[2]);
    return (parts?.[1] ?? key).replace(/(.)\.$/, '$1').toLowerCase();
  });
  return { zones, port };
}

function tokenize(text: string): Token[] {
  return text.split('\n').flatMap((line, index) =>
    [...line.replace(/(^|\s)#.*$/, '').matchAll(/"([^"]*)"|(\S+)/g)].map((match) => ({
      text: match[1] ?? match[2],
      line: index + 1,
    })),
  );
}
