// kubectl create service clusterip, nodeport, loadbalancer, externalname; and create ingress's neighbours are elsewhere.

import { KubectlError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { type Fields, type Generator, intOrString, metadataOf } from './generators.ts';

export const services: readonly Generator[] = [
  service('clusterip', 'ClusterIP', ['clusterip', 'tcp']),
  service('nodeport', 'NodePort', ['node-port', 'tcp']),
  service('loadbalancer', 'LoadBalancer', ['tcp']),
  { ...service('externalname', 'ExternalName', ['external-name', 'tcp']), required: ['external-name'] },
];

function service(name: string, type: string, flags: readonly string[]): Generator {
  return {
    name: `service ${name}`,
    flags,
    *make(invocation, serviceName) {
      const given = invocation.flags;
      const clusterIP = given.has('clusterip') ? given.string('clusterip') : '';
      const isHeadless = clusterIP === 'None';
      const ports = given.list('tcp').map((text) => port(text, nodePortOf(invocation)));
      if (ports.length === 0 && type !== 'ExternalName' && !isHeadless) {
        throw new KubectlError('at least one tcp port specifier must be provided');
      }
      return {
        kind: 'Service',
        apiVersion: 'v1',
        metadata: metadataOf(invocation, { name: serviceName, labels: { app: serviceName } }),
        spec: {
          ports: ports.length > 0 ? ports : undefined,
          selector: { app: serviceName },
          clusterIP: clusterIP || undefined,
          type,
          externalName: given.has('external-name') ? given.string('external-name') : undefined,
        },
        status: { loadBalancer: {} },
      };
    },
  };
}

const nodePortOf = ({ flags }: Invocation): number => (flags.has('node-port') ? flags.int('node-port') : 0);

/** `80:8080` → port 80 to 8080, named 80-8080. */
function port(text: string, nodePort: number): Fields {
  const colon = text.indexOf(':');
  const number = colon < 0 ? text : text.slice(0, colon);
  if (!/^\d+$/.test(number)) throw new KubectlError(parseError(number, 'invalid syntax'));
  if (Number(number) > 65_535) throw new KubectlError(parseError(number, 'value out of range'));
  const target = colon < 0 ? number : (text.slice(colon + 1).split(':')[0] ?? number);
  return {
    name: text.replaceAll(':', '-'),
    protocol: 'TCP',
    port: Number(number),
    targetPort: intOrString(target),
    nodePort: nodePort === 0 ? undefined : nodePort,
  };
}

const parseError = (text: string, reason: string): string =>
  `strconv.ParseUint: parsing ${JSON.stringify(text)}: ${reason}`;
