// The node's pod network as containerd sees it: the first configuration in /etc/cni/net.d names a plugin,
// the plugin gives each sandbox an address of the node's range. Models containerd's go-cni and the
// host-local address plugin, which keeps one file per address in /var/lib/cni/networks/<network>.

import { decode } from '../../base/bytes.ts';
import { SystemError } from '../errors.ts';
import type { FileSystem } from '../files/file-system.ts';

const CONFIGURATIONS = '/etc/cni/net.d';
const PLUGINS = '/opt/cni/bin';
const SUBNET = '/run/flannel/subnet.env';

interface PluginConfiguration {
  readonly name: string;
  readonly type: string;
  readonly subnet: string | undefined;
}

/** undefined when a configuration is there. */
export function networkProblem(files: FileSystem): string | undefined {
  return configuration(files) ? undefined : 'cni plugin not initialized';
}

/** An address for a new sandbox. Throws Error with the plugin's words. */
export function takeAddress(files: FileSystem, sandbox: string): string {
  const found = configuration(files);
  if (!found) throw new Error('cni plugin not initialized');
  const { type, name } = found;
  if (!files.exists(`${PLUGINS}/${type}`)) {
    throw new Error(`plugin type="${type}" failed (add): failed to find plugin "${type}" in path [${PLUGINS}]`);
  }
  const subnet = type === 'flannel' ? flannelSubnet(files) : found.subnet;
  if (!subnet) throw new Error(`plugin type="${type}" failed (add): no IP ranges specified`);
  const leases = `/var/lib/cni/networks/${name}`;
  files.makeDirectory(leases, { recursive: true });
  const address = nextFree(files, leases, subnet);
  if (!address)
    throw new Error(`plugin type="${type}" failed (add): no IP addresses available in range set: ${subnet}`);
  files.writeFile(`${leases}/${address}`, `${sandbox}\r\neth0`);
  files.writeFile(`${leases}/last_reserved_ip.0`, address);
  return address;
}

export function giveBackAddress(files: FileSystem, address: string): void {
  const networks = '/var/lib/cni/networks';
  if (!files.exists(networks)) return;
  for (const name of files.readDirectory(networks)) {
    if (files.exists(`${networks}/${name}/${address}`)) files.unlink(`${networks}/${name}/${address}`);
  }
}

/** The first file by name, as go-cni takes it. */
function configuration(files: FileSystem): PluginConfiguration | undefined {
  if (!files.isDirectory(CONFIGURATIONS)) return undefined;
  for (const name of files.readDirectory(CONFIGURATIONS)) {
    if (!/\.(conf|conflist|json)$/.test(name) || name.startsWith('.')) continue;
    const parsed = parseOnce(files.readFile(`${CONFIGURATIONS}/${name}`));
    if (parsed) return parsed;
  }
  return undefined;
}

interface NetworkFile {
  readonly name?: string;
  readonly type?: string;
  readonly plugins?: readonly NetworkFile[];
  readonly ipam?: { readonly subnet?: string; readonly ranges?: readonly (readonly { readonly subnet: string }[])[] };
}

/** A memo of a pure function: a file that is written gets a new content, and kubelets ask every few seconds. */
const alreadyParsed = new WeakMap<Uint8Array, PluginConfiguration | undefined>();

function parseOnce(content: Uint8Array): PluginConfiguration | undefined {
  if (!alreadyParsed.has(content)) alreadyParsed.set(content, parse(decode(content)));
  return alreadyParsed.get(content);
}

function parse(text: string): PluginConfiguration | undefined {
  let file: NetworkFile;
  try {
    file = JSON.parse(text) as NetworkFile;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // skipped with a log line, like a file of another kind
    throw error;
  }
  const plugin = file.plugins ? file.plugins[0] : file;
  if (!plugin?.type) return undefined;
  return {
    name: file.name ?? plugin.type,
    type: plugin.type,
    subnet: plugin.ipam?.subnet ?? plugin.ipam?.ranges?.[0]?.[0]?.subnet,
  };
}

/** flanneld tells its plugin the node's range in a file: FLANNEL_SUBNET=10.244.1.1/24. */
function flannelSubnet(files: FileSystem): string {
  let text: string;
  try {
    text = files.readText(SUBNET);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Error(
      `plugin type="flannel" failed (add): failed to load flannel 'subnet.env' file: open ${SUBNET}: no such file or directory. Check the flannel pod log for this node.`,
    );
  }
  return /^FLANNEL_SUBNET=(.*)$/m.exec(text)?.[1] ?? '';
}

/** Goes round from the address given last; the first of the range is the bridge's. */
function nextFree(files: FileSystem, leases: string, subnet: string): string | undefined {
  const [base, bits] = subnet.split('/');
  const size = 2 ** (32 - Number(bits));
  const network = Math.floor(toNumber(base) / size) * size;
  const last = `${leases}/last_reserved_ip.0`;
  const from = files.exists(last) ? toNumber(files.readText(last)) - network : 1;
  for (let step = 1; step <= size; step++) {
    const offset = (from + step) % size;
    if (offset < 2 || offset === size - 1) continue;
    const address = toAddress(network + offset);
    if (!files.exists(`${leases}/${address}`)) return address;
  }
  return undefined;
}

const toNumber = (address: string): number =>
  address.split('.').reduce((number, part) => number * 256 + Number(part), 0);
const toAddress = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
