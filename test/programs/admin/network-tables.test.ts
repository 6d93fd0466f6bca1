// Tables of the kernel's network as tools show them: JSON of ip, conntrack, lsof, resolvectl.

import { expect, it } from 'vitest';
import { ClusterShell } from '../../support/cluster-shell.ts';

const shell = new ClusterShell();
shell.world.simulation.advance(60_000);

it('ip speaks JSON', () => {
  expect(
    shell.run(`
ip -j addr | jq -c '.[]|[.ifname,.operstate,[.addr_info[].local]]'
ip -j route | jq -c '.[0]'
ip -j link show lo
ip rule; ip -j rule | jq length`),
  ).toMatchInlineSnapshot(`
    "["lo","UNKNOWN",["127.0.0.1","::1"]]
    ["eth0","UP",["172.30.1.2"]]
    ["flannel.1","UNKNOWN",["10.244.0.0"]]
    ["cni0","UP",["10.244.0.1"]]
    {"dst":"default","gateway":"172.30.1.1","dev":"eth0","protocol":"static","flags":[]}
    [{"ifindex":1,"ifname":"lo","flags":["LOOPBACK","UP","LOWER_UP"],"mtu":65536,"qdisc":"noqueue","operstate":"UNKNOWN","linkmode":"DEFAULT","group":"default","txqlen":1000,"link_type":"loopback","address":"00:00:00:00:00:00","broadcast":"00:00:00:00:00:00"}]
    0:	from all lookup local
    32766:	from all lookup main
    32767:	from all lookup default
    3
    "
  `);
});

it('lsof, conntrack and resolvectl tell who talks to whom', () => {
  expect(
    shell.run(`
lsof -i :22 -sTCP:LISTEN -P | sed -E 's/ +[0-9]+ / N /g'
[ "$(lsof -ti :10250 -sTCP:LISTEN)" = "$(pgrep -o kubelet)" ] && echo the kubelet
lsof -i :1; echo $?
conntrack -L 2>&1 | tail -1 | sed 's/[0-9]* flow/N flow/'
conntrack
conntrack -D
resolvectl query node01
resolvectl nonsense`),
  ).toMatchInlineSnapshot(`
    "COMMAND PID USER   FD   TYPE DEVICE SIZE/OFF NODE NAME
    sshd N root    3u  IPv4 N      0t0  TCP *:22 (LISTEN)
    the kubelet
    1
    conntrack v1.4.8 (conntrack-tools): N flow entries have been shown.
    node01: 172.30.2.2

    -- Information acquired via protocol DNS in 0.4ms.
    -- Data is authenticated: no; Data was acquired via local or encrypted transport: no
    -- Data from: network
    conntrack v1.4.8 (conntrack-tools): You need to supply an action
    Try \`conntrack -h' or 'conntrack --help' for more information.
    cka-lab: not simulated: conntrack -D
    Unknown command verb nonsense.
    (1)
    "
  `);
});
