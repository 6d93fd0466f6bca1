import { assert, describe, expect, test } from 'vitest';
import { issue } from '../../../src/base/x509/certificate.ts';
import { generateKey, keyToPem } from '../../../src/base/x509/key.ts';
import { DNS } from '../../../src/linux/net/dns.ts';
import { HTTP, type HttpRequest, type HttpResponse } from '../../../src/linux/net/http.ts';
import { type Machine, ubuntuMachine } from '../../support/ubuntu.ts';

const YEAR = 365 * 86_400_000;
const NOW = Date.UTC(2026, 10, 20);

// biome-ignore lint/correctness/useYield: it answers at once
function* handle(request: HttpRequest) {
  const headers = { server: 'nginx/1.27.0', 'content-type': 'text/html', 'content-length': '6' };
  const answers: Readonly<Record<string, HttpResponse>> = {
    '/': { status: 200, headers, body: 'hello\n' },
    '/echo': {
      status: 200,
      headers: {},
      body: `${request.method} ${JSON.stringify(request.query)} ${request.headers['content-type'] ?? '-'} ${String(request.body ?? '')}\n`,
    },
    '/old': { status: 301, headers: { location: '/' } },
    '/broken': { status: 503, headers: {}, body: 'sorry\n' },
  };
  return answers[request.path] ?? { status: 404, headers, body: 'no\n' };
}

/** A client, and a machine that serves port 80 in plain text and 443 with a certificate of an unknown authority. */
function machines(): { readonly client: Machine; readonly server: Machine } {
  const client = ubuntuMachine({
    name: 'client',
    address: '172.30.1.2',
    ubuntu: {
      hosts: [
        ['172.30.2.2', 'web'],
        ['172.30.9.9', 'gone'],
      ],
    },
  });
  const server = ubuntuMachine({ name: 'web', address: '172.30.2.2', fabric: client.fabric });
  const { network, simulation } = server.host;
  const key = generateKey(simulation.random);
  const authority = { subject: { commonName: 'an authority', organizations: [] }, key };
  const certificate = (uses: boolean) =>
    issue(
      {
        subject: uses ? { commonName: 'web', organizations: [] } : authority.subject,
        isAuthority: !uses,
        ...(uses ? { uses: ['server'], dnsNames: ['web'], addresses: ['172.30.2.2'] } : {}),
        notBefore: NOW - YEAR,
        notAfter: NOW + YEAR,
        serial: simulation.random.bytes(8),
      },
      key,
      authority,
    );
  const leaf = certificate(true);
  network.listen({ address: '0.0.0.0', port: 80, application: HTTP, accept: () => ({ handle }) });
  network.listen({
    address: '0.0.0.0',
    port: 443,
    application: HTTP,
    tls: () => ({ certificate: leaf, key: keyToPem(key) }),
    accept: () => ({ handle }),
  });
  network.listen({
    address: '0.0.0.0',
    port: 5300,
    application: DNS,
    accept: () => ({ query: () => assert.fail('not asked') }),
  });
  client.host.files.writeFile('/root/ca.crt', certificate(false));
  return { client, server };
}

const shown = (client: Machine, commands: readonly string[]) =>
  commands
    .map((command) => {
      const { stdout, stderr, code } = client.run(command);
      return `$ ${command}\n${stdout}${stderr}${code === 0 ? '' : `[${code}]\n`}`;
    })
    .join('');

describe('curl', () => {
  test('fetches, posts, follows and shows headers', () => {
    const { client } = machines();
    expect(
      shown(client, [
        'curl -s http://web',
        'curl -s web/echo?a=1',
        "curl -s -X PUT -d x=1 -d y=2 -H 'Content-Type: text/plain' web/echo",
        'curl -s -G -d q=1 web/echo',
        'curl -sI web',
        'curl -sL web/old',
        "curl -s -o /dev/null -w '%{http_code}\\n' web/nope",
        'curl -s web/nope',
        'curl -sf web/nope',
        'curl -sS -f web/broken',
        'curl -sv web',
      ]),
    ).toMatchInlineSnapshot(`
      "$ curl -s http://web
      hello
      $ curl -s web/echo?a=1
      GET {"a":["1"]} - 
      $ curl -s -X PUT -d x=1 -d y=2 -H 'Content-Type: text/plain' web/echo
      PUT {} text/plain x=1&y=2
      $ curl -s -G -d q=1 web/echo
      GET {"q":["1"]} application/x-www-form-urlencoded 
      $ curl -sI web
      HTTP/1.1 200 OK
      Server: nginx/1.27.0
      Content-Type: text/html
      Content-Length: 6

      $ curl -sL web/old
      hello
      $ curl -s -o /dev/null -w '%{http_code}\\n' web/nope
      404
      $ curl -s web/nope
      no
      $ curl -sf web/nope
      [22]
      $ curl -sS -f web/broken
      curl: (22) The requested URL returned error: 503
      [22]
      $ curl -sv web
      hello
      * Host web:80 was resolved.
      * IPv6: (none)
      * IPv4: 172.30.2.2
      *   Trying 172.30.2.2:80...
      * Connected to web (172.30.2.2) port 80
      > GET / HTTP/1.1
      > Host: web
      > User-Agent: curl/8.5.0
      > Accept: */*
      > 
      < HTTP/1.1 200 OK
      < Server: nginx/1.27.0
      < Content-Type: text/html
      < Content-Length: 6
      < 
      "
    `);
  });

  test.each([
    ['curl -sS http://nowhere', 6, 'curl: (6) Could not resolve host: nowhere\n'],
    [
      'curl -sS http://web:81',
      7,
      "curl: (7) Failed to connect to web port 81 after 0 ms: Couldn't connect to server\n",
    ],
    ['curl -sS -m 2 http://gone', 28, 'curl: (28) Connection timed out after 2000 milliseconds\n'],
    [
      'curl -sS http://gone',
      7,
      "curl: (7) Failed to connect to gone port 80 after 3000 ms: Couldn't connect to server\n",
    ],
    ['curl -sS ftp://web', 1, 'curl: (1) Protocol "ftp" not supported\n'],
    ['curl', 2, "curl: (2) no URL specified\ncurl: try 'curl --help' or 'curl --manual' for more information\n"],
    ['curl -sS web:5300', 52, 'curl: (52) Empty reply from server\n'],
    ['curl -sS https://web:80', 35, 'curl: (35) OpenSSL/3.0.13: error:0A00010B:SSL routines::wrong version number\n'],
    ['curl -F a=b web', 1, 'cka-lab: not simulated: curl -F\n'],
    [
      'curl --nope web',
      2,
      "curl: option --nope: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information\n",
    ],
  ])('%s ends with %i', (command, code, stderr) => {
    expect(machines().client.run(command)).toEqual({ stdout: '', stderr, code });
  });

  test('believes a certificate only from an authority it knows', () => {
    const { client } = machines();
    expect(
      shown(client, [
        'curl -sS https://web',
        'curl -sS -k https://web',
        'curl -sS --cacert ca.crt https://web',
        'curl -sS --cacert ca.crt https://172.30.2.2',
      ]),
    ).toMatchInlineSnapshot(`
      "$ curl -sS https://web
      curl: (60) SSL certificate problem: unable to get local issuer certificate
      More details here: https://curl.se/docs/sslcerts.html

      curl failed to verify the legitimacy of the server and therefore could not
      establish a secure connection to it. To learn more about this situation and
      how to fix it, please visit the web page mentioned above.
      [60]
      $ curl -sS -k https://web
      hello
      $ curl -sS --cacert ca.crt https://web
      hello
      $ curl -sS --cacert ca.crt https://172.30.2.2
      hello
      "
    `);
  });

  test('shows its meter when nobody sees the answer', () => {
    const { client } = machines();
    expect(shown(client, ['curl -o page web', 'curl -o page web:81'])).toMatchInlineSnapshot(`
      "$ curl -o page web
        % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                       Dload  Upload   Total   Spent    Left  Speed

        0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0
      100     6  100     6    0     0   6000      0 --:--:-- --:--:-- --:--:--  6000
      $ curl -o page web:81
        % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                       Dload  Upload   Total   Spent    Left  Speed

        0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0
      curl: (7) Failed to connect to web port 81 after 0 ms: Couldn't connect to server
      [7]
      "
    `);
    expect(client.host.files.readText('/root/page')).toBe('hello\n');
  });
});

describe('wget', () => {
  test('saves, prints and complains', () => {
    const { client } = machines();
    expect(
      shown(client, [
        'wget http://web/',
        'wget -q http://web/',
        'wget -qO- web',
        'wget http://web/nope',
        'wget -q --tries=1 http://web:81/',
        'wget --tries=1 http://nowhere/',
        'wget --tries=1 -T 2 http://gone/',
        'wget -q https://web/',
        'wget -q --no-check-certificate -O- https://web/',
      ]),
    ).toMatchInlineSnapshot(`
      "$ wget http://web/
      --2026-11-20 12:00:40--  http://web/
      Resolving web (web)... 172.30.2.2
      Connecting to web (web)|172.30.2.2|:80... connected.
      HTTP request sent, awaiting response... 200 OK
      Length: 6 [text/html]
      Saving to: ‘index.html’

           0K                                                       100%  100M=0s

      2026-11-20 12:00:40 (100 MB/s) - ‘index.html’ saved [6/6]

      $ wget -q http://web/
      $ wget -qO- web
      hello
      $ wget http://web/nope
      --2026-11-20 12:00:40--  http://web/nope
      Resolving web (web)... 172.30.2.2
      Connecting to web (web)|172.30.2.2|:80... connected.
      HTTP request sent, awaiting response... 404 Not Found
      2026-11-20 12:00:40 ERROR 404: Not Found.

      [8]
      $ wget -q --tries=1 http://web:81/
      [4]
      $ wget --tries=1 http://nowhere/
      --2026-11-20 12:00:40--  http://nowhere/
      Resolving nowhere (nowhere)... failed: Temporary failure in name resolution.
      wget: unable to resolve host address ‘nowhere’
      [4]
      $ wget --tries=1 -T 2 http://gone/
      --2026-11-20 12:00:40--  http://gone/
      Resolving gone (gone)... 172.30.9.9
      Connecting to gone (gone)|172.30.9.9|:80... failed: Connection timed out.
      Giving up.

      [4]
      $ wget -q https://web/
      ERROR: cannot verify web's certificate:
        unable to get local issuer certificate
      To connect to web insecurely, use \`--no-check-certificate'.
      [5]
      $ wget -q --no-check-certificate -O- https://web/
      hello
      "
    `);
    expect(client.host.files.exists('/root/index.html.1')).toBe(true);
  });
});

describe('ping and nc', () => {
  test('tell who is there', () => {
    const { client } = machines();
    expect(
      shown(client, [
        'nc -zv web 80',
        'nc -zv web 81',
        'nc -zv -w 1 gone 80',
        'nc -z web 80',
        'ping -c 1 -q gone',
        'ping',
        'ping -c1 nowhere',
      ]),
    ).toMatchInlineSnapshot(`
      "$ nc -zv web 80
      Connection to web (172.30.2.2) 80 port [tcp/http] succeeded!
      $ nc -zv web 81
      nc: connect to web (172.30.2.2) port 81 (tcp) failed: Connection refused
      [1]
      $ nc -zv -w 1 gone 80
      nc: connect to gone (172.30.9.9) port 80 (tcp) timed out: Operation now in progress
      [1]
      $ nc -z web 80
      $ ping -c 1 -q gone
      PING gone (172.30.9.9) 56(84) bytes of data.

      --- gone ping statistics ---
      1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 1000ms

      [1]
      $ ping
      ping: usage error: Destination address required
      [1]
      $ ping -c1 nowhere
      ping: nowhere: Temporary failure in name resolution
      [2]
      "
    `);
    expect(client.run('ping -c 2 web').stdout.replaceAll(/0\.\d+ ms/g, 'TIME')).toMatchInlineSnapshot(`
      "PING web (172.30.2.2) 56(84) bytes of data.
      64 bytes from 172.30.2.2: icmp_seq=1 ttl=64 time=TIME
      64 bytes from 172.30.2.2: icmp_seq=2 ttl=64 time=TIME

      --- web ping statistics ---
      2 packets transmitted, 2 received, 0% packet loss, time 1000ms
      rtt min/avg/max/mdev = 0.313/0.330/0.347/TIME
      "
    `);
  });
});
