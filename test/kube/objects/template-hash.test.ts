import { expect, it } from 'vitest';
import { DAEMON_SET, DEPLOYMENT } from '../../../src/kube/objects/kinds.ts';
import { controllerOf, controllerReference, isControlledBy } from '../../../src/kube/objects/owners.ts';
import { podTemplateHash } from '../../../src/kube/objects/template-hash.ts';
import { stored } from './tables.ts';

const template = (image: string) => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ image, name: 'c' }] },
});
const deployment = (image: string) =>
  stored(DEPLOYMENT, { metadata: { name: 'web', uid: 'u1' }, spec: { template: template(image) } });

it('templates hash alike when they are alike, and only then', () => {
  const first = podTemplateHash(deployment('nginx:1').spec.template);
  expect(first).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{6,10}$/);
  expect(podTemplateHash(deployment('nginx:1').spec.template)).toBe(first);
  expect(podTemplateHash(deployment('nginx:2').spec.template)).not.toBe(first);
  expect(podTemplateHash(deployment('nginx:1').spec.template, 1)).not.toBe(first);
});

it('an owner is known by its uid', () => {
  const owner = deployment('nginx:1');
  const owned = { metadata: { ...owner.metadata, ownerReferences: [controllerReference(owner, DEPLOYMENT)] } };
  expect(controllerOf(owned)).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name: 'web',
    uid: 'u1',
    controller: true,
    blockOwnerDeletion: true,
  });
  expect(isControlledBy(owned, owner)).toBe(true);
  expect(isControlledBy(owned, { ...owner, metadata: { ...owner.metadata, uid: 'u2' } })).toBe(false);
});

it('a DaemonSet counts its templates', () => {
  const daemonSet = (image: string) =>
    stored(DAEMON_SET, { metadata: { name: 'a' }, spec: { template: template(image) } });
  const old = daemonSet('nginx:1');
  DAEMON_SET.prepareForCreate?.(old);
  const updated = daemonSet('nginx:2');
  DAEMON_SET.prepareForUpdate?.(updated, old);
  expect(updated.metadata.annotations).toEqual({ 'deprecated.daemonset.template.generation': '2' });
});
