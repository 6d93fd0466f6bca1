// kubectl get: lists and objects, in tables the server made or in any other format; -w goes on with what changes.

import { StatusError } from '../../../kube/client/client.ts';
import type { WatchEvent } from '../../../kube/objects/types/meta.ts';
import type { HttpResponse } from '../../../linux/net/http.ts';
import { type Task, wait } from '../../../sim/task.ts';
import { KubectlError, throwAll, UsageError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { type ObjectPrinter, printerFor } from '../print/objects.ts';
import { sortedBy } from '../print/sorting.ts';
import { ColumnWidths, isTable, type ServerTable, type TableOptions, tableRows } from '../print/table.ts';
import { BY_NAME, parseTypes, type Selectors, scopeOf, selected, selectorQuery } from '../resources/arguments.ts';
import { qualified, type Resource, singularOf } from '../resources/discovery.ts';
import { readManifests, resolveManifests } from '../resources/manifests.ts';
import { type AnyList, type AnyObject, isObject, itemsOf, pathOf } from '../resources/objects.ts';
import { type Session, TABLE } from '../session.ts';
import { FILES, PRINTING, type Verb } from './verb.ts';

export const get: Verb = {
  name: 'get',
  flags: [
    ...PRINTING,
    ...FILES,
    'all-namespaces',
    'chunk-size',
    'field-selector',
    'ignore-not-found',
    'label-columns',
    'no-headers',
    'output-watch-events',
    'raw',
    'selector',
    'server-print',
    'show-kind',
    'show-labels',
    'sort-by',
    'watch',
    'watch-only',
  ],
  *run(invocation) {
    const { flags } = invocation;
    if (flags.string('raw') !== '') return yield* raw(invocation);
    if (invocation.args.length === 0 && flags.list('filename').length === 0) {
      yield* invocation.process.complain(
        'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n',
      );
      throw new UsageError(
        'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
      );
    }
    const session = yield* invocation.session();
    const wanted = yield* requests(invocation, session);
    const printer = yield* printerFor(invocation, { tables: true });
    if (flags.bool('watch') || flags.bool('watch-only')) return yield* follow(invocation, session, wanted, printer);
    if (printer) return yield* printObjects(invocation, session, wanted, printer);
    return yield* printTables(invocation, session, wanted);
  },
};

/** One request: a list, or one object. */
interface Wanted {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

interface WantedAll {
  readonly requests: readonly Wanted[];
  readonly severalTypes: boolean;
  readonly selectors: Selectors;
}

function* requests(invocation: Invocation, session: Session): Task<WantedAll> {
  const { flags, args } = invocation;
  const selectors = { labels: flags.string('selector'), fields: flags.string('field-selector') };
  if (flags.list('filename').length > 0) {
    const manifests = yield* readManifests(invocation);
    const targets = yield* resolveManifests(invocation, session, manifests, false);
    return { requests: targets, severalTypes: false, selectors };
  }
  const allNamespaces = flags.bool('all-namespaces');
  const namespace = allNamespaces ? '' : invocation.namespace;
  const { selections, severalTypes } = yield* parseTypes(session, args);
  const list: Wanted[] = [];
  for (const { resource, names } of selections) {
    const scope = scopeOf(resource, namespace);
    if (!names) list.push({ resource, namespace: scope, name: undefined });
    else if (selectors.labels !== '' || selectors.fields !== '') {
      throw new KubectlError('name cannot be provided when a selector is specified');
    } else if (allNamespaces && resource.namespaced) throw new KubectlError(BY_NAME);
    else for (const name of names) list.push({ resource, namespace: scope, name });
  }
  return { requests: list, severalTypes, selectors };
}

function* ask(
  session: Session,
  wanted: Wanted,
  selectors: Selectors,
  options: { table: boolean; wholeObjects?: boolean },
): Task<unknown> {
  const path = pathOf(wanted.resource, wanted.namespace, wanted.name);
  const query = {
    ...(wanted.name === undefined && { ...selectorQuery(selectors), limit: '500' }),
    includeObject: options.wholeObjects ? 'Object' : undefined,
  };
  const accept = options.table ? TABLE : 'application/json';
  return yield* selected(wanted.resource, wanted.name === undefined ? selectors : NO_SELECTORS, () =>
    session.json('GET', path, { query, accept }),
  );
}

const NO_SELECTORS: Selectors = { labels: '', fields: '' };

/** Asks for everything; refusals are kept for the end, so that what was found is still printed. */
function* askAll(
  invocation: Invocation,
  session: Session,
  wanted: WantedAll,
  table: boolean,
): Task<{ answers: { wanted: Wanted; body: unknown }[]; errors: Error[] }> {
  const answers: { wanted: Wanted; body: unknown }[] = [];
  const errors: Error[] = [];
  const forgiving = invocation.flags.bool('ignore-not-found');
  for (const one of wanted.requests) {
    try {
      const wholeObjects = table && invocation.flags.string('sort-by') !== '';
      answers.push({ wanted: one, body: yield* ask(session, one, wanted.selectors, { table, wholeObjects }) });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      if (!(forgiving && error.reason === 'NotFound')) errors.push(error);
    }
  }
  return { answers, errors };
}

function* raw(invocation: Invocation): Task<number> {
  const session = yield* invocation.session();
  const target = invocation.flags.string('raw');
  const [path, text = ''] = target.split('?');
  const query = Object.fromEntries(
    text
      .split('&')
      .filter(Boolean)
      .map((pair) => {
        const [name, value = ''] = pair.split('=');
        return [name, decodeURIComponent(value)];
      }),
  );
  const body = yield* session.json('GET', path, { query, accept: 'application/json, */*' });
  yield* invocation.print(
    typeof body === 'string'
      ? body
      : body instanceof Uint8Array
        ? new TextDecoder().decode(body)
        : path === '/version' // the one answer the server writes for people
          ? JSON.stringify(body, undefined, 2)
          : `${JSON.stringify(body)}\n`,
  );
  return 0;
}

// ——— objects ———

function* printObjects(
  invocation: Invocation,
  session: Session,
  wanted: WantedAll,
  printer: ObjectPrinter,
): Task<number> {
  const { answers, errors } = yield* askAll(invocation, session, wanted, false);
  const isSingle = wanted.requests.length === 1 && wanted.requests[0].name !== undefined;
  let items = answers.flatMap(({ body, wanted: one }) =>
    one.name === undefined ? itemsOf(body as AnyList) : [body as AnyObject],
  );
  const sortBy = invocation.flags.string('sort-by');
  if (sortBy !== '') items = sortedBy(items, sortBy, (item) => item) ?? items;
  if (isSingle && items.length === 1) yield* invocation.print(printer.print(items[0]));
  else if (!isSingle && !(items.length === 0 && errors.length > 0)) {
    const list = { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } };
    yield* invocation.print(printer.print(list));
  }
  throwAll(errors);
  return 0;
}

// ——— tables ———

interface Row {
  readonly resource: Resource;
  readonly table: ServerTable;
}

function* printTables(invocation: Invocation, session: Session, wanted: WantedAll): Task<number> {
  const { answers, errors } = yield* askAll(invocation, session, wanted, true);
  const sortBy = invocation.flags.string('sort-by');
  let rows: Row[] = answers.flatMap(({ wanted: { resource }, body }) => {
    if (!isTable(body)) return [];
    return body.rows.map((row) => ({ resource, table: { ...body, rows: [row] } }));
  });
  if (sortBy !== '' && rows.length > 0) rows = sortedBy(rows, sortBy, (row) => row.table.rows[0].object) ?? [];
  let printed = false;
  for (const group of groupsOf(rows)) {
    const table: ServerTable = { ...group[0].table, rows: group.flatMap((row) => row.table.rows) };
    const options = tableOptions(invocation, wanted, group[0].resource);
    if (printed) yield* invocation.print('\n');
    yield* invocation.print(new ColumnWidths().pad(tableRows(table, options)));
    printed = true;
  }
  if (!printed && errors.length === 0) yield* sayNothingFound(invocation, wanted);
  throwAll(errors);
  return 0;
}

/** Neighbours of one type share a table. */
function groupsOf(rows: readonly Row[]): Row[][] {
  const groups: Row[][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last && qualified(last[0].resource) === qualified(row.resource)) last.push(row);
    else groups.push([row]);
  }
  return groups;
}

function tableOptions(invocation: Invocation, wanted: WantedAll, resource: Resource): TableOptions {
  const { flags } = invocation;
  return {
    wide: flags.string('output') === 'wide',
    noHeaders: flags.bool('no-headers'),
    withNamespace: flags.bool('all-namespaces') && resource.namespaced,
    showLabels: flags.bool('show-labels'),
    labelColumns: flags.list('label-columns'),
    kindPrefix: wanted.severalTypes || flags.bool('show-kind') ? singularOf(resource) : undefined,
  };
}

function* sayNothingFound(invocation: Invocation, wanted: WantedAll): Task<void> {
  if (invocation.flags.bool('ignore-not-found')) return;
  const isNamespaced = wanted.requests.every((one) => one.resource.namespaced);
  const everywhere = invocation.flags.bool('all-namespaces') || !isNamespaced;
  yield* invocation.process.complain(
    everywhere ? 'No resources found\n' : `No resources found in ${invocation.namespace} namespace.\n`,
  );
}

// ——— watching ———

function* follow(
  invocation: Invocation,
  session: Session,
  wanted: WantedAll,
  printer: ObjectPrinter | undefined,
): Task<number> {
  if (wanted.requests.length !== 1) {
    throw new KubectlError('you may only specify a single resource type');
  }
  const [one] = wanted.requests;
  const show = eventPrinter(invocation, wanted, one.resource, printer);
  let version = '0';
  if (!invocation.flags.bool('watch-only')) {
    const body = yield* ask(session, one, wanted.selectors, { table: !printer });
    version = versionOf(body);
    yield* show.initial(body, one.name === undefined);
  } else version = versionOf(yield* ask(session, one, wanted.selectors, { table: false }));
  const response = yield* openWatch(session, one, wanted.selectors, version, !printer);
  const { stream } = response;
  if (!stream) return 0;
  try {
    for (;;) {
      const event = (yield* wait(stream.receive('watch event'))) as WatchEvent | undefined;
      if (!event) return 0;
      if (event.type === 'BOOKMARK') continue;
      yield* show.event(event.type, event.object);
    }
  } finally {
    stream.abandon();
  }
}

function* openWatch(
  session: Session,
  one: Wanted,
  selectors: Selectors,
  version: string,
  table: boolean,
): Task<HttpResponse> {
  const fields = one.name === undefined ? selectors.fields : `metadata.name=${one.name}`;
  return yield* session.request('GET', pathOf(one.resource, one.namespace), {
    accept: table ? TABLE : 'application/json',
    query: { ...selectorQuery({ labels: selectors.labels, fields }), resourceVersion: version, watch: 'true' },
  });
}

function versionOf(body: unknown): string {
  const metadata = isObject(body) && isObject(body.metadata) ? body.metadata : {};
  return typeof metadata.resourceVersion === 'string' ? metadata.resourceVersion : '0';
}

interface EventPrinter {
  initial(body: unknown, isList: boolean): Task<void>;
  event(type: string, object: unknown): Task<void>;
}

function eventPrinter(
  invocation: Invocation,
  wanted: WantedAll,
  resource: Resource,
  printer: ObjectPrinter | undefined,
): EventPrinter {
  const withEvents = invocation.flags.bool('output-watch-events');
  if (printer) {
    const print = (type: string, object: unknown) =>
      invocation.print(printer.print(withEvents ? { type, object } : object));
    return {
      *initial(body, isList) {
        for (const item of isList ? itemsOf(body as AnyList) : [body]) yield* print('ADDED', item);
      },
      event: print,
    };
  }
  const widths = new ColumnWidths();
  let hasHeader = invocation.flags.bool('no-headers');
  const show = function* (type: string, table: unknown): Task<void> {
    if (!isTable(table) || table.rows.length === 0) return;
    const rows = tableRows(table, { ...tableOptions(invocation, wanted, resource), noHeaders: hasHeader });
    const shown = withEvents ? rows.map((row, at) => [at === 0 && !hasHeader ? 'EVENT' : type, ...row]) : rows;
    hasHeader = true;
    yield* invocation.print(widths.pad(shown));
  };
  return { initial: (body) => show('ADDED', body), event: show };
}
