import { describe, expect, test } from 'vitest';
import { HTTP } from '../../../src/linux/net/http.ts';
import { SSH } from '../../../src/linux/net/ssh.ts';
import { ubuntuMachine } from '../../support/ubuntu.ts';

const node = () => ubuntuMachine({ name: 'node01', address: '172.30.2.2' });

describe('ip', () => {
  test('shows addresses, links and routes', () => {
    const machine = node();
    const outputs = ['ip a', 'ip -br a', 'ip -4 a show eth0', 'ip -br link', 'ip r', 'ip n', 'ip route get 10.96.0.10'];
    expect(outputs.map((one) => `$ ${one}\n${machine.run(one).stdout}`).join('')).toMatchInlineSnapshot(`
      "$ ip a
      1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
          link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
          inet 127.0.0.1/8 scope host lo
             valid_lft forever preferred_lft forever
          inet6 ::1/128 scope host 
             valid_lft forever preferred_lft forever
      2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP group default qlen 1000
          link/ether 52:54:ac:1e:02:02 brd ff:ff:ff:ff:ff:ff
          inet 172.30.2.2/24 brd 172.30.2.255 scope global eth0
             valid_lft forever preferred_lft forever
      $ ip -br a
      lo               UNKNOWN        127.0.0.1/8 ::1/128 
      eth0             UP             172.30.2.2/24 
      $ ip -4 a show eth0
      2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP group default qlen 1000
          inet 172.30.2.2/24 brd 172.30.2.255 scope global eth0
             valid_lft forever preferred_lft forever
      $ ip -br link
      lo               UNKNOWN        00:00:00:00:00:00 <LOOPBACK,UP,LOWER_UP> 
      eth0             UP             52:54:ac:1e:02:02 <BROADCAST,MULTICAST,UP,LOWER_UP> 
      $ ip r
      default via 172.30.2.1 dev eth0 proto static 
      172.30.2.0/24 dev eth0 proto kernel scope link src 172.30.2.2 
      $ ip n
      172.30.2.1 dev eth0 lladdr 52:54:ac:1e:02:01 REACHABLE 
      $ ip route get 10.96.0.10
      10.96.0.10 via 172.30.2.1 dev eth0 src 172.30.2.2 uid 0 
          cache 
      "
    `);
  });

  test('shows what flannel brought once it runs', () => {
    const machine = node();
    machine.host.files.makeDirectory('/run/flannel');
    machine.host.files.writeFile(
      '/run/flannel/subnet.env',
      'FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.1.1/24\n',
    );
    expect(machine.run('ip -br a').stdout + machine.run('ip route').stdout).toMatchInlineSnapshot(`
      "lo               UNKNOWN        127.0.0.1/8 ::1/128 
      eth0             UP             172.30.2.2/24 
      flannel.1        UNKNOWN        10.244.1.0/32 
      cni0             UP             10.244.1.1/24 
      default via 172.30.2.1 dev eth0 proto static 
      10.244.1.0/24 dev cni0 proto kernel scope link src 10.244.1.1 
      172.30.2.0/24 dev eth0 proto kernel scope link src 172.30.2.2 
      "
    `);
  });

  test.each([
    ['ip addr show eth9', 1, 'Device "eth9" does not exist.\n'],
    ['ip foo', 1, 'Object "foo" is unknown, try "ip help".\n'],
    ['ip addr foo', 255, 'Command "foo" is unknown, try "ip address help".\n'],
    ['ip -foo', 255, 'Option "-foo" is unknown, try "ip -help".\n'],
    ['ip route add 1.2.3.0/24 via 172.30.2.1', 1, 'cka-lab: not simulated: ip route add\n'],
    ['ip -s link', 1, 'cka-lab: not simulated: ip -s\n'],
    ['ip link set nope up', 1, 'Cannot find device "nope"\n'],
  ])('%s is refused', (command, code, stderr) => {
    expect(node().run(command)).toEqual({ stdout: '', stderr, code });
  });

  test('a link taken down cuts the machine off', () => {
    const machine = node();
    const other = ubuntuMachine({ name: 'other', address: '172.30.3.2', fabric: machine.fabric });
    expect(other.run('nc -zw1 172.30.2.2 22').code).toBe(0);
    machine.run('ip link set eth0 down');
    expect(machine.run('ip -br link show eth0').stdout).toMatchInlineSnapshot(`
      "eth0             DOWN           52:54:ac:1e:02:02 <BROADCAST,MULTICAST> 
      "
    `);
    expect(other.run('nc -zvw1 172.30.2.2 22')).toMatchInlineSnapshot(`
      {
        "code": 1,
        "stderr": "nc: connect to 172.30.2.2 port 22 (tcp) timed out: Operation now in progress
      ",
        "stdout": "",
      }
    `);
    machine.run('ip link set dev eth0 up');
    expect(other.run('nc -zw1 172.30.2.2 22').code).toBe(0);
  });
});

describe('ss', () => {
  const withWeb = () => {
    const machine = node();
    const { host } = machine;
    const owner = host.spawn({
      argv: ['/usr/bin/kubelet'],
      path: '/usr/bin/kubelet',
      *program(process) {
        yield* process.sleep(1e9);
        return 0;
      },
    });
    const accept = () => ({
      *handle() {
        yield* owner.sleep(1);
        return { status: 200, headers: {} };
      },
    });
    host.network.listen({ address: '::', port: 10250, application: HTTP, owner, accept });
    host.network.listen({ address: '127.0.0.1', port: 10248, application: HTTP, owner, accept });
    return machine;
  };

  test('names listeners and their processes', () => {
    const machine = withWeb();
    const outputs = ['ss -ltnp', 'ss -tulpn', 'ss -Htln', 'ss -ltn sport = :10250'];
    expect(outputs.map((one) => `$ ${one}\n${machine.run(one).stdout}`).join('')).toMatchInlineSnapshot(`
      "$ ss -ltnp
      State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess                                 
      LISTEN 0      4096      127.0.0.53:53         0.0.0.0:*    users:(("systemd-resolve",pid=11,fd=4))
      LISTEN 0      128          0.0.0.0:22         0.0.0.0:*    users:(("sshd",pid=18,fd=3))           
      LISTEN 0      4096               *:10250            *:*    users:(("kubelet",pid=22,fd=3))        
      LISTEN 0      4096       127.0.0.1:10248      0.0.0.0:*    users:(("kubelet",pid=22,fd=4))        
      $ ss -tulpn
      Netid State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess                                 
      udp   UNCONN 0      0         127.0.0.53:53         0.0.0.0:*    users:(("systemd-resolve",pid=11,fd=3))
      tcp   LISTEN 0      4096      127.0.0.53:53         0.0.0.0:*    users:(("systemd-resolve",pid=11,fd=4))
      tcp   LISTEN 0      128          0.0.0.0:22         0.0.0.0:*    users:(("sshd",pid=18,fd=3))           
      tcp   LISTEN 0      4096               *:10250            *:*    users:(("kubelet",pid=22,fd=3))        
      tcp   LISTEN 0      4096       127.0.0.1:10248      0.0.0.0:*    users:(("kubelet",pid=22,fd=4))        
      $ ss -Htln
      LISTEN 0 4096 127.0.0.53:53    0.0.0.0:*
      LISTEN 0 128     0.0.0.0:22    0.0.0.0:*
      LISTEN 0 4096          *:10250       *:*
      LISTEN 0 4096  127.0.0.1:10248 0.0.0.0:*
      $ ss -ltn sport = :10250
      State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess
      LISTEN 0      4096               *:10250            *:*          
      "
    `);
  });

  test('shows a connection to both of its ends', () => {
    const machine = withWeb();
    const other = ubuntuMachine({ name: 'other', address: '172.30.3.2', fabric: machine.fabric });
    const client = other.host.spawn({
      argv: ['x'],
      *program(process) {
        (yield* process.network.connect('172.30.2.2', 22)).speak(SSH);
        yield* process.sleep(1e9);
        return 0;
      },
    });
    machine.simulation.advance(10);
    expect(client.alive).toBe(true);
    expect(machine.run('ss -tnp').stdout + other.run('ss -tn').stdout).toMatchInlineSnapshot(`
      "Recv-Q Send-Q Local Address:Port Peer Address:Port Process                      
      0      0         172.30.2.2:22     172.30.3.2:32779 users:(("sshd",pid=18,fd=8))
      Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess
      0      0         172.30.3.2:32779   172.30.2.2:22         
      "
    `);
    expect(other.run('ss -s').stderr).toBe('cka-lab: not simulated: ss -s\n');
  });
});
