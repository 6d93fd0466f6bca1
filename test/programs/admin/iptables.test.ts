// What becomes of services in a node's packet filter, as iptables shows it.

import { expect, it } from 'vitest';
import { chainHash } from '../../../src/kube/network/iptables-chains.ts';
import { ClusterShell } from '../../support/cluster-shell.ts';

it.each([
  [['default/web', 'tcp'], 'LOLE4ISW44XBNF3G'],
  [['default/web-np', 'tcp'], '4UDSYVHJNXWHWIRT'],
  [['kube-system/kube-dns:dns', 'udp'], 'TCOU7JCQXEZGVUNU'],
  [['kube-system/kube-dns:dns-tcp', 'tcp'], 'ERIFXISQEP7F7OF4'],
  [['default/kubernetes:https', 'tcp'], 'NPX46M4PTMTKRN6Y'],
  [['kube-system/kube-dns:metrics', 'tcp'], 'JD5MR3NA4I4DYORP'],
  [['default/web', 'tcp', '10.244.0.25:80'], '5BHBB32S5YJOQUJ4'],
  [['default/web', 'tcp', '10.244.0.26:80'], '6U6XHCG7SSAWWXIN'],
  [['default/web-np', 'tcp', '10.244.0.26:80'], 'GRIVEQZA5GMIYZNV'],
])('chains of %j are named as kube-proxy names them', (parts, hash) => {
  expect(chainHash(...parts)).toBe(hash);
});

it('services appear as chains, and go with the service', () => {
  const shell = new ClusterShell();
  shell.world.simulation.advance(120_000);
  shell.run(
    'kubectl create deployment web --image=nginx --replicas=2; kubectl expose deploy web --port=80; kubectl expose deploy web --name=out --port=80 --type=NodePort; kubectl create service clusterip nobody --tcp=80; kubectl rollout status deployment web; sleep 3',
  );
  const addresses = (text: string) =>
    text
      .replace(/10\.244\.1\.\d+/g, '10.244.1.x')
      .replace(/10\.(9[6-9]|1[01]\d)\.\d+\.\d+/g, '10.96.y.z')
      .replace(/10\.96\.y\.z +/g, '10.96.y.z ')
      .replace(/(SEP-)\w+/g, '$1…')
      .replace(/dport 3\d{4}/g, 'dport 3nnnn');
  const shown = (command: string) => addresses(shell.run(command));
  expect(shown('iptables-save -t nat | grep default/').split('\n').sort().join('\n')).toMatchInlineSnapshot(`
    "
    -A KUBE-EXT-QPZWMDFVSLDAN36A -m comment --comment "masquerade traffic for default/out external destinations" -j KUBE-MARK-MASQ
    -A KUBE-NODEPORTS -d 127.0.0.0/8 -p tcp -m comment --comment "default/out" -m tcp --dport 3nnnn -m nfacct --nfacct-name  localhost_nps_accepted_pkts -j KUBE-EXT-QPZWMDFVSLDAN36A
    -A KUBE-NODEPORTS -p tcp -m comment --comment "default/out" -m tcp --dport 3nnnn -j KUBE-EXT-QPZWMDFVSLDAN36A
    -A KUBE-SEP-… -p tcp -m comment --comment "default/kubernetes:https" -m tcp -j DNAT --to-destination 172.30.1.2:6443
    -A KUBE-SEP-… -p tcp -m comment --comment "default/out" -m tcp -j DNAT --to-destination 10.244.1.x:80
    -A KUBE-SEP-… -p tcp -m comment --comment "default/out" -m tcp -j DNAT --to-destination 10.244.1.x:80
    -A KUBE-SEP-… -p tcp -m comment --comment "default/web" -m tcp -j DNAT --to-destination 10.244.1.x:80
    -A KUBE-SEP-… -p tcp -m comment --comment "default/web" -m tcp -j DNAT --to-destination 10.244.1.x:80
    -A KUBE-SEP-… -s 10.244.1.x/32 -m comment --comment "default/out" -j KUBE-MARK-MASQ
    -A KUBE-SEP-… -s 10.244.1.x/32 -m comment --comment "default/out" -j KUBE-MARK-MASQ
    -A KUBE-SEP-… -s 10.244.1.x/32 -m comment --comment "default/web" -j KUBE-MARK-MASQ
    -A KUBE-SEP-… -s 10.244.1.x/32 -m comment --comment "default/web" -j KUBE-MARK-MASQ
    -A KUBE-SEP-… -s 172.30.1.2/32 -m comment --comment "default/kubernetes:https" -j KUBE-MARK-MASQ
    -A KUBE-SERVICES -d 10.96.y.z/32 -p tcp -m comment --comment "default/kubernetes:https cluster IP" -m tcp --dport 443 -j KUBE-SVC-NPX46M4PTMTKRN6Y
    -A KUBE-SERVICES -d 10.96.y.z/32 -p tcp -m comment --comment "default/out cluster IP" -m tcp --dport 80 -j KUBE-SVC-QPZWMDFVSLDAN36A
    -A KUBE-SERVICES -d 10.96.y.z/32 -p tcp -m comment --comment "default/web cluster IP" -m tcp --dport 80 -j KUBE-SVC-LOLE4ISW44XBNF3G
    -A KUBE-SVC-LOLE4ISW44XBNF3G ! -s 10.244.0.0/16 -d 10.96.y.z/32 -p tcp -m comment --comment "default/web cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ
    -A KUBE-SVC-LOLE4ISW44XBNF3G -m comment --comment "default/web -> 10.244.1.x:80" -j KUBE-SEP-…
    -A KUBE-SVC-LOLE4ISW44XBNF3G -m comment --comment "default/web -> 10.244.1.x:80" -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-…
    -A KUBE-SVC-NPX46M4PTMTKRN6Y ! -s 10.244.0.0/16 -d 10.96.y.z/32 -p tcp -m comment --comment "default/kubernetes:https cluster IP" -m tcp --dport 443 -j KUBE-MARK-MASQ
    -A KUBE-SVC-NPX46M4PTMTKRN6Y -m comment --comment "default/kubernetes:https -> 172.30.1.2:6443" -j KUBE-SEP-…
    -A KUBE-SVC-QPZWMDFVSLDAN36A ! -s 10.244.0.0/16 -d 10.96.y.z/32 -p tcp -m comment --comment "default/out cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ
    -A KUBE-SVC-QPZWMDFVSLDAN36A -m comment --comment "default/out -> 10.244.1.x:80" -j KUBE-SEP-…
    -A KUBE-SVC-QPZWMDFVSLDAN36A -m comment --comment "default/out -> 10.244.1.x:80" -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-…"
  `);
  expect(shown('iptables -t nat -nL KUBE-SERVICES')).toMatchInlineSnapshot(`
    "Chain KUBE-SERVICES (2 references)
    target     prot opt source               destination         
    KUBE-SVC-NPX46M4PTMTKRN6Y  6    --  0.0.0.0/0            10.96.y.z /* default/kubernetes:https cluster IP */ tcp dpt:443
    KUBE-SVC-TCOU7JCQXEZGVUNU  17   --  0.0.0.0/0            10.96.y.z /* kube-system/kube-dns:dns cluster IP */ udp dpt:53
    KUBE-SVC-ERIFXISQEP7F7OF4  6    --  0.0.0.0/0            10.96.y.z /* kube-system/kube-dns:dns-tcp cluster IP */ tcp dpt:53
    KUBE-SVC-JD5MR3NA4I4DYORP  6    --  0.0.0.0/0            10.96.y.z /* kube-system/kube-dns:metrics cluster IP */ tcp dpt:9153
    KUBE-SVC-LOLE4ISW44XBNF3G  6    --  0.0.0.0/0            10.96.y.z /* default/web cluster IP */ tcp dpt:80
    KUBE-SVC-QPZWMDFVSLDAN36A  6    --  0.0.0.0/0            10.96.y.z /* default/out cluster IP */ tcp dpt:80
    KUBE-NODEPORTS  0    --  0.0.0.0/0            0.0.0.0/0            /* kubernetes service nodeports; NOTE: this must be the last rule in this chain */ ADDRTYPE match dst-type LOCAL
    "
  `);
  expect(
    shown(
      'iptables -nvL KUBE-FORWARD --line-numbers; iptables -S FORWARD; iptables-save | grep -c .; ip6tables -S | head -4',
    ),
  ).toMatchInlineSnapshot(`
    "Chain KUBE-FORWARD (1 references)
    num   pkts bytes target     prot opt in     out     source               destination         
    1        0     0 DROP       0    --  *      *       0.0.0.0/0            0.0.0.0/0            ctstate INVALID nfacct-name  ct_state_invalid_dropped_pkts
    2        0     0 ACCEPT     0    --  *      *       0.0.0.0/0            0.0.0.0/0            /* kubernetes forwarding rules */ mark match 0x4000/0x4000
    3        0     0 ACCEPT     0    --  *      *       0.0.0.0/0            0.0.0.0/0            /* kubernetes forwarding conntrack rule */ ctstate RELATED,ESTABLISHED
    -P FORWARD ACCEPT
    -A FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL
    -A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
    -A FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
    -A FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES
    -A FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD
    144
    -P INPUT ACCEPT
    -P FORWARD ACCEPT
    -P OUTPUT ACCEPT
    -N KUBE-FIREWALL
    "
  `);
  expect(
    shown('kubectl delete svc web out >/dev/null; sleep 2; iptables-save | grep -c default/web'),
  ).toMatchInlineSnapshot(`
    "0
    (1)
    "
  `);
  expect(
    shown(
      'iptables -L NOPE; iptables -t foo -L; iptables; iptables --foo; iptables -A INPUT -j DROP; sudo -u nobody iptables -L',
    ),
  ).toMatchInlineSnapshot(`
    "iptables: No chain/target/match by that name.
    iptables v1.8.10 (nf_tables): can't initialize iptables table \`foo': Table does not exist (do you need to insmod?)
    Perhaps iptables or your kernel needs to be upgraded.
    iptables v1.8.10 (nf_tables): no command specified
    Try \`iptables -h' or 'iptables --help' for more information.
    iptables v1.8.10 (nf_tables): unknown option "--foo"
    Try \`iptables -h' or 'iptables --help' for more information.
    cka-lab: not simulated: iptables -A
    iptables v1.8.10 (nf_tables): Could not fetch rule set generation id: Permission denied (you must be root)
    (4)
    "
  `);
});
