// kubectl events: what happened, oldest first.

import { ageOf } from '../describe/events.ts';
import { KubectlError, NotSimulated } from '../errors.ts';
import { printerFor } from '../print/objects.ts';
import { ColumnWidths } from '../print/table.ts';
import { type AnyList, textOf } from '../resources/objects.ts';
import { PRINTING, type Verb } from './verb.ts';

export const events: Verb = {
  name: 'events',
  flags: [...PRINTING, 'all-namespaces', 'chunk-size', 'for', 'no-headers', 'types', 'watch'],
  *run(invocation) {
    const { flags } = invocation;
    if (flags.bool('watch')) throw new NotSimulated('kubectl events --watch');
    const everywhere = flags.bool('all-namespaces');
    const types = flags.list('types').map((type) => type.toLowerCase());
    if (types.some((type) => type !== 'normal' && type !== 'warning')) {
      throw new KubectlError('valid --types are Normal or Warning');
    }
    const printer = yield* printerFor(invocation);
    const session = yield* invocation.session();
    let fieldSelector: string | undefined;
    const about = flags.string('for');
    if (about !== '') {
      const [type, name] = about.split('/');
      if (!name) throw new KubectlError('--for must be in resource/name form');
      const [resource] = yield* session.discovery.named(type);
      fieldSelector = `involvedObject.kind=${resource.kind},involvedObject.name=${name}`;
    }
    const path = everywhere ? '/api/v1/events' : `/api/v1/namespaces/${invocation.namespace}/events`;
    const list = (yield* session.json('GET', path, { query: { fieldSelector, limit: '500' } })) as AnyList;
    const time = (one: unknown) =>
      textOf(one, 'series', 'lastObservedTime') || textOf(one, 'lastTimestamp') || textOf(one, 'eventTime');
    const items = list.items
      .filter((one) => types.length === 0 || types.includes(textOf(one, 'type').toLowerCase()))
      .sort((a, b) => (time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : 0));
    if (printer) {
      yield* invocation.print(printer.print({ ...list, items }));
      return 0;
    }
    if (items.length === 0) {
      yield* invocation.process.complain(
        everywhere ? 'No events found.\n' : `No events found in ${invocation.namespace} namespace.\n`,
      );
      return 0;
    }
    const rows = items.map((one) => {
      const object = `${textOf(one, 'involvedObject', 'kind')}/${textOf(one, 'involvedObject', 'name')}`;
      const cells = [
        ageOf(one, invocation.now),
        textOf(one, 'type'),
        textOf(one, 'reason'),
        object,
        textOf(one, 'message').trim(),
      ];
      return everywhere ? [one.metadata.namespace ?? '', ...cells] : cells;
    });
    if (!flags.bool('no-headers')) {
      rows.unshift([...(everywhere ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']);
    }
    yield* invocation.print(new ColumnWidths().pad(rows));
    return 0;
  },
};
