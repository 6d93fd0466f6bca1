// Names of images. Models github.com/distribution/reference: `nginx` → docker.io/library/nginx:latest.

export interface ImageReference {
  /** `docker.io`, `registry.k8s.io`. */
  readonly domain: string;
  /** `library/nginx`, `coredns/coredns`. */
  readonly path: string;
  readonly tag: string;
  /** `sha256:...`; an image named by digest needs no tag. */
  readonly digest: string | undefined;
}

const DEFAULT_DOMAIN = 'docker.io';

/** The reference, or why it is none, as `couldn't parse image name` is continued. */
export function parseImageReference(text: string): ImageReference | { readonly invalid: string } {
  const invalid = { invalid: 'invalid reference format' };
  const [named, digest, ...more] = text.split('@');
  if (more.length > 0 || (digest !== undefined && !/^[a-z0-9]+:[0-9a-f]{32,}$/.test(digest))) return invalid;
  const slash = named.indexOf('/');
  const first = slash < 0 ? '' : named.slice(0, slash);
  const hasDomain = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  const domain = hasDomain ? first : DEFAULT_DOMAIN;
  const rest = hasDomain ? named.slice(slash + 1) : named;
  const colon = rest.indexOf(':');
  const repository = colon < 0 ? rest : rest.slice(0, colon);
  const tag = colon < 0 ? 'latest' : rest.slice(colon + 1);
  const path = domain === DEFAULT_DOMAIN && !repository.includes('/') ? `library/${repository}` : repository;
  if (/[A-Z]/.test(path)) return { invalid: `invalid reference format: repository name (${path}) must be lowercase` };
  if (!/^[\w][\w.-]{0,127}$/.test(tag)) return invalid;
  if (!/^[a-z0-9]+((\.|__?|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|__?|-+)[a-z0-9]+)*)*$/.test(path)) return invalid;
  return { domain, path, tag, digest };
}

export const repositoryOf = (reference: ImageReference): string => `${reference.domain}/${reference.path}`;

/** `docker.io/library/nginx:1.27`: what containerd calls the image. */
export const canonicalName = (reference: ImageReference): string =>
  reference.digest === undefined
    ? `${repositoryOf(reference)}:${reference.tag}`
    : `${repositoryOf(reference)}@${reference.digest}`;
