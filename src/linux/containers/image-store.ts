// The images of one machine: pulls from the catalog's registries take time by size, names and digests are
// containerd's. What was pulled is remembered on disk.

import type { Millis } from '../../sim/simulation.ts';
import { type Task, type Wait, wait } from '../../sim/task.ts';
import { delay, Signal } from '../../sim/waits.ts';
import { SystemError } from '../errors.ts';
import type { Directory } from '../files/inode.ts';
import type { Host } from '../host/host.ts';
import { type ImageRecord, RpcError } from './cri.ts';
import { digestsOf, hidesRepositories, type Image, lookUp } from './image-catalog.ts';
import { canonicalName, type ImageReference, parseImageReference, repositoryOf } from './image-reference.ts';
import { unpackImage } from './root-file-system.ts';

const INDEX = '/var/lib/containerd/io.containerd.metadata.v1.bolt/meta.db';

/** Asking a registry for a manifest, and bytes per millisecond after that. */
const RESOLVE_TIME: Millis = 600;
const BANDWIDTH = 40_000;

export interface StoredImage {
  readonly record: ImageRecord;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly commandLine: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly stopSignal: Image['stopSignal'];
}

export class ImageStore {
  readonly #host: Host;
  readonly #version: string;
  readonly #sandboxImage: string;
  readonly #byName = new Map<string, StoredImage>();
  readonly #trees = new Map<string, Directory>();
  readonly #pulling = new Map<string, Signal>();

  constructor(host: Host, version: string, sandboxImage: string) {
    this.#host = host;
    this.#version = version;
    this.#sandboxImage = sandboxImage;
    if (!host.files.exists(INDEX)) return;
    for (const name of JSON.parse(host.files.readText(INDEX)) as string[]) {
      const reference = parseImageReference(name);
      if (!('invalid' in reference)) this.#add(reference);
    }
  }

  /** By any name, or by ID. */
  find(image: string): StoredImage | undefined {
    const reference = parseImageReference(image);
    const byName = 'invalid' in reference ? undefined : this.#byName.get(canonicalName(reference));
    if (byName) return byName;
    return [...this.#byName.values()].find(
      ({ record }) => record.id === image || record.digests.includes(image) || record.id === `sha256:${image}`,
    );
  }

  records(): readonly ImageRecord[] {
    return [...this.#byName.values()].map((image) => image.record);
  }

  tree(image: StoredImage): Directory {
    const { id } = image.record;
    let tree = this.#trees.get(id);
    if (!tree) {
      const { image: known, reference } = this.#known(image.record.tags[0]);
      tree = unpackImage(known, reference.tag, this.#host.programs, this.#host.simulation.epoch - 20 * 86_400_000);
      this.#trees.set(id, tree);
    }
    return tree;
  }

  *pull(image: string): Task<string> {
    const reference = parseImageReference(image);
    if ('invalid' in reference) {
      throw new RpcError('InvalidArgument', `failed to parse image reference "${image}": ${reference.invalid}`);
    }
    const name = canonicalName(reference);
    // Two pulls of one image share the download.
    const running = this.#pulling.get(name);
    if (running) yield* wait(running.next(`pull of ${name}`) as Wait<void>);
    else {
      const done = new Signal();
      this.#pulling.set(name, done);
      try {
        yield* this.#download(reference);
      } finally {
        this.#pulling.delete(name);
        done.emit();
      }
    }
    const stored = this.#byName.get(name);
    if (!stored) throw this.#refusal(reference);
    return stored.record.id;
  }

  *ensureSandboxImage(): Task<void> {
    if (!this.find(this.#sandboxImage)) yield* this.pull(this.#sandboxImage);
  }

  remove(image: string): void {
    const found = this.find(image);
    if (!found) return;
    for (const tag of found.record.tags) this.#byName.delete(tag);
    this.#host.files.volume.take(-found.record.size);
    this.#save();
  }

  *#download(reference: ImageReference): Task<void> {
    const { simulation } = this.#host;
    yield* wait(delay(simulation, RESOLVE_TIME + simulation.random.integer(RESOLVE_TIME), 'resolve image'));
    const found = lookUp(reference);
    if ('missing' in found || this.#byName.has(canonicalName(reference))) return;
    const span = found.image.size / BANDWIDTH;
    yield* wait(delay(simulation, span + simulation.random.integer(1 + span / 4), `pull of ${reference.path}`));
    this.#unpack(reference, found.image.size);
    this.#add(reference);
    this.#save();
  }

  /** Layers lie on the disk once as they came and once unpacked. Throws RpcError when it is full or write-protected. */
  #unpack(reference: ImageReference, size: number): void {
    const name = canonicalName(reference);
    const { volume } = this.#host.files;
    const ingest = `/var/lib/containerd/io.containerd.content.v1.content/ingest/${this.#host.simulation.random.text(64, '0123456789abcdef')}`;
    const fail = (why: string) =>
      new RpcError('Unknown', `failed to pull and unpack image "${name}": failed to copy: ${why}`);
    if (volume.readOnly) throw fail(`open ${ingest}/ref: read-only file system`);
    try {
      volume.take(size);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw fail(`write ${ingest}/data: no space left on device`);
    }
  }

  /** What containerd says when the registry says no. */
  #refusal(reference: ImageReference): RpcError {
    const name = canonicalName(reference);
    const modern = Number.parseInt(this.#version, 10) >= 2;
    const resolve = modern ? 'failed to resolve image' : `failed to resolve reference "${name}"`;
    const found = lookUp(reference);
    const hidden = 'missing' in found && found.missing === 'repository' && hidesRepositories(reference);
    if (hidden) {
      return new RpcError(
        'Unknown',
        `failed to pull and unpack image "${name}": ${resolve}: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`,
      );
    }
    return new RpcError('NotFound', `failed to pull and unpack image "${name}": ${resolve}: ${name}: not found`);
  }

  #known(name: string): { readonly image: Image; readonly reference: ImageReference } {
    const reference = parseImageReference(name);
    if ('invalid' in reference) throw new Error(`stored image "${name}"`);
    const found = lookUp(reference);
    if ('missing' in found) throw new Error(`stored image "${name}" is in no registry`);
    return { image: found.image, reference };
  }

  #add(reference: ImageReference): void {
    const name = canonicalName(reference);
    const { image } = this.#known(name);
    const digests = digestsOf(reference);
    this.#byName.set(name, {
      record: {
        id: digests.config,
        tags: [name],
        digests: [`${repositoryOf(reference)}@${digests.manifest}`],
        size: image.size,
        uid: image.uid,
        pinned: name === this.#sandboxImage,
      },
      entrypoint: image.entrypoint,
      command: image.command,
      commandLine: [...image.entrypoint, ...image.command],
      environment: image.environment,
      directory: image.directory,
      stopSignal: image.stopSignal,
    });
  }

  #save(): void {
    const { files } = this.#host;
    files.makeDirectory(INDEX.slice(0, INDEX.lastIndexOf('/')), { recursive: true });
    files.writeFile(INDEX, JSON.stringify([...this.#byName.keys()]), { mode: 0o644 });
  }
}
