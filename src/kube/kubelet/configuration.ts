// What a kubelet is told: flags and /var/lib/kubelet/config.yaml. A mistake in either ends the process with
// the sentence the real one prints.

import { parseGoDuration } from '../../base/duration.ts';
import { readYaml, YamlError } from '../../base/yaml/read.ts';
import { SystemError } from '../../linux/errors.ts';
import type { FileSystem } from '../../linux/files/file-system.ts';
import type { Millis } from '../../sim/simulation.ts';
import type { Taint } from '../objects/types/node.ts';
import { type EvictionSettings, evictionSettings, isSignal } from './eviction.ts';

/** Why the kubelet does not start: what stands in err= of `"command failed"`. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}

export interface KubeletFlags {
  readonly kubeconfig: string;
  readonly bootstrapKubeconfig: string;
  readonly config: string;
  readonly hostnameOverride: string;
  readonly nodeIp: string;
  readonly nodeLabels: Readonly<Record<string, string>>;
  readonly runtimeEndpoint: string;
  readonly podManifestPath: string;
  readonly failSwapOn: boolean | undefined;
  readonly version: boolean;
}

export interface KubeletConfiguration {
  readonly staticPodPath: string;
  readonly clusterDns: readonly string[];
  readonly clusterDomain: string;
  readonly clientCaFile: string;
  readonly anonymous: boolean;
  readonly authorizationMode: string;
  /** From 1.33 on some paths are subresources of their own (KubeletFineGrainedAuthz). */
  readonly fineGrained: boolean;
  readonly runtimeEndpoint: string;
  readonly resolvConf: string;
  readonly failSwapOn: boolean;
  readonly maxPods: number;
  readonly port: number;
  readonly healthzPort: number;
  readonly fileCheckFrequency: Millis;
  readonly serializeImagePulls: boolean;
  readonly registerWithTaints: readonly Taint[];
  readonly eviction: EvictionSettings;
}

/** Flags by name; `since` and `until` bound the minors that know them. */
interface Flag {
  readonly takes: 'text' | 'boolean';
  readonly until?: number;
  readonly deprecated?: string;
}

const BY_CONFIG =
  "This parameter should be set via the config file specified by the Kubelet's --config flag. See https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/ for more information.";

const configured = (takes: Flag['takes'] = 'text'): Flag => ({ takes, deprecated: BY_CONFIG });

const FLAGS: Readonly<Record<string, Flag>> = {
  address: configured(),
  'anonymous-auth': configured('boolean'),
  'authentication-token-webhook': configured('boolean'),
  'authorization-mode': configured(),
  'bootstrap-kubeconfig': { takes: 'text' },
  'cert-dir': { takes: 'text' },
  'cgroup-driver': configured(),
  'cgroup-root': configured(),
  'client-ca-file': configured(),
  'cloud-provider': {
    takes: 'text',
    deprecated: 'will be removed in 1.25 or later, in favor of removing cloud provider code from Kubelet.',
  },
  'cluster-dns': configured(),
  'cluster-domain': configured(),
  config: { takes: 'text' },
  'config-dir': { takes: 'text' },
  'container-runtime-endpoint': configured(),
  'eviction-hard': configured(),
  'fail-swap-on': configured('boolean'),
  'feature-gates': configured(),
  'file-check-frequency': configured(),
  'healthz-bind-address': configured(),
  'healthz-port': configured(),
  'hostname-override': { takes: 'text' },
  'image-gc-high-threshold': configured(),
  'image-gc-low-threshold': configured(),
  'kube-reserved': configured(),
  kubeconfig: { takes: 'text' },
  'max-pods': configured(),
  'node-ip': { takes: 'text' },
  'node-labels': { takes: 'text' },
  'pod-cidr': configured(),
  'pod-infra-container-image': {
    takes: 'text',
    until: 34,
    deprecated: 'will be removed in 1.35. Image garbage collector will get sandbox image information from CRI.',
  },
  'pod-manifest-path': configured(),
  port: configured(),
  'protect-kernel-defaults': configured('boolean'),
  'read-only-port': configured(),
  'register-node': configured('boolean'),
  'register-with-taints': configured(),
  'resolv-conf': configured(),
  'root-dir': { takes: 'text' },
  'rotate-certificates': configured('boolean'),
  'seccomp-default': configured('boolean'),
  'serialize-image-pulls': configured('boolean'),
  'system-reserved': configured(),
  'tls-cert-file': configured(),
  'tls-private-key-file': configured(),
  v: { takes: 'text' },
  version: { takes: 'boolean' },
  vmodule: { takes: 'text' },
};

/** `minor` of the kubelet; `warn` gets a line for every deprecated flag. Throws StartRefused for what pflag refuses. */
export function parseFlags(argv: readonly string[], minor: number, warn: (line: string) => void): KubeletFlags {
  const values = new Map<string, string>();
  const rest = [...argv];
  while (rest.length > 0) {
    const argument = rest.shift() ?? '';
    if (!argument.startsWith('-') || argument === '-') {
      throw new StartRefused(`unknown command ${argument}`);
    }
    const short = !argument.startsWith('--');
    const [name, ...assigned] = argument.slice(short ? 1 : 2).split('=');
    const flag = Object.hasOwn(FLAGS, name) ? FLAGS[name] : undefined;
    if (!flag || (short && name !== 'v') || minor > (flag.until ?? Number.POSITIVE_INFINITY)) {
      const unknown = short ? `unknown shorthand flag: '${name[0]}' in ${argument}` : `unknown flag: --${name}`;
      throw new StartRefused(`failed to parse kubelet flag: ${unknown}`);
    }
    let value = assigned.length > 0 ? assigned.join('=') : undefined;
    if (value === undefined) {
      if (flag.takes === 'boolean') value = 'true';
      else if (rest.length > 0) value = rest.shift();
      else throw new StartRefused(`failed to parse kubelet flag: flag needs an argument: --${name}`);
    }
    if (flag.takes === 'boolean' && !/^(1|0|t|f|true|false|T|F|TRUE|FALSE|True|False)$/.test(value ?? '')) {
      throw new StartRefused(
        `failed to parse kubelet flag: invalid argument "${value}" for "--${name}" flag: strconv.ParseBool: parsing "${value}": invalid syntax`,
      );
    }
    if (flag.deprecated) warn(`Flag --${name} has been deprecated, ${flag.deprecated}`);
    values.set(name, value ?? '');
  }
  const text = (name: string) => values.get(name) ?? '';
  const labels = text('node-labels').split(',').filter(Boolean);
  return {
    kubeconfig: text('kubeconfig'),
    bootstrapKubeconfig: text('bootstrap-kubeconfig'),
    config: text('config'),
    hostnameOverride: text('hostname-override'),
    nodeIp: text('node-ip'),
    nodeLabels: Object.fromEntries(labels.map((label) => label.split('=', 2) as [string, string])),
    runtimeEndpoint: text('container-runtime-endpoint'),
    podManifestPath: text('pod-manifest-path'),
    failSwapOn: values.has('fail-swap-on') ? isTrue(text('fail-swap-on')) : undefined,
    version: isTrue(text('version')),
  };
}

const isTrue = (value: string): boolean => /^(1|t|true)$/i.test(value);

/** What config.yaml may say, as far as this kubelet acts on it. */
interface ConfigurationFile {
  apiVersion?: string;
  kind?: string;
  staticPodPath?: string;
  clusterDNS?: string[];
  clusterDomain?: string;
  containerRuntimeEndpoint?: string;
  resolvConf?: string;
  failSwapOn?: boolean;
  maxPods?: number;
  port?: number;
  healthzPort?: number;
  fileCheckFrequency?: string;
  serializeImagePulls?: boolean;
  registerWithTaints?: Taint[];
  evictionHard?: Record<string, string>;
  evictionPressureTransitionPeriod?: string;
  authentication?: { x509?: { clientCAFile?: string }; anonymous?: { enabled?: boolean } };
  authorization?: { mode?: string };
}

/** Throws StartRefused. Unknown fields only warn, so they pass here. */
export function readConfiguration(files: FileSystem, flags: KubeletFlags, minor: number): KubeletConfiguration {
  const file = flags.config === '' ? {} : readFile(files, flags.config);
  const configuration: KubeletConfiguration = {
    staticPodPath: file.staticPodPath ?? flags.podManifestPath,
    clusterDns: file.clusterDNS ?? [],
    clusterDomain: file.clusterDomain ?? '',
    clientCaFile: file.authentication?.x509?.clientCAFile ?? '',
    anonymous: file.authentication?.anonymous?.enabled ?? false,
    authorizationMode: file.authorization?.mode ?? 'Webhook',
    fineGrained: minor >= 33,
    runtimeEndpoint: flags.runtimeEndpoint || file.containerRuntimeEndpoint || 'unix:///run/containerd/containerd.sock',
    resolvConf: file.resolvConf ?? '/etc/resolv.conf',
    failSwapOn: flags.failSwapOn ?? file.failSwapOn ?? true,
    maxPods: file.maxPods || 110,
    port: file.port || 10250,
    healthzPort: file.healthzPort ?? 10248,
    fileCheckFrequency: parseGoDuration(file.fileCheckFrequency ?? '0s') || 20_000,
    serializeImagePulls: file.serializeImagePulls ?? true,
    registerWithTaints: file.registerWithTaints ?? [],
    eviction: evictionSettings(file.evictionHard, file.evictionPressureTransitionPeriod),
  };
  const stranger = Object.keys(configuration.eviction.hard).find((name) => !isSignal(name));
  if (stranger !== undefined) throw new StartRefused(`failed to run Kubelet: unsupported eviction signal ${stranger}`);
  const { clientCaFile } = configuration;
  if (clientCaFile !== '' && !files.exists(clientCaFile)) {
    throw new StartRefused(
      `failed to construct kubelet dependencies: unable to load client CA file ${clientCaFile}: open ${clientCaFile}: no such file or directory`,
    );
  }
  return configuration;
}

function readFile(files: FileSystem, path: string): ConfigurationFile {
  const failed = (reason: string) =>
    new StartRefused(
      `failed to load kubelet config file, path: ${path}, error: failed to load Kubelet config file ${path}, error ${reason}`,
    );
  let text: string;
  try {
    text = files.readText(path);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw failed(`failed to read kubelet config file "${path}": open ${path}: no such file or directory`);
  }
  if (text === '') throw failed(`kubelet config file "${path}" was empty`);
  try {
    const value = readYaml(text) as ConfigurationFile | undefined;
    if (typeof value !== 'object')
      throw failed(
        `failed to decode: couldn't get version/kind; json parse error: json: cannot unmarshal ${typeof value} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
      );
    if (!value.kind) throw failed(`failed to decode: Object 'Kind' is missing in '${text}'`);
    if (value.apiVersion !== 'kubelet.config.k8s.io/v1beta1' || value.kind !== 'KubeletConfiguration') {
      throw failed(
        `failed to decode: no kind "${value.kind}" is registered for version "${value.apiVersion ?? ''}" in scheme "pkg/kubelet/apis/config/scheme/scheme.go:33"`,
      );
    }
    return value;
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw failed(`failed to decode: yaml: ${error.message}`);
  }
}
