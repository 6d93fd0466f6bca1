// What curl and wget share: URLs and OpenSSL's words.

export interface Url {
  readonly text: string;
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly target: string;
}

export function parseUrl(text: string): Url | undefined {
  const match = /^(?:(\w+):\/\/)?(\[[^\]]+\]|[^/:?#]+)(?::(\d+))?([/?][^#]*)?(?:#.*)?$/.exec(text);
  if (!match) return undefined;
  const [, scheme = 'http', host, port, rest = '/'] = match;
  return {
    text,
    scheme,
    host: host.replace(/^\[|\]$/g, ''),
    port: Number(port ?? (scheme === 'https' ? 443 : 80)),
    target: rest.startsWith('?') ? `/${rest}` : rest,
  };
}

/** OpenSSL's words for what Go's TLS says. */
export function opensslReason(message: string): string {
  if (message.includes('expired')) return 'certificate has expired';
  if (message.includes('unknown authority')) return 'unable to get local issuer certificate';
  if (message.includes('valid for')) return 'no alternative certificate subject name matches target host name';
  return message;
}
