import { expect, it } from 'vitest';
import { lookUp } from '../../../src/linux/containers/image-catalog.ts';
import { canonicalName, parseImageReference } from '../../../src/linux/containers/image-reference.ts';

it.each<[string, string]>([
  ['nginx', 'docker.io/library/nginx:latest there'],
  ['nginx:1.27', 'docker.io/library/nginx:1.27 there'],
  ['nginx:1.14.2', 'docker.io/library/nginx:1.14.2 there'],
  ['nginx:1.16.1-alpine', 'docker.io/library/nginx:1.16.1-alpine there'],
  ['nginx:1.161', 'docker.io/library/nginx:1.161 no tag'],
  ['nginx:9.99', 'docker.io/library/nginx:9.99 no tag'],
  ['ngnix', 'docker.io/library/ngnix:latest no repository'],
  ['busybox:1.28', 'docker.io/library/busybox:1.28 there'],
  ['registry.k8s.io/kube-apiserver:v1.35.9', 'registry.k8s.io/kube-apiserver:v1.35.9 there'],
  ['registry.k8s.io/pause:3.10.1', 'registry.k8s.io/pause:3.10.1 there'],
  ['registry.k8s.io/coredns/coredns:v1.13.1', 'registry.k8s.io/coredns/coredns:v1.13.1 there'],
  ['localhost:5000/app:v1', 'localhost:5000/app:v1 no repository'],
  ['Nginx', 'invalid reference format: repository name (library/Nginx) must be lowercase'],
  ['nginx:', 'invalid reference format'],
  ['nginx:a b', 'invalid reference format'],
])('%s → %s', (text, expected) => {
  const reference = parseImageReference(text);
  if ('invalid' in reference) return expect(reference.invalid).toBe(expected);
  const found = lookUp(reference);
  expect(`${canonicalName(reference)} ${'missing' in found ? `no ${found.missing}` : 'there'}`).toBe(expected);
});
