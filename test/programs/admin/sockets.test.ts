// Typing into sockets: nc, and bash's /dev/tcp.

import { expect, it } from 'vitest';
import { ClusterShell } from '../../support/cluster-shell.ts';

const shell = new ClusterShell();
shell.world.simulation.advance(60_000);

it('nc asks who listens', () => {
  expect(
    shell.run(`
nc -zv node01 22; nc -zv node01 21-22; nc -zv -w 1 10.9.9.9 80; nc -z localhost 6443; echo $?; nc -zv nowhere 80; nc -zvu node01 53
nc; nc -q; nc -zv node01 99999`),
  ).toMatchInlineSnapshot(`
    "0
    Connection to node01 (172.30.2.2) 22 port [tcp/ssh] succeeded!
    nc: connect to node01 (172.30.2.2) port 21 (tcp) failed: Connection refused
    Connection to node01 (172.30.2.2) 22 port [tcp/ssh] succeeded!
    nc: connect to 10.9.9.9 port 80 (tcp) timed out: Operation now in progress
    nc: getaddrinfo for host "nowhere" port 80: Temporary failure in name resolution
    nc: connect to node01 (172.30.2.2) port 53 (udp) failed: Connection refused
    usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]
    	  [-m minttl] [-O length] [-P proxy_username] [-p source_port]
    	  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]
    	  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]
    	  [destination] [port]
    nc: option requires an argument -- 'q'
    usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]
    	  [-m minttl] [-O length] [-P proxy_username] [-p source_port]
    	  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]
    	  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]
    	  [destination] [port]
    nc: port number too large: 99999
    (1)
    "
  `);
});

it('a request typed by hand is answered', () => {
  expect(
    shell
      .run(`
printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' | nc localhost 10248; echo
exec 3<>/dev/tcp/localhost/10248
printf 'GET /healthz HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n' >&3
cat <&3; echo
printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc localhost 6443
echo | nc -w 1 node01 22
(echo > /dev/tcp/localhost/6443) && echo open
(echo > /dev/tcp/localhost/6444) 2>/dev/null || echo closed`)
      .replaceAll('\r', ''),
  ).toMatchInlineSnapshot(`
    "HTTP/1.1 200 OK
    Content-Type: text/plain; charset=utf-8
    Content-Length: 2

    ok
    HTTP/1.1 200 OK
    Content-Type: text/plain; charset=utf-8
    Content-Length: 2

    ok
    HTTP/1.0 400 Bad Request

    Client sent an HTTP request to an HTTPS server.
    SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13.14
    Invalid SSH identification string.
    open
    closed
    "
  `);
});

it('two of them talk to each other', () => {
  expect(
    shell.run(`
ssh -o StrictHostKeyChecking=accept-new node01 'echo answer | nc -lv 9000 > /tmp/heard 2>&1' &
sleep 1
(echo question; sleep 1) | nc -N node01 9000
sleep 1
ssh node01 cat /tmp/heard`),
  ).toMatchInlineSnapshot(`
    "answer
    Listening on 0.0.0.0 9000
    Connection received on 172.30.1.2 32794
    question
    "
  `);
});

it('gpg makes a key of a text', () => {
  expect(
    shell.run(`
cat > k.asc <<EOF
-----BEGIN PGP PUBLIC KEY BLOCK-----
Version: GnuPG v2

mQGNBGNVCVgB
=abcd
-----END PGP PUBLIC KEY BLOCK-----
EOF
gpg --dearmor < k.asc | base64
cat k.asc | sudo gpg --dearmor -o /etc/apt/keyrings/x.gpg && wc -c /etc/apt/keyrings/x.gpg
cat k.asc | gpg --dearmor -o /etc/apt/keyrings/x.gpg
gpg --yes --dearmor -o /etc/apt/keyrings/x.gpg < k.asc; echo $?
gpg --dearmor k.asc; ls k.asc*
echo hi | gpg --dearmor; gpg --dearmor nope; gpg --dearmor -o /nope/x < k.asc; gpg --foo; gpg --list-keys`),
  ).toMatchInlineSnapshot(`
    "mQGNBGNVCVgB
    9 /etc/apt/keyrings/x.gpg
    0
    k.asc
    k.asc.gpg
    gpg: cannot open '/dev/tty': No such device or address
    gpg: no valid OpenPGP data found.
    gpg: can't open 'nope': No such file or directory
    gpg: dearmoring failed: No such file or directory
    gpg: can't create '/nope/x': No such file or directory
    gpg: dearmoring failed: No such file or directory
    gpg: invalid option "--foo"
    cka-lab: not simulated: gpg --list-keys
    (1)
    "
  `);
});
