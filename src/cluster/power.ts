// The management controller of every machine (a BMC): a small computer with an address of its own that can
// switch the big one on and off, whatever runs on it. `ipmitool` talks to it.

import type { Host } from '../linux/host/host.ts';
import { NetworkStack } from '../linux/net/stack.ts';
import { POWER_CONTROL } from '../programs/admin/ipmitool.ts';

/** How long a machine takes from the button to the boot loader. */
const SELF_TEST = 4_000;

/** Puts a controller for `host` on the network, at `address`. */
export function installPowerControl(host: Host, address: string): void {
  const stack = new NetworkStack(host.network.fabric, address);
  const on = () => {
    if (!host.isOn) host.simulation.schedule(SELF_TEST, `power on ${host.name}`, () => !host.isOn && host.powerOn());
  };
  stack.listen({
    address,
    port: 623,
    transport: 'udp',
    application: POWER_CONTROL,
    accept: () => ({
      isOn: () => host.isOn,
      on,
      off: () => host.powerOff(),
      reset: () => {
        host.powerOff();
        on();
      },
    }),
  });
}
