// One machine: power, disk, network and what runs on it. Booting starts process 1, whose program the
// builder of the host chooses (systemd on a real one); everything else follows from files.

import { assert } from '../../base/assert.ts';
import { decode } from '../../base/bytes.ts';
import type { Simulation } from '../../sim/simulation.ts';
import { SystemError } from '../errors.ts';
import { FileSystem } from '../files/file-system.ts';
import { type Credentials, credentialsFor, permits, ROOT } from '../files/permissions.ts';
import { Volume } from '../files/volume.ts';
import { type Fabric, NetworkStack } from '../net/stack.ts';
import { Terminal, type TerminalSize } from '../terminal/terminal.ts';
import { type BlockDevice, cloudImageDisk, type SwapArea } from './block-devices.ts';
import { LoadAverage } from './load-average.ts';
import type { Namespaces, Process, Program, SpawnOptions } from './process.ts';
import { ProcessTable } from './process-table.ts';

/** What the machine is made of; kubelets report it, the scheduler counts with it. */
export interface Hardware {
  readonly cpus: number;
  /** Bytes. */
  readonly memory: number;
  /** Bytes of the root file system; the disk has some partitions besides. */
  readonly disk: number;
}

/** All executables of a world by name; a host's files say which of them are installed where. */
export type Programs = ReadonlyMap<string, Program>;

export class Host {
  readonly name: string;
  readonly simulation: Simulation;
  readonly hardware: Hardware;
  readonly files: FileSystem;
  readonly network: NetworkStack;
  readonly processes: ProcessTable;
  readonly programs: Programs;
  readonly namespaces: Namespaces;
  /** The disk and its partitions. */
  readonly devices: readonly BlockDevice[];
  /** Active swap areas; none after a boot until systemd has read /etc/fstab. */
  readonly swaps: SwapArea[] = [];
  /** Kernel modules that were loaded since the boot. */
  readonly modules = new Set<string>();
  readonly loadAverage = new LoadAverage();
  /** Changes with every boot. */
  bootId = '';
  /** When it was last switched on; undefined while off. */
  bootedAt: number | undefined;
  /** Runs as process 1 at every boot; returning or dying means the machine is off. */
  init: Program | undefined;
  #terminals = 0;

  constructor(name: string, address: string, fabric: Fabric, hardware: Hardware, programs: Programs) {
    this.name = name;
    this.simulation = fabric.simulation;
    this.hardware = hardware;
    this.files = new FileSystem(() => this.simulation.epoch + this.simulation.now, new Volume(hardware.disk));
    this.network = new NetworkStack(fabric, address);
    this.processes = new ProcessTable(this);
    this.programs = programs;
    this.namespaces = { files: this.files, network: this.network, hostname: name };
    this.devices = cloudImageDisk(this);
  }

  get isOn(): boolean {
    return this.bootedAt !== undefined;
  }

  powerOn(): void {
    assert(!this.isOn, `${this.name} is already on`);
    assert(this.init, `${this.name} has nothing to boot`);
    this.bootedAt = this.simulation.now;
    this.bootId = this.simulation.random.uuid();
    this.loadAverage.reset(this.simulation.now);
    this.network.up = true;
    this.simulation.trace.note(`boot ${this.name}`);
    this.spawn({ argv: ['/sbin/init'], path: '/usr/lib/systemd/systemd', program: this.init, directory: '/' });
  }

  /** The plug is pulled: nothing runs on, nobody is told, only the disk stays. */
  powerOff(): void {
    if (!this.isOn) return;
    this.bootedAt = undefined;
    this.network.up = false;
    this.simulation.trace.note(`off ${this.name}`);
    for (const process of this.processes.clear()) {
      process.vanish();
      this.#dissolve(process.namespaces.network);
    }
    this.network.closeAll();
    this.network.serviceRules = undefined;
  }

  /** A container's network namespace lives no longer than its processes. */
  #dissolve(network: NetworkStack): void {
    if (network === this.network) return;
    network.closeAll();
    for (const address of network.addresses) network.fabric.release(address);
  }

  /** fork and exec. Without `program`, `argv[0]` is looked up and executed. Throws ENOENT, EACCES, ENOEXEC. */
  spawn(options: SpawnOptions, parent?: Process): Process {
    if (options.program) return this.#begin(options, parent, options.program);
    const image = this.load(options, parent);
    const { argv, path, credentials } = image;
    const process = this.#begin({ ...options, argv, path, credentials }, parent, image.program);
    process.version = image.version;
    return process;
  }

  /** What exec would run for these options. Throws ENOENT, EACCES, ENOEXEC. */
  load(options: SpawnOptions, parent?: Process): LoadedProgram {
    const namespaces = options.namespaces ?? parent?.namespaces ?? this.namespaces;
    const who = options.credentials ?? parent?.credentials;
    const environment = options.environment ?? parent?.environment;
    const directory = options.directory ?? parent?.directory ?? '/';
    const path =
      options.path ?? findExecutable(namespaces.files, options.argv[0], directory, environment?.get('PATH'), who);
    const image = this.#load(namespaces.files, path, who);
    // A script learns the path as it was written: ./check.sh.
    const script = options.argv[0].includes('/') ? options.argv[0] : path;
    const argv = image.interpreter ? [...image.interpreter, script, ...options.argv.slice(1)] : options.argv;
    return { argv, program: image.program, path: image.path, version: image.version, credentials: image.credentials };
  }

  /** A new pseudo terminal of this machine. */
  openTerminal(size: TerminalSize): Terminal {
    return new Terminal(`pts/${this.#terminals++}`, size, (group, signal) => this.processes.signalGroup(group, signal));
  }

  #begin(options: SpawnOptions, parent: Process | undefined, program: Program): Process {
    const process = this.processes.create(options, parent);
    process.begin(program);
    return process;
  }

  /** What execve(2) finds at a path: one of our programs, or a script and its interpreter. */
  #load(files: FileSystem, path: string, who: Credentials = ROOT, depth = 0): LoadedImage {
    const inode = files.stat(path, who);
    if (inode.type !== 'file' || !permits(inode, 1, who)) throw new SystemError('EACCES', path);
    const marked = readExecutable(inode.content);
    if (marked) {
      const program = this.programs.get(marked.program);
      assert(program, `${path} wants the program "${marked.program}", which this world does not have`);
      const credentials = credentialsFor(inode, who);
      return { program, path, version: marked.version, interpreter: undefined, credentials };
    }
    const firstLine = decode(inode.content.subarray(0, 256)).split('\n', 1)[0];
    if (!firstLine.startsWith('#!') || depth > 3) throw new SystemError('ENOEXEC', path);
    const [interpreter, ...rest] = firstLine
      .slice(2)
      .trim()
      .split(/\s+(.*)/)
      .filter(Boolean);
    const image = this.#load(files, interpreter, who, depth + 1);
    return { ...image, interpreter: [...(image.interpreter ?? []), interpreter, ...rest] };
  }
}

/** A program ready to run, a script's interpreter already in front of its arguments. */
export interface LoadedProgram {
  readonly argv: readonly string[];
  readonly program: Program;
  readonly path: string;
  readonly version: string;
  readonly credentials: Credentials;
}

interface LoadedImage {
  readonly program: Program;
  readonly path: string;
  readonly version: string;
  readonly interpreter: readonly string[] | undefined;
  /** A script's own set-ID bits count for nothing; its interpreter's do. */
  readonly credentials: Credentials;
}

// ——— executables are files ———

const MAGIC = '\x7fELF\x02\x01\x01\0';

/** The content of an executable file: an ELF header's first bytes, then which of our programs it is. */
export function executable(program: string, version = ''): string {
  return `${MAGIC}\0cka-lab\0${program}\0${version}\0`;
}

export function readExecutable(
  content: Uint8Array,
): { readonly program: string; readonly version: string } | undefined {
  if (content.length > 4096 || content[0] !== 0x7f) return undefined;
  const [, mark, program, version] = decode(content).slice(MAGIC.length).split('\0');
  return mark === 'cka-lab' ? { program, version } : undefined;
}

/** execvp(3): a name without a slash is looked for along PATH. Throws ENOENT, or EACCES if only unexecutable ones are there. */
export function findExecutable(
  files: FileSystem,
  name: string,
  directory: string,
  searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  who?: Credentials,
): string {
  if (name.includes('/')) return name.startsWith('/') ? name : `${directory === '/' ? '' : directory}/${name}`;
  let found: string | undefined;
  for (const place of searchPath.split(':')) {
    const path = `${place.startsWith('/') ? place : `${directory}/${place || '.'}`}/${name}`;
    if (!files.exists(path, who) || files.isDirectory(path, who)) continue;
    if (files.access(path, 1, who)) return path;
    found ??= path;
  }
  throw new SystemError(found ? 'EACCES' : 'ENOENT', name);
}
