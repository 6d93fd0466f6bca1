// A Debian package as an archive offers it, and where archives are.

/** One version of one package. */
export interface Package {
  readonly name: string;
  readonly version: string;
  readonly section: string;
  readonly description: string;
  /** As in control files: `cri-tools (>= 1.30.0)`. */
  readonly depends: readonly string[];
  /** Without even a copyright file: made by hand. */
  readonly undocumented?: boolean;
  /** What an index of the machine's own says of it. */
  readonly record?: ReadonlyMap<string, string>;
  /** Bytes of the .deb. */
  readonly size: number;
  /** Kilobytes on the disk. */
  readonly installedSize: number;
  readonly maintainer?: string;
  readonly homepage?: string;
  readonly priority?: string;
  /** Executables it brings: path → program and what it says of its version. */
  readonly executables?: Readonly<Record<string, { readonly program: string; readonly version: string }>>;
  /** Other files by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Configuration a learner may have changed: written only where missing. */
  readonly configuration?: Readonly<Record<string, string>>;
  /** Units that its installation enables and starts. */
  readonly starts?: readonly string[];
  /** Units that its installation enables without a word and does not start. */
  readonly enables?: readonly string[];
  /** A kernel: what the next boot runs. */
  readonly kernel?: string;
  /** Whether the machine should be restarted after its upgrade. */
  readonly wantsReboot?: boolean;
  /** Milliseconds its scripts take, beyond unpacking. */
  readonly effort?: number;
}

/** A directory of an archive that a sources line can name. */
export interface Source {
  /** e.g. `https://pkgs.k8s.io/core:/stable:/v1.35/deb/`. */
  readonly uri: string;
  /** `/` for a flat one, else e.g. `noble-updates`. */
  readonly suite: string;
  /** What apt prints as origin in simulations: `Ubuntu:24.04/noble-updates`. */
  readonly release: string;
  /** Where downloads really come from, when the archive redirects. */
  readonly served?: string;
  readonly packages: readonly Package[];
}

export interface Archive {
  readonly sources: readonly Source[];
}
