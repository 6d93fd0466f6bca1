// What an interactive shell says about a command that is not there.

import { describe, expect, it } from 'vitest';
import { ClusterShell } from '../../support/cluster-shell.ts';

describe('a command that is not there', () => {
  const shell = new ClusterShell('one-worker');

  it('is a plain failure in a script', () => {
    expect(shell.run('docker ps')).toBe('bash: line 1: docker: command not found\n(127)\n');
  });

  it('comes with an offer in an interactive shell', () => {
    expect(shell.run("bash -ic 'docker ps; echo $?; tree; foo --bar' 2>&1")).toMatchInlineSnapshot(`
      "
      Command 'docker' not found, but can be installed with:

      snap install docker         # version 28.4.0, or
      apt  install podman-docker  # version 4.9.3+ds1-1ubuntu0.2
      apt  install docker.io      # version 28.2.2-0ubuntu1~24.04.1

      See 'snap info docker' for additional versions.

      127

      Command 'tree' not found, but can be installed with:

      apt install tree

      foo: command not found
      (127)
      "
    `);
  });

  it('is looked up among packages of the same kind, too', () => {
    expect(shell.run('/usr/lib/command-not-found -- traceroute')).toMatchInlineSnapshot(`
      "
      Command 'traceroute' not found, but can be installed with:

      apt install inetutils-traceroute  # version 2:2.5-3ubuntu4, or
      apt install traceroute            # version 1:2.1.5-1

      (127)
      "
    `);
  });

  it('names sudo to who may use it, and the administrator to others', () => {
    expect(
      shell.run('su ubuntu -c "/usr/lib/command-not-found -- kubelets; /usr/lib/command-not-found -- zsh"'),
    ).toMatchInlineSnapshot(`
      "kubelets: command not found

      Command 'zsh' not found, but can be installed with:

      sudo apt install zsh

      (127)
      "
    `);
    expect(shell.run('su nobody -s /bin/bash -c "/usr/lib/command-not-found -- zsh"')).toMatchInlineSnapshot(`
      "
      Command 'zsh' not found, but can be installed with:

      apt install zsh
      Please ask your administrator.

      (127)
      "
    `);
  });
});
