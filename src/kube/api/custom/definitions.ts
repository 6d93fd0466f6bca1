// Keeps what the server serves in step with its CustomResourceDefinitions: accepts their names, and clears away the
// objects of a definition that is gone. Models apiextensions-apiserver pkg/controller/{status,establish,finalizer}.

import { equalJson } from '../../../base/json.ts';
import { StoreError } from '../../../etcd/store/store.ts';
import type { Simulation } from '../../../sim/simulation.ts';
import { CUSTOM_RESOURCE_DEFINITION } from '../../objects/custom-resource-definition.ts';
import type { Kind } from '../../objects/kind.ts';
import type { CustomResourceDefinition } from '../../objects/types/extension.ts';
import type { Condition, KubeObject } from '../../objects/types/meta.ts';
import { wallTime } from '../metadata.ts';
import type { Caller, Resources } from '../resources.ts';
import type { ServedKinds } from '../served-kinds.ts';
import { Refusal } from '../status.ts';
import type { Storage } from '../storage.ts';
import { kindsOf, storedKindOf } from './custom-kinds.ts';

/** How long the controllers behind definitions take. */
const DELAY = 20;

const KIND = CUSTOM_RESOURCE_DEFINITION as Kind;

export class Definitions {
  readonly #simulation: Simulation;
  readonly #storage: Storage;
  readonly #served: ServedKinds;
  readonly #resources: Resources;
  readonly #caller: Caller;
  /** By the definition's name: what it was when its kinds were made. */
  readonly #made = new Map<
    string,
    { readonly version: string; readonly stored: Kind; readonly kinds: readonly Kind[] }
  >();
  #isScheduled = false;
  #isListening = false;

  constructor(simulation: Simulation, storage: Storage, served: ServedKinds, resources: Resources, caller: Caller) {
    this.#simulation = simulation;
    this.#storage = storage;
    this.#served = served;
    this.#resources = resources;
    this.#caller = caller;
  }

  /** The caches are filled: begin, or begin anew. */
  start(): void {
    this.#refresh();
    if (this.#isListening) return;
    this.#isListening = true;
    this.#storage.cache(KIND).listen(() => this.#schedule());
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#simulation.schedule(DELAY, 'custom resource definitions', () => {
      this.#isScheduled = false;
      try {
        this.#establish();
        this.#refresh();
      } catch (error) {
        if (!(error instanceof StoreError || error instanceof Refusal)) throw error;
        this.#schedule();
      }
    });
  }

  #all(): CustomResourceDefinition[] {
    return [...this.#storage.cache(KIND).all()] as CustomResourceDefinition[];
  }

  #establish(): void {
    for (const definition of this.#all()) {
      if (isEstablished(definition) && equalJson(definition.status.acceptedNames, definition.spec.names)) continue;
      const now = wallTime(this.#simulation);
      const change = (current: KubeObject) => accepted(current as CustomResourceDefinition, now);
      this.#resources.update(KIND, '', definition.metadata.name, change, this.#caller, 'status');
    }
  }

  #refresh(): void {
    const present = new Map(this.#all().map((definition) => [definition.metadata.name, definition]));
    for (const [name, { stored }] of [...this.#made]) {
      if (present.has(name)) continue;
      this.#clear(stored);
      this.#made.delete(name);
    }
    for (const [name, definition] of present) {
      const { resourceVersion: version } = definition.metadata;
      const before = this.#made.get(name);
      const stored = storedKindOf(definition);
      if (!stored || !isEstablished(definition) || before?.version === version) continue;
      if (before) this.#storage.drop(before.stored);
      const kinds = kindsOf(definition).map((kind) =>
        kind.storedAs ? { ...kind, storedAs: { ...kind.storedAs, kind: stored } } : stored,
      );
      this.#made.set(name, { version, stored, kinds });
      this.#storage.add(stored);
    }
    this.#served.setCustom([...this.#made.values()].flatMap(({ kinds }) => kinds));
  }

  #clear(stored: Kind): void {
    for (const { metadata } of [...this.#storage.all(stored)]) {
      const found = this.#storage.read(stored, metadata.namespace ?? '', metadata.name);
      if (found) this.#storage.remove(stored, found);
    }
    this.#storage.drop(stored);
  }
}

const isEstablished = ({ status }: CustomResourceDefinition): boolean =>
  status.conditions?.some((one) => one.type === 'Established' && one.status === 'True') ?? false;

function accepted(definition: CustomResourceDefinition, now: string): CustomResourceDefinition {
  const { names, versions } = definition.spec;
  const condition = (type: string, reason: string, message: string): Condition =>
    definition.status.conditions?.find((one) => one.type === type && one.status === 'True') ?? {
      lastTransitionTime: now,
      message,
      reason,
      status: 'True',
      type,
    };
  return {
    ...definition,
    status: {
      ...definition.status,
      acceptedNames: { ...names },
      conditions: [
        condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
        condition('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
      ],
      storedVersions:
        definition.status.storedVersions ?? versions.filter(({ storage }) => storage).map(({ name }) => name),
    },
  };
}
