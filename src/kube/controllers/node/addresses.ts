// Gives every node its range of pod addresses: 10.244.0.0/16 → 10.244.0.0/24, 10.244.1.0/24, ... Models
// pkg/controller/nodeipam's range allocator.

import type { Task } from '../../../sim/task.ts';
import { referenceTo } from '../../client/events.ts';
import { NODE } from '../../objects/node.ts';
import type { Node } from '../../objects/types/node.ts';
import type { Controller } from '../controller.ts';
import type { Workplace } from '../run.ts';

/** `clusterCidr`: `10.244.0.0/16`; `maskSize`: 24. */
export function nodeAddressController(workplace: Workplace, clusterCidr: string, maskSize = 24): Controller {
  const nodes = workplace.informers.of(NODE);
  const [base, prefix] = clusterCidr.split('/');
  const first = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - maskSize);
  const count = 2 ** (maskSize - Number(prefix));
  /** Given out, but not yet seen in the cache. */
  const given = new Map<string, string>();

  return {
    name: 'node-ipam-controller',
    watches: [{ kind: NODE, keys: (node: Node) => (node.spec.podCIDR ? [] : [node.metadata.name]) }],
    *reconcile(name): Task<undefined> {
      const node = nodes.get(name);
      if (!node || node.spec.podCIDR || node.metadata.deletionTimestamp) {
        given.delete(name);
        return undefined;
      }
      const taken = new Set(given.values());
      for (const { spec } of nodes.values()) if (spec.podCIDR) taken.add(spec.podCIDR);
      const range = free(taken);
      if (!range) {
        const message = `Node ${name} status is now: CIDRNotAvailable`;
        workplace.events('cidrAllocator').event(referenceTo(NODE, node), 'Normal', 'CIDRNotAvailable', message);
        return undefined;
      }
      given.set(name, range);
      const body = { spec: { podCIDR: range, podCIDRs: [range] } };
      yield* workplace.client.patch(NODE, name, undefined, 'application/merge-patch+json', body);
      return undefined;
    },
  };

  function free(taken: ReadonlySet<string>): string | undefined {
    for (let at = 0; at < count; at++) {
      const address = first + at * size;
      const parts = [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256);
      const range = `${parts.join('.')}/${maskSize}`;
      if (!taken.has(range)) return range;
    }
    return undefined;
  }
}
