// Databases and caches as far as a cluster sees them: they start, listen, log, stop when told, and refuse to
// start without what they require. They do not store anything.

import type { Program } from '../../../linux/host/process.ts';
import { application } from '../../../linux/net/stack.ts';
import type { Task } from '../../../sim/task.ts';
import { tryListen, untilSignal } from './service.ts';

interface Opaque {
  readonly protocol: string;
}

interface Store {
  readonly port: number;
  readonly protocol: string;
  readonly megabytes: number;
  readonly startup: number;
  readonly ready: readonly string[];
  readonly goodbye: readonly string[];
  /** What is printed when the environment lacks something. */
  readonly missing?: (environment: ReadonlyMap<string, string>) => string | undefined;
  readonly prefix: (now: Date, pid: number) => string;
}

const iso = (now: Date): string => now.toISOString();

const store = (about: Store): Program =>
  function* (process): Task<number> {
    const stamp = () => about.prefix(new Date(process.simulation.epoch + process.simulation.now), process.pid);
    const problem = about.missing?.(process.environment);
    if (problem) {
      yield* process.complain(problem);
      return 1;
    }
    process.memory = about.megabytes * 2 ** 20;
    yield* process.compute(about.startup);
    const service = { protocol: about.protocol };
    if (!tryListen(process, about.port, application<Opaque>(about.protocol), () => service)) {
      yield* process.complain(`${stamp()}could not bind port ${about.port}: Address already in use\n`);
      return 1;
    }
    for (const line of about.ready) yield* process.print(`${stamp()}${line}\n`);
    yield* untilSignal(process, 'SIGTERM', 'SIGINT', 'SIGQUIT');
    for (const line of about.goodbye) yield* process.print(`${stamp()}${line}\n`);
    return 0;
  };

export const redisServer = store({
  port: 6379,
  protocol: 'redis',
  megabytes: 10,
  startup: 60,
  ready: ['* Running mode=standalone, port=6379.', '* Server initialized', '* Ready to accept connections tcp'],
  goodbye: ['* User requested shutdown...', '# Redis is now ready to exit, bye bye...'],
  prefix: (now, pid) => `${pid}:M ${now.toUTCString().slice(5, 16)} ${iso(now).slice(11, 23)} `,
});

export const memcached = store({
  port: 11211,
  protocol: 'memcached',
  megabytes: 6,
  startup: 20,
  ready: [],
  goodbye: ['Signal handled: Terminated.'],
  prefix: () => '',
});

export const postgres = store({
  port: 5432,
  protocol: 'postgresql',
  megabytes: 40,
  startup: 1_900,
  ready: [
    'LOG:  listening on IPv4 address "0.0.0.0", port 5432',
    'LOG:  database system is ready to accept connections',
  ],
  goodbye: ['LOG:  received fast shutdown request', 'LOG:  database system is shut down'],
  missing: (environment) =>
    environment.get('POSTGRES_PASSWORD') || environment.get('POSTGRES_HOST_AUTH_METHOD') === 'trust'
      ? undefined
      : `Error: Database is uninitialized and superuser password is not specified.
       You must specify POSTGRES_PASSWORD to a non-empty value for the
       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
       connections without a password. This is *not* recommended.

       See PostgreSQL documentation about "trust":
       https://www.postgresql.org/docs/current/auth-trust.html
`,
  prefix: (now, pid) => `${iso(now).slice(0, 10)} ${iso(now).slice(11, 23)} UTC [${pid}] `,
});

export const mysqld = store({
  port: 3306,
  protocol: 'mysql',
  megabytes: 380,
  startup: 6_000,
  ready: [
    "0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '8.4.7'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL.",
  ],
  goodbye: [
    '0 [System] [MY-010910] [Server] /usr/sbin/mysqld: Shutdown complete (mysqld 8.4.7)  MySQL Community Server - GPL.',
  ],
  missing: (environment) =>
    ['MYSQL_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_RANDOM_ROOT_PASSWORD'].some((name) =>
      environment.get(name),
    )
      ? undefined
      : `2026-11-02 09:00:00+00:00 [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified
    You need to specify one of the following as an environment variable:
    - MYSQL_ROOT_PASSWORD
    - MYSQL_ALLOW_EMPTY_PASSWORD
    - MYSQL_RANDOM_ROOT_PASSWORD
`,
  prefix: (now) => `${iso(now).slice(0, 23)}000Z `,
});
