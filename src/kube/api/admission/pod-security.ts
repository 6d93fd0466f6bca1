// The Pod Security Standards, as namespaces ask for them with labels pod-security.kubernetes.io/enforce. Models
// k8s.io/pod-security-admission; only what is enforced is modelled, warnings and audit are not.

import type { Namespace } from '../../objects/types/node.ts';
import type { Container, Pod } from '../../objects/types/pod.ts';
import { forbidden } from '../status.ts';
import { type AdmissionPlugin, isKind } from './admission.ts';

const ENFORCE = 'pod-security.kubernetes.io/enforce';

type Fields = Readonly<Record<string, unknown>>;

/** What a check has to say: the rule, and in brackets where it is broken. */
interface Violation {
  readonly rule: string;
  readonly where: string;
}

type Check = (pod: Pod, containers: readonly Container[]) => Violation | undefined;

export const POD_SECURITY: AdmissionPlugin = {
  name: 'PodSecurity',
  admit(request, cluster) {
    if (request.operation !== 'CREATE' || request.subresource || !isKind(request, '', 'Pod')) return;
    const kind = cluster.kind('', 'Namespace');
    const namespace = kind && (cluster.find(kind, '', request.namespace) as Namespace | undefined);
    const level = namespace?.metadata.labels?.[ENFORCE];
    if (level !== 'baseline' && level !== 'restricted') return;
    const version = namespace?.metadata.labels?.[`${ENFORCE}-version`] ?? 'latest';
    const pod = request.object as Pod;
    const { containers, initContainers = [] } = pod.spec;
    const all = [...initContainers, ...((containers as Container[] | undefined) ?? [])];
    const checks = level === 'baseline' ? BASELINE : [...BASELINE, ...RESTRICTED];
    const found = checks.flatMap((check) => check(pod, all) ?? []);
    if (found.length === 0) return;
    // A restricted check says more than the one of the baseline about the same thing.
    const last = new Map(found.map((one) => [one.rule.replace(/^(?:non-default|unrestricted) /, ''), one]));
    const text = [...last.values()].map(({ rule, where }) => `${rule} (${where})`).join(', ');
    throw forbidden(request.kind, request.name, `violates PodSecurity "${level}:${version}": ${text}`);
  },
};

const securityOf = (container: Container): Fields => container.securityContext ?? {};

/** `container "a"`, `containers "a", "b"` */
function named(containers: readonly Container[]): string {
  return `container${containers.length > 1 ? 's' : ''} ${containers.map(({ name }) => JSON.stringify(name)).join(', ')}`;
}

const broken = (containers: readonly Container[], is: (security: Fields) => boolean): readonly Container[] =>
  containers.filter((container) => is(securityOf(container)));

const listOf = (value: unknown, key: 'add' | 'drop'): readonly string[] => {
  const list = (value as { add?: string[]; drop?: string[] } | undefined)?.[key];
  return list ?? [];
};

const BASELINE_CAPABILITIES = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

const BASELINE: readonly Check[] = [
  ({ spec }) => {
    const used = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter(
      (field) => (spec as unknown as Fields)[field] === true,
    );
    return used.length > 0
      ? { rule: 'host namespaces', where: used.map((field) => `${field}=true`).join(', ') }
      : undefined;
  },
  (_, containers) => {
    const wrong = broken(containers, ({ privileged }) => privileged === true);
    return wrong.length > 0
      ? { rule: 'privileged', where: `${named(wrong)} must not set securityContext.privileged=true` }
      : undefined;
  },
  (_, containers) => {
    const beyond = ({ capabilities }: Fields) =>
      listOf(capabilities, 'add').filter((one) => !BASELINE_CAPABILITIES.includes(one));
    const wrong = broken(containers, (security) => beyond(security).length > 0);
    const names = [...new Set(wrong.flatMap((one) => beyond(securityOf(one))))]
      .sort()
      .map((one) => JSON.stringify(one));
    return wrong.length > 0
      ? {
          rule: 'non-default capabilities',
          where: `${named(wrong)} must not include ${names.join(', ')} in securityContext.capabilities.add`,
        }
      : undefined;
  },
  ({ spec }) => {
    const wrong = (spec.volumes ?? []).filter((volume) => volume.hostPath !== undefined);
    const names = wrong.map(({ name }) => JSON.stringify(name)).join(', ');
    return wrong.length > 0
      ? { rule: 'hostPath volumes', where: `volume${wrong.length > 1 ? 's' : ''} ${names}` }
      : undefined;
  },
  (_, containers) => {
    const ports = (container: Container) =>
      (container.ports ?? []).flatMap(({ hostPort }) => (hostPort ? [hostPort] : []));
    const wrong = containers.filter((container) => ports(container).length > 0);
    const numbers = [...new Set(wrong.flatMap(ports))];
    return wrong.length > 0
      ? {
          rule: 'hostPort',
          where: `${named(wrong)} uses hostPort${numbers.length > 1 ? 's' : ''} ${numbers.join(', ')}`,
        }
      : undefined;
  },
];

const VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

const RESTRICTED: readonly Check[] = [
  (_, containers) => {
    const wrong = broken(containers, ({ allowPrivilegeEscalation }) => allowPrivilegeEscalation !== false);
    return wrong.length > 0
      ? {
          rule: 'allowPrivilegeEscalation != false',
          where: `${named(wrong)} must set securityContext.allowPrivilegeEscalation=false`,
        }
      : undefined;
  },
  (_, containers) => {
    const wrong = broken(containers, ({ capabilities }) => !listOf(capabilities, 'drop').includes('ALL'));
    const added = broken(containers, ({ capabilities }) =>
      listOf(capabilities, 'add').some((one) => one !== 'NET_BIND_SERVICE'),
    );
    const parts = [
      ...(wrong.length > 0 ? [`${named(wrong)} must set securityContext.capabilities.drop=["ALL"]`] : []),
      ...(added.length > 0
        ? [
            `${named(added)} must not include ${[
              ...new Set(added.flatMap((one) => listOf(securityOf(one).capabilities, 'add'))),
            ]
              .filter((one) => one !== 'NET_BIND_SERVICE')
              .sort()
              .map((one) => JSON.stringify(one))
              .join(', ')} in securityContext.capabilities.add`,
          ]
        : []),
    ];
    return parts.length > 0 ? { rule: 'unrestricted capabilities', where: parts.join('; ') } : undefined;
  },
  ({ spec }) => {
    const wrong = (spec.volumes ?? []).flatMap((volume) => {
      const type = Object.keys(volume).find((key) => key !== 'name');
      return type && !VOLUMES.includes(type) ? [{ name: volume.name, type }] : [];
    });
    if (wrong.length === 0) return undefined;
    const names = wrong.map(({ name }) => JSON.stringify(name)).join(', ');
    const types = [...new Set(wrong.map(({ type }) => JSON.stringify(type)))].join(', ');
    return {
      rule: 'restricted volume types',
      where: `volume${wrong.length > 1 ? 's' : ''} ${names} use${wrong.length > 1 ? '' : 's'} restricted volume type${wrong.length > 1 ? 's' : ''} ${types}`,
    };
  },
  ({ spec }, containers) => {
    const pod: Fields = spec.securityContext ?? {};
    const explicit = broken(containers, ({ runAsNonRoot }) => runAsNonRoot === false);
    const silent = broken(containers, ({ runAsNonRoot }) => runAsNonRoot === undefined);
    if (explicit.length > 0) {
      return {
        rule: 'runAsNonRoot != true',
        where: `${named(explicit)} must not set securityContext.runAsNonRoot=false`,
      };
    }
    if (pod.runAsNonRoot === true || silent.length === 0) return undefined;
    return {
      rule: 'runAsNonRoot != true',
      where: `pod or ${named(silent)} must set securityContext.runAsNonRoot=true`,
    };
  },
  ({ spec }, containers) => {
    const pod: Fields = spec.securityContext ?? {};
    const wrong = broken(containers, ({ runAsUser }) => runAsUser === 0);
    const who = [...(pod.runAsUser === 0 ? ['pod'] : []), ...(wrong.length > 0 ? [named(wrong)] : [])];
    return who.length > 0 ? { rule: 'runAsUser=0', where: `${who.join(' and ')} must not set runAsUser=0` } : undefined;
  },
  ({ spec }, containers) => {
    const typeOf = (security: Fields) => (security.seccompProfile as { type?: string } | undefined)?.type;
    const allowed = (type: string | undefined) => type === 'RuntimeDefault' || type === 'Localhost';
    const byPod = typeOf(spec.securityContext ?? {});
    const wrong = broken(containers, (security) => {
      const type = typeOf(security);
      return type === undefined ? !allowed(byPod) : !allowed(type);
    });
    return wrong.length > 0
      ? {
          rule: 'seccompProfile',
          where: `pod or ${named(wrong)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
        }
      : undefined;
  },
];
