// Changing what is there: edit, set, replace, diff; and asking what one may.

import { expect, it } from 'vitest';
import { kubectlLab } from '../../support/kubectl-lab.ts';

function lab() {
  const { machine } = kubectlLab('1.35.6', '1.35.6');
  const bash = (line: string) => {
    const { stdout, stderr, code } = machine.shell(line, { patience: 60_000 });
    return `${stdout}${stderr}${code === 0 ? '' : `exit ${code}\n`}`;
  };
  bash('kubectl create deployment web --image=nginx --replicas=2');
  return { machine, bash };
}

it('edit opens the object in an editor and sends what was changed', () => {
  const { bash } = lab();
  expect(bash('EDITOR="sed -i /replicas:/y/2/3/" kubectl edit deploy web')).toBe('deployment.apps/web edited\n');
  expect(bash('kubectl get deploy web -o jsonpath={.spec.replicas}')).toBe('3');
  expect(bash('EDITOR=true kubectl edit deploy web')).toBe('Edit cancelled, no changes made.\n');
  expect(bash('EDITOR=false kubectl edit deploy web')).toMatchInlineSnapshot(`
    "error: there was a problem with the editor "false"
    exit 1
    "
  `);
  expect(bash('EDITOR=ed kubectl edit deploy web')).toMatchInlineSnapshot(`
    "error: unable to launch the editor "ed"
    exit 1
    "
  `);
});

it('edit keeps a copy of what the server refuses', () => {
  const { bash } = lab();
  const said = bash('KUBE_EDITOR="sed -i s/Always$/Never/" kubectl edit deploy web').replace(/\d{5,}/g, 'N');
  expect(said).toMatchInlineSnapshot(`
    "A copy of your changes has been stored to "/tmp/kubectl-edit-N.yaml"
    error: Edit cancelled, no valid changes were saved.
    exit 1
    "
  `);
  expect(bash('head -9 /tmp/kubectl-edit-*')).toMatchInlineSnapshot(`
    "# Please edit the object below. Lines beginning with a '#' will be ignored,
    # and an empty file will abort the edit. If an error occurs while saving this file will be
    # reopened with the relevant failures.
    #
    # deployments.apps "web" was not valid:
    # * spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"
    #
    apiVersion: apps/v1
    kind: Deployment
    "
  `);
});

it('diff shows what apply would change, and tells it by its status', () => {
  const { bash } = lab();
  bash('kubectl get deploy web -o yaml > web.yaml');
  expect(bash('kubectl diff -f web.yaml')).toBe('');
  bash('sed -i "s/replicas: 2/replicas: 5/" web.yaml');
  const said = bash('kubectl diff -f web.yaml | grep "^[-+] "; echo ${PIPESTATUS[0]}; ls /tmp');
  expect(said).toMatchInlineSnapshot(`
    "-  generation: 1
    +  generation: 2
    -  replicas: 2
    +  replicas: 5
    1
    "
  `);
});

it('replace puts another object in its place', () => {
  const { bash } = lab();
  bash('kubectl get deploy web -o yaml | sed "s/replicas: 2/replicas: 5/" > web.yaml');
  expect(
    bash('kubectl replace -f web.yaml; kubectl get deploy web -o jsonpath={.spec.replicas}'),
  ).toMatchInlineSnapshot(`
    "deployment.apps/web replaced
    5"
  `);
  expect(bash('kubectl replace -f web.yaml --grace-period=1')).toMatchInlineSnapshot(`
    "error: --grace-period must have --force specified
    exit 1
    "
  `);
  bash('kubectl delete deploy web');
  expect(bash('kubectl replace -f web.yaml')).toMatchInlineSnapshot(`
    "Error from server (NotFound): error when replacing "web.yaml": deployments.apps "web" not found
    exit 1
    "
  `);
});

it('set changes the template of pods', () => {
  const { bash } = lab();
  bash('kubectl create configmap colours --from-literal=back-ground=red');
  expect(
    bash('kubectl set env deploy/web A=1 B=2; kubectl set env deploy/web A- --from=cm/colours --prefix=C_'),
  ).toMatchInlineSnapshot(`
    "deployment.apps/web env updated
    deployment.apps/web env updated
    Warning: key back-ground transferred to BACK_GROUND
    "
  `);
  expect(
    bash('kubectl set env deploy/web --list; kubectl set env deploy/web B=3 --overwrite=false'),
  ).toMatchInlineSnapshot(`
    "# Deployment web, container nginx
    B=2
    # C_BACK_GROUND from configmap colours, key back-ground
    error: 'B' already has a value (2), and --overwrite is false
    exit 1
    "
  `);
  expect(
    bash(
      'kubectl set resources deploy web --limits=cpu=200m; kubectl set sa deploy web robot; kubectl set resources deploy web -c x --limits=cpu=1',
    ),
  ).toMatchInlineSnapshot(`
    "deployment.apps/web resource requirements updated
    deployment.apps/web serviceaccount updated
    error: unable to find container named x
    exit 1
    "
  `);
});

it('rights come from bindings, and can-i agrees with what happens', () => {
  const { bash } = lab();
  expect(bash('kubectl auth can-i list pods --as=bob; kubectl get pods --as=bob')).toMatchInlineSnapshot(`
    "no
    Error from server (Forbidden): pods is forbidden: User "bob" cannot list resource "pods" in API group "" in the namespace "default"
    exit 1
    "
  `);
  bash('kubectl create rolebinding bob --clusterrole=view --user=bob');
  expect(bash('kubectl auth can-i list pods --as=bob; kubectl auth can-i delete pods --as=bob')).toMatchInlineSnapshot(`
    "yes
    no
    exit 1
    "
  `);
  expect(bash('kubectl auth can-i list pods --as=bob -n kube-system')).toBe('no\nexit 1\n');
  expect(bash('kubectl auth whoami --as=bob --as-group=dev')).toMatchInlineSnapshot(`
    "ATTRIBUTE   VALUE
    Username    bob
    Groups      [dev system:authenticated]
    "
  `);
});
