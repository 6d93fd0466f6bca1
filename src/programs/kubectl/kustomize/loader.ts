// Files of a kustomization: everything it reads must lie in or below its own directory, other kustomizations
// excepted. Models kustomize/api/internal/loader.

import { decode } from '../../../base/bytes.ts';
import type { FileSystem } from '../../../linux/files/file-system.ts';
import type { Credentials } from '../../../linux/files/permissions.ts';
import { KustomizeError } from './resource.ts';

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

export class Loader {
  readonly root: string;
  /** The root itself, and those it was reached from. */
  readonly visited: readonly string[];
  readonly #files: FileSystem;
  readonly #who: Credentials;
  readonly #restricted: boolean;

  /** `root` is absolute and a directory. */
  constructor(files: FileSystem, who: Credentials, root: string, restricted: boolean, visited: readonly string[] = []) {
    this.#files = files;
    this.#who = who;
    this.root = root;
    this.visited = [root, ...visited];
    this.#restricted = restricted;
  }

  at(root: string): Loader {
    return new Loader(this.#files, this.#who, root, this.#restricted, this.visited);
  }

  resolve(path: string): string {
    const steps: string[] = [];
    for (const step of `${path.startsWith('/') ? '' : `${this.root}/`}${path}`.split('/')) {
      if (step === '..') steps.pop();
      else if (step !== '' && step !== '.') steps.push(step);
    }
    return `/${steps.join('/')}`;
  }

  isDirectory(path: string): boolean {
    return this.#files.isDirectory(this.resolve(path), this.#who);
  }

  exists(path: string): boolean {
    return this.#files.exists(this.resolve(path), this.#who);
  }

  /** Throws KustomizeError. */
  read(path: string): Uint8Array {
    const whole = this.resolve(path);
    if (!this.#files.exists(whole, this.#who)) throw new KustomizeError(this.missing(path));
    if (this.#files.isDirectory(whole, this.#who)) throw new KustomizeError(`'${whole}' must resolve to a file`);
    if (this.#restricted && !whole.startsWith(`${this.root}/`)) {
      throw new KustomizeError(`security; file '${whole}' is not in or below '${this.root}'`);
    }
    return this.#files.readFile(whole, this.#who);
  }

  missing(path: string): string {
    const whole = this.resolve(path);
    return `evalsymlink failure on '${whole}' : lstat ${whole}: no such file or directory`;
  }

  kustomization(): { readonly name: string; readonly text: string } {
    const present = NAMES.filter((name) => this.exists(name));
    if (present.length === 0) {
      throw new KustomizeError(
        `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${this.root}'`,
      );
    }
    if (present.length > 1) throw new KustomizeError(`Found multiple kustomization files under: ${this.root}`);
    return { name: present[0], text: decode(this.read(present[0])) };
  }
}
