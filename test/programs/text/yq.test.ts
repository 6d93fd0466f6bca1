// yq: changes a manifest and leaves the rest of it as its author wrote it.

import { expect, it } from 'vitest';
import { Bench } from '../bench.ts';

const DEPLOYMENT = `# who serves the shop
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web   # as the service calls it
  labels: {app: "web"}
spec:
  replicas: 2
  template:
    spec:
      # one is enough
      containers:
      - name: nginx
        image: 'nginx:1.25'
        args: ["-g", "daemon off;"]
      - name: side
        command:
        - sh
        - -c
        - |
          echo hi
          sleep 1
# the end
`;

function run(line: string): string {
  const bench = new Bench();
  bench.write('deploy.yaml', DEPLOYMENT);
  bench.write('one.yaml', 'a:\n  b: 1\n  c: [x]\n');
  bench.write('two.yaml', 'a:\n  c: 2\n---\nkind: Second\n');
  const { stdout, stderr, code } = bench.run(line);
  return stdout + stderr + (code === 0 ? '' : `[${code}]\n`);
}

it('keeps comments, quotes and flow style when one field changes', () => {
  const changed = run(`yq '.spec.template.spec.containers[0].image = "nginx:1.27"' deploy.yaml`);
  expect(changed).toMatchInlineSnapshot(`
    "# who serves the shop
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web # as the service calls it
      labels: {app: "web"}
    spec:
      replicas: 2
      template:
        spec:
          # one is enough
          containers:
            - name: nginx
              image: 'nginx:1.27'
              args: ["-g", "daemon off;"]
            - name: side
              command:
                - sh
                - -c
                - |
                  echo hi
                  sleep 1
    # the end
    "
  `);
});

it.each([
  ['a scalar comes out bare', 'yq .metadata.name deploy.yaml', 'web\n'],
  ['so does each of several', "yq '.spec.template.spec.containers[].name' deploy.yaml", 'nginx\nside\n'],
  ['a part of a document is one', 'yq .metadata.labels deploy.yaml', '{app: "web"}\n'],
  ['JSON is printed with two blanks', 'yq -o json .a one.yaml', '{\n  "b": 1,\n  "c": [\n    "x"\n  ]\n}\n'],
  ['or on one line', 'yq -o=json -I=0 .a one.yaml', '{"b":1,"c":["x"]}\n'],
  ['a list in brackets stays in brackets', 'yq \'.a.c += ["y"]\' one.yaml', 'a:\n  b: 1\n  c: [x, y]\n'],
  ['documents stay apart', 'yq .kind two.yaml', 'null\n---\nSecond\n'],
  ['files are merged', "yq ea 'select(fi == 0) * select(fi == 1)' one.yaml two.yaml", 'a:\n  b: 1\n  c: 2\n'],
  ['keys keep their order', "yq '.spec | keys' deploy.yaml", '- replicas\n- template\n'],
  ['the environment can be asked', "yq -n '.terminal = strenv(TERM)'", 'terminal: xterm\n'],
  ['a text that looks like a number gets quotes', `yq -n '.port = "80"'`, 'port: "80"\n'],
  ['-i writes the file', "yq -i 'del(.a.c)' one.yaml; cat one.yaml", 'a:\n  b: 1\n'],
  ['a missing file is an error', 'yq . nowhere.yaml', 'Error: open nowhere.yaml: no such file or directory\n[1]\n'],
  ['-e minds that nothing was found', 'yq -e .nothing one.yaml', 'null\nError: no matches found\n[1]\n'],
])('%s', (_, line, output) => {
  expect(run(line)).toBe(output);
});
