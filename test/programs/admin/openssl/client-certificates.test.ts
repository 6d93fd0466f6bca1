// The ways in for a new user, as the Kubernetes documentation describes them, with RSA keys made by our openssl.

import { expect, it } from 'vitest';
import { ClusterShell } from '../../../support/cluster-shell.ts';

const useJane = `
kubectl config set-credentials jane --client-key=jane.key --client-certificate=jane.crt --embed-certs=true
kubectl config set-context jane --cluster=kubernetes --user=jane
kubectl --context jane get pods
kubectl --context jane auth whoami -o jsonpath='{.status.userInfo.username} {.status.userInfo.groups}{"\\n"}'
kubectl create rolebinding devs --clusterrole=view --group=devs
kubectl --context jane get pods`;

it('a certificate signed by hand with the cluster CA is believed', () => {
  const shell = new ClusterShell();
  shell.world.simulation.advance(120_000);
  expect(
    shell.run(`
openssl genrsa -out jane.key 2048
openssl req -new -key jane.key -subj "/CN=jane/O=devs" -out jane.csr
openssl x509 -req -in jane.csr -CA /etc/kubernetes/pki/ca.crt -CAkey /etc/kubernetes/pki/ca.key -CAcreateserial -out jane.crt -days 365 2>&1
openssl verify -CAfile /etc/kubernetes/pki/ca.crt jane.crt
${useJane}`),
  ).toMatchInlineSnapshot(`
    "Certificate request self-signature ok
    subject=CN = jane, O = devs
    jane.crt: OK
    User "jane" set.
    Context "jane" created.
    jane ["devs","system:authenticated"]
    rolebinding.rbac.authorization.k8s.io/devs created
    Error from server (Forbidden): pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"
    No resources found in default namespace.
    "
  `);
});

it('s_client shows the chain of the API server and what is wrong with it', () => {
  const shell = new ClusterShell();
  shell.world.simulation.advance(60_000);
  expect(
    shell
      .run(`
cd /etc/kubernetes/pki
openssl s_client -connect 127.0.0.1:6443 -CAfile ca.crt </dev/null 2>&1 | grep -v "^[A-Za-z0-9+/=]*$"
echo
openssl s_client -connect localhost:2379 -CAfile ca.crt </dev/null 2>&1 | grep -E "depth|verify|Verif|error"
openssl s_client -connect localhost:2379 -CAfile etcd/ca.crt -cert etcd/server.crt -key etcd/server.key -brief </dev/null
openssl s_client -connect 127.0.0.1:10248 </dev/null 2>&1 | head -4
openssl s_client -connect 127.0.0.1:6443 -showcerts </dev/null 2>/dev/null | openssl x509 -noout -subject -ext subjectAltName`)
      .replace(/40[0-9A-F]{8}7F0000:/g, '40…:'),
  ).toMatchInlineSnapshot(`
    "CONNECTED(00000003)
    Can't use SSL_get_servername
    depth=1 CN = kubernetes
    verify return:1
    depth=0 CN = kube-apiserver
    verify return:1
    ---
    Certificate chain
     0 s:CN = kube-apiserver
       i:CN = kubernetes
       a:PKEY: rsaEncryption, 2048 (bit); sigalg: RSA-SHA256
       v:NotBefore: Nov  2 08:55:00 2026 GMT; NotAfter: Nov  2 09:00:00 2027 GMT
    ---
    Server certificate
    -----BEGIN CERTIFICATE-----
    -----END CERTIFICATE-----
    subject=CN = kube-apiserver
    issuer=CN = kubernetes
    ---
    Acceptable client certificate CA names
    CN = kubernetes
    Requested Signature Algorithms: RSA-PSS+SHA256:ECDSA+SHA256:ed25519:RSA-PSS+SHA384:RSA-PSS+SHA512:RSA+SHA256:RSA+SHA384:RSA+SHA512:ECDSA+SHA384:ECDSA+SHA512:RSA+SHA1:ECDSA+SHA1
    Shared Requested Signature Algorithms: RSA-PSS+SHA256:ECDSA+SHA256:ed25519:RSA-PSS+SHA384:RSA-PSS+SHA512:RSA+SHA256:RSA+SHA384:RSA+SHA512:ECDSA+SHA384:ECDSA+SHA512
    Peer signing digest: SHA256
    Peer signature type: RSA-PSS
    Server Temp Key: X25519, 253 bits
    ---
    SSL handshake has read 1598 bytes and written 390 bytes
    Verification: OK
    ---
    New, TLSv1.3, Cipher is TLS_AES_128_GCM_SHA256
    Server public key is 2048 bit
    Secure Renegotiation IS NOT supported
    Compression: NONE
    Expansion: NONE
    No ALPN negotiated
    Early data was not sent
    Verify return code: 0 (ok)
    ---

    depth=0 CN = controlplane
    verify error:num=20:unable to get local issuer certificate
    verify return:1
    depth=0 CN = controlplane
    verify error:num=21:unable to verify the first certificate
    verify return:1
    depth=0 CN = controlplane
    verify return:1
    Verification error: unable to verify the first certificate
    Verify return code: 21 (unable to verify the first certificate)
    40…:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:../ssl/record/rec_layer_s3.c:1599:SSL alert number 116
    CONNECTED(00000003)
    40…:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl/record/ssl3_record.c:354:
    ---
    no peer certificate available
    subject=CN = kube-apiserver
    X509v3 Subject Alternative Name: 
        DNS:controlplane, DNS:kubernetes, DNS:kubernetes.default, DNS:kubernetes.default.svc, DNS:kubernetes.default.svc.cluster.local, IP Address:10.96.0.1, IP Address:172.30.1.2
    Can't use SSL_get_servername
    CONNECTION ESTABLISHED
    Protocol version: TLSv1.3
    Ciphersuite: TLS_AES_128_GCM_SHA256
    Peer certificate: CN = controlplane
    Hash used: SHA256
    Signature type: RSA-PSS
    Verification: OK
    Server Temp Key: X25519, 253 bits
    "
  `);
});
