// Services and what stands behind them.

import type { Condition, IntOrString, KubeObject, Labels, ObjectReference } from './meta.ts';

export interface ServicePort {
  name?: string;
  protocol: 'TCP' | 'UDP' | 'SCTP';
  appProtocol?: string;
  port: number;
  targetPort: IntOrString;
  nodePort?: number;
}

export interface Service extends KubeObject {
  spec: {
    ports?: ServicePort[];
    selector?: Labels;
    clusterIP?: string;
    clusterIPs?: string[];
    type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
    externalIPs?: string[];
    sessionAffinity: string;
    sessionAffinityConfig?: { clientIP?: { timeoutSeconds?: number } };
    externalName?: string;
    externalTrafficPolicy?: string;
    internalTrafficPolicy?: string;
    ipFamilies?: string[];
    ipFamilyPolicy?: string;
    publishNotReadyAddresses?: boolean;
    [field: string]: unknown;
  };
  status: {
    loadBalancer?: { ingress?: { ip?: string; hostname?: string; ipMode?: string }[] };
    conditions?: Condition[];
  };
}

export interface Endpoint {
  addresses: string[];
  conditions: { ready?: boolean; serving?: boolean; terminating?: boolean };
  hostname?: string;
  targetRef?: ObjectReference;
  nodeName?: string;
  zone?: string;
}

export interface EndpointSlice extends KubeObject {
  addressType: 'IPv4' | 'IPv6' | 'FQDN';
  endpoints: Endpoint[];
  ports: { name: string; protocol: string; port: number; appProtocol?: string }[];
}

/** core/v1 Endpoints, the old form of EndpointSlice. */
export interface Endpoints extends KubeObject {
  subsets?: {
    addresses?: { ip: string; hostname?: string; nodeName?: string; targetRef?: ObjectReference }[];
    notReadyAddresses?: { ip: string; hostname?: string; nodeName?: string; targetRef?: ObjectReference }[];
    ports?: { name?: string; port: number; protocol?: string; appProtocol?: string }[];
  }[];
}
