// Which machines a world has. A topology is data: three are built in, a YAML file can name another.

import { z } from 'zod';
import { isQuantity, quantityValue } from '../base/quantity.ts';

const label = z.record(z.string(), z.string());

const hostSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'a host name has lower-case letters, digits and dashes'),
  role: z.enum(['control-plane', 'worker', 'plain']).default('worker'),
  cpus: z.number().int().min(1).max(512).default(2),
  /** A quantity: `4Gi`. */
  memory: z.string().default('4Gi'),
  disk: z.string().default('40Gi'),
  address: z.ipv4().optional(),
  labels: label.default({}),
  taints: z
    .array(
      z.strictObject({
        key: z.string(),
        value: z.string().optional(),
        effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
      }),
    )
    .default([]),
  /** Other names that `ssh` on every host knows it by. */
  aliases: z.array(z.string()).default([]),
});

export const topologySchema = z
  .strictObject({ hosts: z.array(hostSchema).min(1, 'a topology needs at least one host').max(200) })
  .superRefine((topology, context) => {
    const seen = new Set<string>();
    for (const [at, host] of topology.hosts.entries()) {
      for (const name of [host.name, ...host.aliases, ...(host.address ? [host.address] : [])]) {
        if (seen.has(name))
          context.addIssue({ code: 'custom', path: ['hosts', at], message: `"${name}" is used twice` });
        seen.add(name);
      }
      for (const field of ['memory', 'disk'] as const) {
        if (bytesOf(host[field]) === undefined) {
          context.addIssue({
            code: 'custom',
            path: ['hosts', at, field],
            message: `"${host[field]}" is no size such as 4Gi`,
          });
        }
      }
    }
    const workers = topology.hosts.some((host) => host.role === 'worker');
    const controlPlanes = topology.hosts.filter((host) => host.role === 'control-plane').length;
    if (workers && controlPlanes === 0) {
      context.addIssue({ code: 'custom', path: ['hosts'], message: 'workers need a host with role control-plane' });
    }
    if (controlPlanes > 1) {
      context.addIssue({ code: 'custom', path: ['hosts'], message: 'not simulated: more than one control-plane host' });
    }
  });

export type Topology = z.infer<typeof topologySchema>;
export type HostPlan = Topology['hosts'][number];

/** Whole bytes of a quantity; undefined when it is none, or not positive. */
export function bytesOf(quantity: string): number | undefined {
  const bytes = isQuantity(quantity) ? quantityValue(quantity) : 0;
  return bytes > 0 ? bytes : undefined;
}

const builtin = (hosts: z.input<typeof hostSchema>[]): Topology => topologySchema.parse({ hosts });

const CONTROL_PLANE = { name: 'controlplane', role: 'control-plane' } as const;

export const TOPOLOGIES: Readonly<Record<string, Topology>> = {
  'one-node': builtin([{ ...CONTROL_PLANE, taints: [] }]),
  'one-worker': builtin([CONTROL_PLANE, { name: 'node01' }]),
  'two-workers': builtin([CONTROL_PLANE, { name: 'node01' }, { name: 'node02' }]),
  'plain-host': builtin([{ name: 'host01', role: 'plain' }]),
};

export const DEFAULT_TOPOLOGY = 'two-workers';
