// Ways in over ssh: keys, passwords, agents, jumps, forwarded ports; and what known_hosts has to say about it.

import { describe, expect, it } from 'vitest';
import { ClusterShell } from '../../support/cluster-shell.ts';

const unhashed = (text: string) =>
  text
    .replace(/\|1\|[A-Za-z0-9+/=]+\|[A-Za-z0-9+/=]+/g, '|1|salt|hash')
    .replace(/AAAA[A-Za-z0-9+/=]+/g, 'AAAA…')
    .replace(/SHA256:[A-Za-z0-9+/]+/g, 'SHA256:…');

describe('known_hosts', () => {
  const shell = new ClusterShell('two-workers');
  shell.run('rm -f ~/.ssh/known_hosts /etc/ssh/ssh_known_hosts');
  const run = (script: string) => unhashed(shell.run(script));

  it('keeps names hashed, finds them and forgets them', () => {
    expect(
      run(`
ssh -o StrictHostKeyChecking=accept-new node01 hostname
cat ~/.ssh/known_hosts
ssh-keygen -F node01
ssh-keygen -lF node01
ssh-keygen -F nowhere; echo $?
ssh-keygen -R node01
ssh-keygen -R node01
ssh -o BatchMode=yes node01 true`),
    ).toMatchInlineSnapshot(`
      "node01
      |1|salt|hash ssh-ed25519 AAAA…
      # Host node01 found: line 1 
      |1|salt|hash ssh-ed25519 AAAA…
      # Host node01 found: line 1 
      node01 ED25519 SHA256:…
      1
      # Host node01 found: line 1
      /root/.ssh/known_hosts updated.
      Original contents retained as /root/.ssh/known_hosts.old
      Warning: Permanently added 'node01' (ED25519) to the list of known hosts.
      Host node01 not found in /root/.ssh/known_hosts
      The authenticity of host 'node01 (172.30.2.2)' can't be established.
      ED25519 key fingerprint is SHA256:….
      This key is not known by any other names.
      Host key verification failed.
      (255)
      "
    `);
  });

  it('is filled by ssh-keyscan', () => {
    expect(
      run(`
ssh-keyscan node01 node02 nowhere > ~/.ssh/known_hosts
cat ~/.ssh/known_hosts
ssh node02 hostname
ssh-keygen -H
cut -c1-3 ~/.ssh/known_hosts
ssh node01 hostname`),
    ).toMatchInlineSnapshot(`
      "node01 ssh-ed25519 AAAA…
      node02 ssh-ed25519 AAAA…
      node02
      /root/.ssh/known_hosts updated.
      Original contents retained as /root/.ssh/known_hosts.old
      |1|
      |1|
      node01
      # node01:22 SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13.14
      # node02:22 SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13.14
      getaddrinfo nowhere: Temporary failure in name resolution
      WARNING: /root/.ssh/known_hosts.old contains unhashed entries
      Delete this file to ensure privacy of hostnames
      "
    `);
  });

  it('warns of a key that is another one', () => {
    expect(
      run(`
echo "node01 ssh-ed25519 $(cut -d" " -f2 /etc/ssh/ssh_host_ed25519_key.pub)" > ~/.ssh/known_hosts
ssh node01 hostname
ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null node01 hostname`),
    ).toMatchInlineSnapshot(`
      "node01
      @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
      @    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
      @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
      IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!
      Someone could be eavesdropping on you right now (man-in-the-middle attack)!
      It is also possible that a host key has just been changed.
      The fingerprint for the ED25519 key sent by the remote host is
      SHA256:….
      Please contact your system administrator.
      Add correct host key in /root/.ssh/known_hosts to get rid of this message.
      Offending ED25519 key in /root/.ssh/known_hosts:1
        remove with:
        ssh-keygen -f '/root/.ssh/known_hosts' -R 'node01'
      Host key for node01 has changed and you have requested strict checking.
      Host key verification failed.
      Warning: Permanently added 'node01' (ED25519) to the list of known hosts.
      "
    `);
  });
});

describe('the way in', () => {
  it('may lead through another machine, and ports may be forwarded', () => {
    const shell = new ClusterShell('two-workers');
    shell.run('for n in node01 node02; do ssh -o StrictHostKeyChecking=accept-new $n true; done');
    expect(
      shell.run(`
ssh -J node01 node02 hostname
ssh -f -N -L 8080:localhost:10248 node01
curl -s localhost:8080/healthz; echo
ss -tlnp | grep -c 127.0.0.1:8080
ssh -f -N -L 9090:localhost:1 node01; curl -s localhost:9090; echo $?
echo hi > /tmp/f; scp -q /tmp/f node01:/tmp/g && scp node01:/tmp/g node02:/tmp/ && ssh node02 cat /tmp/g
ssh node01 'exit 3'; echo $?
ssh -p 23 node01; echo $?
ssh node01 bash -s a b <<'EOF'
echo "$1-$2 on $(hostname)"
EOF`),
    ).toMatchInlineSnapshot(`
      "node02
      ok
      1
      52
      hi
      3
      255
      a-b on node01
      ssh: connect to host node01 port 23: Connection refused
      "
    `);
  });

  it('may be a password, where the server takes one', () => {
    const shell = new ClusterShell();
    shell.run('ssh -o StrictHostKeyChecking=accept-new node01 true');
    shell.run('useradd -m -s /bin/bash anna; echo anna:secret | chpasswd', 'node01');
    const keyboard = shell.login();
    expect(keyboard.type('ssh anna@node01\r')).toMatchInlineSnapshot(`
      "ssh anna@node01
      anna@node01: Permission denied (publickey).
      root@controlplane:~# "
    `);
    shell.run(
      'sed -i s/no/yes/ /etc/ssh/sshd_config.d/60-cloudimg-settings.conf; sshd -t && systemctl reload ssh',
      'node01',
    );
    expect(keyboard.type('ssh -o PubkeyAuthentication=no anna@node01\r')).toMatchInlineSnapshot(`
      "ssh -o PubkeyAuthentication=no anna@node01
      anna@node01's password: "
    `);
    expect(keyboard.type('wrong\r', 5)).toMatchInlineSnapshot(`
      "
      Permission denied, please try again.
      anna@node01's password: "
    `);
    expect(keyboard.type('secret\r', 5).split('\n').at(-1)).toMatchInlineSnapshot(`"anna@node01:~$ "`);
    keyboard.type('exit\r');
    const lines = shell.run('journalctl -u ssh --no-pager -o cat | grep password', 'node01');
    expect(lines.replace(/port \d+/g, 'port PORT')).toMatchInlineSnapshot(`
      "Failed password for anna from 172.30.1.2 port PORT ssh2
      Accepted password for anna from 172.30.1.2 port PORT ssh2
      "
    `);
    expect(
      shell.run('echo "PermitRotLogin no" >> /etc/ssh/sshd_config; sshd -t; systemctl restart ssh; echo $?', 'node01'),
    ).toMatchInlineSnapshot(`
      "1
      /etc/ssh/sshd_config: line 13: Bad configuration option: PermitRotLogin
      /etc/ssh/sshd_config: terminating, 1 bad configuration options
      Job for ssh.service failed because the control process exited with error code.
      See "systemctl status ssh.service" and "journalctl -xeu ssh.service" for details.
      "
    `);
  });

  it('may come from an agent', () => {
    const shell = new ClusterShell();
    expect(
      unhashed(
        shell
          .run(`
ssh-add -l
eval $(ssh-agent)
ssh-add -l
ssh-keygen -q -t ed25519 -N "" -f /tmp/key -C work
ssh-add /tmp/key
ssh-add -l
ssh-copy-id -i /tmp/key -o StrictHostKeyChecking=accept-new node01 >/dev/null 2>&1
mv ~/.ssh/id_ed25519 /tmp/away
ssh node01 hostname
ssh-add -D
ssh -o BatchMode=yes node01 hostname
chmod 644 /tmp/key; ssh -i /tmp/key node01 true
eval $(ssh-agent -k)`)
          .replace(/Agent pid \d+/g, 'Agent pid N'),
      ),
    ).toMatchInlineSnapshot(`
      "Agent pid N
      The agent has no identities.
      256 SHA256:… work (ED25519)
      node01
      Agent pid N killed
      Could not open a connection to your authentication agent.
      Identity added: /tmp/key (work)
      All identities removed.
      root@node01: Permission denied (publickey).
      @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
      @         WARNING: UNPROTECTED PRIVATE KEY FILE!          @
      @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
      Permissions 0644 for '/tmp/key' are too open.
      It is required that your private key files are NOT accessible by others.
      This private key will be ignored.
      Load key "/tmp/key": bad permissions
      root@node01: Permission denied (publickey).
      "
    `);
  });
});
