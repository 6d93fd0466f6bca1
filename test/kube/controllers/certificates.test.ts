import { expect, test } from 'vitest';
import { fromBase64, toBase64 } from '../../../src/base/base64.ts';
import { decode, encode } from '../../../src/base/bytes.ts';
import { Random } from '../../../src/base/random.ts';
import { distrust, issue, readCertificates } from '../../../src/base/x509/certificate.ts';
import { TAG } from '../../../src/base/x509/der.ts';
import { generateKey, keyToPem, publicKeyInfo } from '../../../src/base/x509/key.ts';
import { toPem } from '../../../src/base/x509/pem.ts';
import { buildRequest, writeNameParts } from '../../../src/base/x509/structure.ts';
import { Informers } from '../../../src/kube/client/informer.ts';
import { requestSigner } from '../../../src/kube/controllers/certificates/signer.ts';
import { run, Workplace } from '../../../src/kube/controllers/run.ts';
import { CERTIFICATE_SIGNING_REQUEST } from '../../../src/kube/objects/kinds.ts';
import { immortal } from '../../../src/sim/threads.ts';
import { Cluster } from './cluster.ts';

const HOUR = 3_600_000;

function setUp() {
  const cluster = new Cluster({ nodes: 0 });
  const random = new Random(7);
  const key = generateKey(random);
  const subject = { commonName: 'kubernetes', organizations: [] };
  const notBefore = cluster.simulation.epoch;
  const life = { notBefore, notAfter: notBefore + 10 * 365 * 24 * HOUR };
  const certificate = issue({ subject, isAuthority: true, serial: random.bytes(8), ...life }, key, { subject, key });
  const threads = immortal(cluster.simulation);
  const workplace = new Workplace(threads, cluster.client, new Informers(threads, cluster.client));
  run(
    workplace,
    requestSigner(workplace, () => ({ certificate, key: keyToPem(key) }), 8760 * HOUR),
  );
  return { cluster, random, certificate };
}

function signingRequest(random: Random, spec: Record<string, unknown>) {
  const key = generateKey(random);
  const part = (id: string, text: string) => ({ id, tag: TAG.utf8String, bytes: encode(text), isJoined: false });
  const subject = writeNameParts([part('2.5.4.10', 'devs'), part('2.5.4.3', 'jane')]);
  const bytes = buildRequest({ subject, publicKeyInfo: publicKeyInfo(key), extensions: [] }, key);
  return {
    metadata: { name: 'jane' },
    spec: {
      request: toBase64(encode(toPem('CERTIFICATE REQUEST', bytes))),
      signerName: 'kubernetes.io/kube-apiserver-client',
      usages: ['client auth'],
      ...spec,
    },
  };
}

function approve(cluster: Cluster) {
  const condition = { type: 'Approved', status: 'True', reason: 'KubectlApprove', message: 'by hand' };
  const request = cluster.get(CERTIFICATE_SIGNING_REQUEST, 'jane');
  const path = '/apis/certificates.k8s.io/v1/certificatesigningrequests/jane/approval';
  expect(cluster.api.send('PUT', path, { ...request, status: { conditions: [condition] } }).status).toBe(200);
  cluster.wait(1_000);
  return cluster.get(CERTIFICATE_SIGNING_REQUEST, 'jane').status;
}

test('an approved request gets a certificate of the cluster, for as long as it asked', () => {
  const { cluster, random, certificate } = setUp();
  cluster.create(CERTIFICATE_SIGNING_REQUEST, signingRequest(random, { expirationSeconds: 86_400 }));
  cluster.wait(1_000);
  expect(cluster.get(CERTIFICATE_SIGNING_REQUEST, 'jane').status).toEqual({});
  const text = decode(fromBase64(approve(cluster).certificate ?? '')!);
  const [issued] = readCertificates(text);
  expect(issued.subject).toEqual({ commonName: 'jane', organizations: ['devs'] });
  expect(issued.uses).toEqual(['client']);
  const now = cluster.simulation.epoch + cluster.simulation.now;
  expect(distrust(issued, readCertificates(certificate), 'client', now)).toBeUndefined();
  expect(Math.round((issued.notAfter - issued.notBefore) / 60_000)).toBe(24 * 60);
});

test.each([
  [['client auth', 'server auth'], 'invalid usage for client certificate: server auth'],
  [['digital signature'], 'missing required usage for client certificate: client auth'],
])('a request for %s fails', (usages, message) => {
  const { cluster, random } = setUp();
  cluster.create(CERTIFICATE_SIGNING_REQUEST, signingRequest(random, { usages }));
  const { conditions, certificate } = approve(cluster);
  expect(certificate).toBeUndefined();
  expect(conditions?.at(-1)).toMatchObject({ type: 'Failed', reason: 'SignerValidationFailure', message });
});

test('requests are thrown away a day after they were made, answered ones after an hour', () => {
  const { cluster, random } = setUp();
  cluster.create(CERTIFICATE_SIGNING_REQUEST, signingRequest(random, {}));
  cluster.wait(23 * HOUR);
  expect(cluster.list(CERTIFICATE_SIGNING_REQUEST)).toHaveLength(1);
  cluster.wait(2 * HOUR);
  expect(cluster.list(CERTIFICATE_SIGNING_REQUEST)).toEqual([]);
});
