// The files a kubelet makes for a pod besides its volumes: /etc/hosts, and what its resolv.conf says.

import type { FileSystem } from '../../linux/files/file-system.ts';
import type { Pod, PodStatus } from '../objects/types/pod.ts';
import { podDirectory } from './volumes.ts';

export interface DnsSettings {
  readonly clusterDns: readonly string[];
  readonly clusterDomain: string;
  /** Path of the node's resolver configuration. */
  readonly resolvConf: string;
}

export const hostnameOf = (pod: Pod, nodeName: string): string =>
  pod.spec.hostNetwork ? nodeName : (pod.spec.hostname || pod.metadata.name).slice(0, 63).replace(/[-.]+$/, '');

export function writeHosts(pod: Pod, files: FileSystem, hostname: string, address: string, domain: string): void {
  const path = `${podDirectory(pod.metadata.uid)}/etc-hosts`;
  files.makeDirectory(podDirectory(pod.metadata.uid), { recursive: true });
  const aliases = (pod.spec.hostAliases ?? []).map((alias) => `${alias.ip}\t${alias.hostnames.join('\t')}\n`).join('');
  const extra = aliases === '' ? '' : `\n# Entries added by HostAliases.\n${aliases}`;
  if (pod.spec.hostNetwork) {
    const own = files.exists('/etc/hosts') ? files.readText('/etc/hosts') : '';
    files.writeFile(path, `# Kubernetes-managed hosts file (host network).\n${own}${extra}`);
    return;
  }
  const { subdomain } = pod.spec;
  const full = subdomain ? `${hostname}.${subdomain}.${pod.metadata.namespace}.svc.${domain}\t` : '';
  files.writeFile(
    path,
    `# Kubernetes-managed hosts file.
127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::0\tip6-localnet
fe00::0\tip6-mcastprefix
fe00::1\tip6-allnodes
fe00::2\tip6-allrouters
${address}\t${full}${hostname}
${extra}`,
  );
}

interface DnsConfig {
  readonly nameservers?: readonly string[];
  readonly searches?: readonly string[];
  readonly options?: readonly { readonly name: string; readonly value?: string }[];
}

/** The content of the pod's /etc/resolv.conf. Models pkg/kubelet/network/dns. */
export function resolvConf(pod: Pod, files: FileSystem, settings: DnsSettings): string {
  const path = settings.resolvConf;
  const host = parseResolvConf(path !== '' && files.exists(path) ? files.readText(path) : '');
  const policy = pod.spec.dnsPolicy;
  const cluster = policy === 'ClusterFirstWithHostNet' || (policy === 'ClusterFirst' && !pod.spec.hostNetwork);
  let result =
    policy === 'None' ? { nameservers: [] as string[], searches: [] as string[], options: [] as string[] } : host;
  if (cluster && settings.clusterDns.length > 0) {
    const { clusterDomain: domain } = settings;
    const namespace = pod.metadata.namespace ?? 'default';
    const own = domain === '' ? [] : [`${namespace}.svc.${domain}`, `svc.${domain}`, domain];
    result = {
      nameservers: [...settings.clusterDns],
      searches: [...own, ...host.searches.filter((one) => !own.includes(one))],
      options: ['ndots:5'],
    };
  }
  const extra = (pod.spec as { dnsConfig?: DnsConfig }).dnsConfig;
  const options = (extra?.options ?? []).map(({ name, value }) => (value === undefined ? name : `${name}:${value}`));
  const overridden = (option: string) => options.some((one) => one.split(':')[0] === option.split(':')[0]);
  return formatResolvConf({
    nameservers: [...new Set([...result.nameservers, ...(extra?.nameservers ?? [])])],
    searches: [...new Set([...result.searches, ...(extra?.searches ?? [])])],
    options: [...result.options.filter((one) => !overridden(one)), ...options],
  });
}

function parseResolvConf(text: string): { nameservers: string[]; searches: string[]; options: string[] } {
  const words = (name: string) =>
    text
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([first]) => first === name)
      .map(([, ...rest]) => rest);
  return {
    nameservers: words('nameserver').flat(),
    searches: words('search').at(-1) ?? [],
    options: words('options').flat(),
  };
}

function formatResolvConf(value: { nameservers: string[]; searches: string[]; options: string[] }): string {
  const search = value.searches.length > 0 ? `search ${value.searches.join(' ')}\n` : '';
  const servers = value.nameservers.map((server) => `nameserver ${server}\n`).join('');
  const options = value.options.length > 0 ? `options ${value.options.join(' ')}\n` : '';
  return `${search}${servers}${options}`;
}

export const logDirectory = ({ metadata }: Pod): string =>
  `/var/log/pods/${metadata.namespace}_${metadata.name}_${metadata.uid}`;

/** `/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod<uid>.slice`. */
export function controlGroup({ metadata }: Pod, quality: PodStatus['qosClass'] = 'BestEffort'): string {
  const isGuaranteed = quality === 'Guaranteed';
  const level = isGuaranteed ? 'kubepods' : `kubepods-${quality.toLowerCase()}`;
  const parents = isGuaranteed ? '/kubepods.slice' : `/kubepods.slice/${level}.slice`;
  return `${parents}/${level}-pod${metadata.uid.replaceAll('-', '_')}.slice`;
}
