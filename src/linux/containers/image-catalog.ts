// The registries of this world: which repositories and tags exist, and what is inside. A row per repository;
// everything a container needs to run is read from here and from the programs the world has.

import { Random } from '../../base/random.ts';
import { canonicalName, type ImageReference, repositoryOf } from './image-reference.ts';

/** What is in an image's file system besides its own files. */
export type Userland = 'none' | 'busybox' | 'alpine' | 'debian';

/** A file of an image: text, an executable, or a symbolic link. */
export type ImageFile =
  | { readonly path: string; readonly text: string; readonly mode?: number }
  | { readonly path: string; readonly executable: string }
  | { readonly path: string; readonly link: string }
  | { readonly path: string; readonly directory: true; readonly mode?: number };

export interface Image {
  readonly repository: string;
  readonly hasTag: (tag: string) => boolean;
  /** Bytes of the unpacked layers, as the kubelet reports them. */
  readonly size: number;
  readonly userland: Userland;
  readonly files: () => readonly ImageFile[];
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly uid: number;
  readonly stopSignal: 'SIGTERM' | 'SIGQUIT' | 'SIGWINCH' | 'SIGINT';
}

type Row = Pick<Image, 'repository' | 'hasTag' | 'size'> & Partial<Image>;

/** `latest`, `1`, `1.27`, `1.27.3` and these with one of the variants, for the newest patch of each minor. */
function versions(
  major: number,
  newestPatch: Readonly<Record<number, number>>,
  variants: readonly string[] = [],
): (tag: string) => boolean {
  return (tag) => {
    const [plain, ...rest] = tag.split('-');
    const variant = rest.join('-');
    if (variant !== '' && !variants.includes(variant)) return false;
    if (plain === 'latest') return variant === '';
    const parts = /^(\d+)(?:\.(\d+)(?:\.(\d+))?)?$/.exec(plain);
    if (!parts || Number(parts[1]) !== major) return false;
    if (parts[2] === undefined) return true;
    const newest = newestPatch[Number(parts[2])];
    return newest !== undefined && (parts[3] === undefined || Number(parts[3]) <= newest);
  };
}

const either =
  (...rules: readonly ((tag: string) => boolean)[]) =>
  (tag: string): boolean =>
    rules.some((rule) => rule(tag));
const named =
  (...tags: readonly string[]) =>
  (tag: string): boolean =>
    tags.includes(tag);
const matching =
  (pattern: RegExp) =>
  (tag: string): boolean =>
    pattern.test(tag);

const NGINX = versions(
  1,
  {
    ...{ 7: 12, 8: 1, 9: 15, 10: 3, 11: 13, 12: 2, 13: 12, 14: 2, 15: 12, 16: 1, 17: 10, 18: 0, 19: 10, 20: 2 },
    ...{ 21: 6, 22: 1, 23: 4, 24: 0, 25: 5, 26: 3, 27: 5, 28: 2, 29: 6 },
  },
  ['alpine', 'perl', 'alpine-slim', 'alpine-perl', 'bookworm', 'bullseye', 'trixie'],
);

const NGINX_PAGE = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`;

const HTTPD_PAGE = '<html><body><h1>It works!</h1></body></html>\n';

/** Control-plane images exist for every patch release of the minors anybody still runs. */
const KUBERNETES = matching(/^v1\.(2[0-9]|3[0-6])\.\d{1,2}$/);

const kubernetes = (name: string, size: number, userland: Userland = 'none'): Row => ({
  repository: `registry.k8s.io/${name}`,
  hasTag: KUBERNETES,
  size,
  userland,
  files: () => [{ path: `/usr/local/bin/${name}`, executable: name }],
  command: [`/usr/local/bin/${name}`],
});

const flannel = (registry: string): readonly Row[] => [
  {
    repository: `${registry}/flannel`,
    hasTag: matching(/^v0\.2[0-9]\.\d+$/),
    size: 91_700_000,
    userland: 'alpine',
    files: () => [
      { path: '/opt/bin/flanneld', executable: 'flanneld' },
      { path: '/etc/kube-flannel', directory: true },
    ],
    entrypoint: ['/opt/bin/flanneld'],
  },
  {
    repository: `${registry}/flannel-cni-plugin`,
    hasTag: matching(/^v1\.\d+\.\d+(-flannel\d+)?$/),
    size: 11_300_000,
    userland: 'alpine',
    files: () => [{ path: '/flannel', text: '\x7fELF', mode: 0o755 }],
  },
];

const ROWS: readonly Row[] = [
  kubernetes('kube-apiserver', 27_671_920),
  kubernetes('kube-controller-manager', 23_121_143),
  kubernetes('kube-scheduler', 17_382_272),
  kubernetes('kube-proxy', 25_964_312, 'debian'),
  {
    repository: 'registry.k8s.io/etcd',
    hasTag: matching(/^3\.[3-6]\.\d{1,2}-\d+$/),
    size: 22_871_747,
    userland: 'none',
    files: () => [
      { path: '/usr/local/bin/etcd', executable: 'etcd' },
      { path: '/usr/local/bin/etcdctl', executable: 'etcdctl' },
      { path: '/usr/local/bin/etcdutl', executable: 'etcdutl' },
    ],
    command: ['/usr/local/bin/etcd'],
  },
  {
    repository: 'registry.k8s.io/coredns/coredns',
    hasTag: matching(/^v1\.(8|9|10|11|12|13|14)\.\d$/),
    size: 23_553_139,
    userland: 'none',
    files: () => [{ path: '/coredns', executable: 'coredns' }],
    entrypoint: ['/coredns'],
    uid: 65532,
  },
  {
    repository: 'registry.k8s.io/pause',
    hasTag: either(named('latest'), matching(/^3\.([1-9]|10(\.[12])?)$/)),
    size: 319_656,
    userland: 'none',
    files: () => [{ path: '/pause', executable: 'pause' }],
    entrypoint: ['/pause'],
    uid: 65535,
  },
  {
    repository: 'registry.k8s.io/e2e-test-images/agnhost',
    hasTag: matching(/^2\.(\d|[1-4]\d|5[0-9])$/),
    size: 51_000_000,
    userland: 'alpine',
    files: () => [{ path: '/agnhost', executable: 'agnhost' }],
    entrypoint: ['/agnhost'],
    command: ['pause'],
  },
  ...flannel('ghcr.io/flannel-io'),
  {
    repository: 'docker.io/library/nginx',
    hasTag: either(NGINX, named('stable', 'mainline', 'alpine', 'stable-alpine', 'mainline-alpine', 'perl')),
    size: 59_775_000,
    userland: 'debian',
    files: () => [
      { path: '/usr/sbin/nginx', executable: 'nginx' },
      { path: '/docker-entrypoint.sh', executable: 'nginx-entrypoint' },
      { path: '/docker-entrypoint.d', directory: true },
      { path: '/usr/share/nginx/html/index.html', text: NGINX_PAGE },
      { path: '/etc/nginx/nginx.conf', text: NGINX_CONF },
      { path: '/etc/nginx/conf.d/default.conf', text: NGINX_DEFAULT_SITE },
      { path: '/var/cache/nginx', directory: true },
      { path: '/var/log/nginx/access.log', link: '/dev/stdout' },
      { path: '/var/log/nginx/error.log', link: '/dev/stderr' },
    ],
    entrypoint: ['/docker-entrypoint.sh'],
    command: ['nginx', '-g', 'daemon off;'],
    environment: { NGINX_VERSION: '', PKG_RELEASE: '1~bookworm' },
    stopSignal: 'SIGQUIT',
  },
  {
    repository: 'docker.io/library/httpd',
    hasTag: versions(2, { 2: 34, 4: 66 }, ['alpine', 'bookworm']),
    size: 45_100_000,
    userland: 'debian',
    files: () => [
      { path: '/usr/local/apache2/bin/httpd', executable: 'httpd' },
      { path: '/usr/local/bin/httpd-foreground', executable: 'httpd' },
      { path: '/usr/local/apache2/htdocs/index.html', text: HTTPD_PAGE },
    ],
    command: ['httpd-foreground'],
    environment: { HTTPD_PREFIX: '/usr/local/apache2' },
    directory: '/usr/local/apache2',
    stopSignal: 'SIGWINCH',
  },
  {
    repository: 'docker.io/library/busybox',
    hasTag: either(
      versions(1, { 24: 2, 26: 2, 27: 2, 28: 4, 29: 3, 30: 1, 31: 1, 32: 1, 33: 1, 34: 1, 35: 0, 36: 1, 37: 0 }, [
        'glibc',
        'musl',
        'uclibc',
      ]),
      named('stable', 'glibc', 'musl', 'uclibc', 'unstable'),
    ),
    size: 2_220_094,
    userland: 'busybox',
    command: ['sh'],
  },
  {
    repository: 'docker.io/library/alpine',
    hasTag: either(
      versions(3, { 12: 12, 13: 12, 14: 10, 15: 11, 16: 9, 17: 10, 18: 12, 19: 9, 20: 8, 21: 5, 22: 2 }),
      named('edge'),
    ),
    size: 3_807_900,
    userland: 'alpine',
    command: ['/bin/sh'],
  },
  {
    repository: 'docker.io/library/ubuntu',
    hasTag: named(
      ...['latest', 'rolling', 'devel', 'focal', 'jammy', 'noble'],
      '18.04',
      '20.04',
      '22.04',
      '24.04',
      '25.10',
    ),
    size: 29_700_000,
    userland: 'debian',
    command: ['/bin/bash'],
  },
  {
    repository: 'docker.io/library/debian',
    hasTag: named(
      'latest',
      'stable',
      'stable-slim',
      'bullseye',
      'bookworm',
      'trixie',
      'bookworm-slim',
      '11',
      '12',
      '13',
      '12-slim',
    ),
    size: 48_500_000,
    userland: 'debian',
    command: ['bash'],
  },
  {
    repository: 'docker.io/curlimages/curl',
    hasTag: either(named('latest'), matching(/^[78]\.\d{1,2}\.\d$/)),
    size: 8_900_000,
    userland: 'alpine',
    entrypoint: ['/entrypoint.sh'],
    files: () => [{ path: '/entrypoint.sh', executable: 'curl' }],
    command: ['curl'],
    uid: 100,
  },
  {
    repository: 'docker.io/library/redis',
    hasTag: matching(/^(latest|alpine|[5-8]|[5-8]\.[0246](\.\d{1,2})?)(-alpine|-bookworm)?$/),
    size: 52_500_000,
    userland: 'debian',
    files: () => [
      { path: '/usr/local/bin/redis-server', executable: 'redis-server' },
      { path: '/data', directory: true },
    ],
    command: ['redis-server'],
    directory: '/data',
  },
  {
    repository: 'docker.io/library/memcached',
    hasTag: matching(/^(latest|alpine|1|1\.[56](\.\d{1,2})?)(-alpine|-bookworm)?$/),
    size: 31_000_000,
    userland: 'debian',
    files: () => [{ path: '/usr/local/bin/memcached', executable: 'memcached' }],
    command: ['memcached'],
    uid: 11211,
  },
  {
    repository: 'docker.io/library/postgres',
    hasTag: matching(/^(latest|alpine|1[2-8]|1[2-8]\.\d{1,2})(-alpine|-bookworm)?$/),
    size: 161_000_000,
    userland: 'debian',
    files: () => [
      { path: '/usr/local/bin/docker-entrypoint.sh', executable: 'postgres' },
      { path: '/usr/lib/postgresql/bin/postgres', executable: 'postgres' },
      { path: '/var/lib/postgresql/data', directory: true },
    ],
    entrypoint: ['docker-entrypoint.sh'],
    command: ['postgres'],
    stopSignal: 'SIGINT',
  },
  {
    repository: 'docker.io/library/mysql',
    hasTag: matching(/^(latest|lts|5\.[67](\.\d{1,2})?|8(\.[04](\.\d{1,2})?)?|9(\.[0-5](\.\d)?)?)$/),
    size: 237_000_000,
    userland: 'debian',
    files: () => [
      { path: '/usr/local/bin/docker-entrypoint.sh', executable: 'mysqld' },
      { path: '/usr/sbin/mysqld', executable: 'mysqld' },
      { path: '/var/lib/mysql', directory: true },
    ],
    entrypoint: ['docker-entrypoint.sh'],
    command: ['mysqld'],
  },
];

const CATALOG: ReadonlyMap<string, Image> = new Map(
  ROWS.map((row) => [
    row.repository,
    {
      userland: 'none',
      files: () => [],
      entrypoint: [],
      command: [],
      environment: {},
      directory: '/',
      uid: 0,
      stopSignal: 'SIGTERM',
      ...row,
    },
  ]),
);

export type Lookup = { readonly image: Image } | { readonly missing: 'repository' | 'tag' };

/** What the registry answers. */
export function lookUp(reference: ImageReference): Lookup {
  const image = CATALOG.get(repositoryOf(reference));
  if (!image) return { missing: 'repository' };
  if (reference.digest !== undefined) return { missing: 'tag' };
  return image.hasTag(reference.tag) ? { image } : { missing: 'tag' };
}

/** Docker Hub and private-capable registries do not tell a missing repository from a forbidden one. */
export const hidesRepositories = (reference: ImageReference): boolean =>
  reference.domain === 'docker.io' || reference.domain === 'ghcr.io' || reference.domain === 'quay.io';

/** The digests of an image: the same in every world. */
export function digestsOf(reference: ImageReference): { readonly config: string; readonly manifest: string } {
  const name = canonicalName(reference);
  const digest = (of: string) => `sha256:${new Random(`${of} ${name}`).text(64, '0123456789abcdef')}`;
  return { config: digest('config'), manifest: digest('manifest') };
}

const NGINX_CONF = `
user  nginx;
worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;


events {
    worker_connections  1024;
}


http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;

    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';

    access_log  /var/log/nginx/access.log  main;

    sendfile        on;
    #tcp_nopush     on;

    keepalive_timeout  65;

    #gzip  on;

    include /etc/nginx/conf.d/*.conf;
}
`;

const NGINX_DEFAULT_SITE = `server {
    listen       80;
    listen  [::]:80;
    server_name  localhost;

    #access_log  /var/log/nginx/host.access.log  main;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    #error_page  404              /404.html;

    # redirect server error responses to the 50x.html page
    #
    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`;
