// Who manages which fields of an object: kept in metadata.managedFields, asked when a configuration is applied. Models
// apimachinery/pkg/util/managedfields and structured-merge-diff's merge.Updater.
//
// Only requests that name their field manager are written down, as every command of kubectl does. Real servers also
// keep what controllers and kubelets own, under the name of their program; here nobody would look at that, and every
// heartbeat would pay for it.

import { isRecord } from '../../../base/json.ts';
import { apiVersionOf, type Kind, type Subresource } from '../../objects/kind.ts';
import { decode } from '../../objects/schema.ts';
import type { Json, KubeObject } from '../../objects/types/meta.ts';
import { applyConflict } from '../status.ts';
import {
  common,
  type FieldSet,
  fromFieldsV1,
  isSame,
  type Place,
  shownPlace,
  toFieldsV1,
  union,
  without,
} from './field-set.ts';
import { compare, merge, placesOf, prune } from './typed-values.ts';
import { typingOf } from './typing.ts';

interface Manager {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource?: string;
  readonly time: string;
  readonly fields: FieldSet;
}

export interface Writer {
  readonly manager: string;
  readonly subresource: Subresource | undefined;
  /** As timestamps are written. */
  readonly now: string;
}

function managersOf({ metadata }: KubeObject): Manager[] {
  return (metadata.managedFields ?? []).flatMap((entry): Manager[] => {
    if (!isRecord(entry)) return [];
    const text = (name: string) => String(entry[name] ?? '');
    const subresource = entry.subresource;
    return [
      {
        manager: text('manager'),
        operation: entry.operation === 'Apply' ? 'Apply' : 'Update',
        apiVersion: text('apiVersion'),
        time: text('time'),
        ...(typeof subresource === 'string' && { subresource }),
        fields: fromFieldsV1(entry.fieldsV1),
      },
    ];
  });
}

/** Managers of nothing are forgotten. */
function writeManagers(object: KubeObject, managers: readonly Manager[]): void {
  const entries = managers
    .filter(({ fields }) => fields.size > 0)
    .sort((a, b) =>
      a.operation !== b.operation
        ? a.operation < b.operation
          ? -1
          : 1
        : a.time < b.time
          ? -1
          : a.time > b.time
            ? 1
            : 0,
    )
    .map(({ manager, operation, apiVersion, subresource, time, fields }) => ({
      apiVersion,
      fieldsType: 'FieldsV1',
      fieldsV1: toFieldsV1(fields) as unknown as Json,
      manager,
      operation,
      ...(subresource !== undefined && { subresource }),
      time,
    }));
  if (entries.length > 0) object.metadata.managedFields = entries;
  else delete object.metadata.managedFields;
}

const isEntryOf = (one: Manager, writer: Writer, operation: Manager['operation'], apiVersion: string): boolean =>
  one.manager === writer.manager &&
  one.operation === operation &&
  (operation === 'Apply' || one.apiVersion === apiVersion) &&
  one.subresource === writer.subresource;

/** After a create, replace or patch: what changed belongs to the writer, and to nobody else any more. */
export function noteUpdate(kind: Kind, object: KubeObject, old: KubeObject | undefined, writer: Writer): void {
  const typing = typingOf(kind);
  const before = old ?? decode(kind, {}).object;
  const { changed, removed } = compare(typing, before, object);
  const apiVersion = apiVersionOf(kind);
  const managers = old ? managersOf(old) : [];
  const own = managers.find((one) => isEntryOf(one, writer, 'Update', apiVersion));
  const fields = union(without(own?.fields ?? new Set(), removed), changed);
  const others = managers
    .filter((one) => one !== own)
    .map((one) => ({ ...one, fields: without(without(one.fields, changed), removed) }));
  const time = own && isSame(own.fields, fields) ? own.time : writer.now;
  const entry: Manager = {
    manager: writer.manager,
    operation: 'Update',
    apiVersion,
    ...(writer.subresource !== undefined && { subresource: writer.subresource }),
    time,
    fields,
  };
  writeManagers(object, [...others, entry]);
}

/** Somebody wrote who does not say his name: only what is gone is gone for everybody. */
export function noteAnonymousUpdate(kind: Kind, object: KubeObject, old: KubeObject): void {
  const managers = managersOf(old);
  if (managers.length === 0) return;
  const { changed, removed } = compare(typingOf(kind), old, object);
  writeManagers(
    object,
    managers.map((one) => ({ ...one, fields: without(without(one.fields, changed), removed) })),
  );
}

/**
 * `live` as a configuration wants it, with its managers; `live` undefined: there is nothing yet. Throws a Conflict that
 * names whose fields would change, unless `force`.
 */
export function applyConfiguration(
  kind: Kind,
  live: KubeObject | undefined,
  configuration: unknown,
  writer: Writer,
  force: boolean,
): { readonly merged: unknown; finish(object: KubeObject): void } {
  const typing = typingOf(kind);
  const apiVersion = apiVersionOf(kind);
  const managers = live ? managersOf(live) : [];
  const own = managers.find((one) => isEntryOf(one, writer, 'Apply', apiVersion));
  const others = managers.filter((one) => one !== own);
  const wanted = placesOf(typing, configuration);
  const merged = merge(typing, live, configuration);
  const { changed } = compare(typing, live ?? {}, merged);
  const conflicts = others.flatMap((one) => {
    const places = common(one.fields, changed);
    return places.length > 0 ? [{ manager: one, places }] : [];
  });
  if (conflicts.length > 0 && !force) throw conflictOf(conflicts);
  const left = others.map((one) => ({ ...one, fields: without(one.fields, changed) }));
  // What this manager applied before and does not any more goes, if it is nobody else's.
  const dropped = [...(own?.fields ?? [])].filter(
    (one) => !wanted.has(one) && !left.some(({ fields }) => fields.has(one)) && !isAbove(one, wanted),
  );
  const result = prune(typing, merged, new Set(dropped));
  return {
    merged: result,
    finish(object) {
      const time = own && isSame(own.fields, wanted) ? own.time : writer.now;
      const entry: Manager = {
        manager: writer.manager,
        operation: 'Apply',
        apiVersion,
        ...(writer.subresource !== undefined && { subresource: writer.subresource }),
        time,
        fields: wanted,
      };
      writeManagers(object, [...left, entry]);
    },
  };
}

/** Something that is still wanted stands below. */
const isAbove = (one: Place, wanted: FieldSet): boolean =>
  [...wanted].some((other) => other.startsWith(`${one}\u0000`));

function conflictOf(conflicts: readonly { readonly manager: Manager; readonly places: readonly Place[] }[]) {
  const all = conflicts.flatMap(({ manager, places }) =>
    places.map((one) => ({ whom: whomOf(manager), field: shownPlace(one) })),
  );
  const [first] = all;
  if (all.length === 1) {
    return applyConflict(`Apply failed with 1 conflict: conflict with ${first.whom}: ${first.field}`, all);
  }
  const groups = [...new Set(all.map(({ whom }) => whom))].map((whom) => {
    const fields = all.filter((one) => one.whom === whom).map(({ field }) => `- ${field}`);
    return `conflicts with ${whom}:\n${fields.join('\n')}`;
  });
  return applyConflict(`Apply failed with ${all.length} conflicts: ${groups.join('\n')}`, all);
}

const whomOf = ({ manager, apiVersion, subresource, operation }: Manager): string => {
  const where = subresource === undefined ? '' : ` with subresource ${JSON.stringify(subresource)}`;
  return `${JSON.stringify(manager)}${where}${operation === 'Update' ? ` using ${apiVersion}` : ''}`;
};
