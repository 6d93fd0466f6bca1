// flanneld: learns the node's part of the pod network from the API, writes it where the CNI plugin looks, and
// tells the node that it has a network.

import { formatTime } from '../../../base/duration.ts';
import { ConnectionError, StatusError } from '../../../kube/client/client.ts';
import { connect } from '../../../kube/client/connection.ts';
import { inClusterConfiguration } from '../../../kube/client/in-cluster.ts';
import { NODE } from '../../../kube/objects/node.ts';
import { POD } from '../../../kube/objects/pod.ts';
import type { Process, Program } from '../../../linux/host/process.ts';
import type { FilterRules } from '../../../linux/net/packet-filter.ts';
import type { Millis } from '../../../sim/simulation.ts';
import type { Task } from '../../../sim/task.ts';
import { untilSignal } from './service.ts';

const SUBNET = '/run/flannel/subnet.env';

export const flanneld: Program = function* (process): Task<number> {
  process.memory = 24 * 2 ** 20;
  const say = (text: string) => {
    const time = new Date(process.simulation.epoch + process.simulation.now).toISOString();
    const stamp = `I${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 23)}000`;
    return process.complain(`${stamp} ${String(process.pid).padStart(7)} ${text}\n`);
  };
  const configuration = inClusterConfiguration(process);
  if (!configuration) {
    yield* process.complain(
      'Failed to create SubnetManager: fail to create kubernetes config: unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined\n',
    );
    return 1;
  }
  const client = connect(process, configuration, { timeout: 30_000, userAgent: 'flanneld' });
  const podName = process.environment.get('POD_NAME') ?? '';
  const namespace = process.environment.get('POD_NAMESPACE') ?? '';
  const settings = JSON.parse(process.files.readText('/etc/kube-flannel/net-conf.json')) as { Network: string };
  try {
    const pod = yield* patiently(process, () => client.get(POD, podName, namespace));
    const node = yield* client.get(NODE, pod.spec.nodeName ?? '');
    const { podCIDR } = node.spec;
    if (!podCIDR) {
      yield* say(
        `main.go:359] Error registering network: failed to acquire lease: node "${node.metadata.name}" pod cidr not assigned`,
      );
      return 1;
    }
    const gateway = podCIDR.replace(/\.0\//, '.1/');
    process.files.makeDirectory('/run/flannel', { recursive: true });
    process.files.writeFile(
      SUBNET,
      `FLANNEL_NETWORK=${settings.Network}\nFLANNEL_SUBNET=${gateway}\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n`,
    );
    yield* say(`main.go:478] Wrote subnet file to ${SUBNET}`);
    process.network.filterRules.set('flanneld', () => flannelChains(settings.Network, podCIDR));
    yield* say('main.go:482] Running backend.');
    const now = formatTime(process.simulation.epoch + process.simulation.now);
    const condition = {
      type: 'NetworkUnavailable',
      status: 'False',
      reason: 'FlannelIsUp',
      message: 'Flannel is running on this node',
      lastTransitionTime: now,
      lastHeartbeatTime: now,
    };
    const address = process.host.network.address;
    const annotations = {
      'flannel.alpha.coreos.com/backend-data': `{"VNI":1,"VtepMAC":"${macOf(address)}"}`,
      'flannel.alpha.coreos.com/backend-type': 'vxlan',
      'flannel.alpha.coreos.com/kube-subnet-manager': 'true',
      'flannel.alpha.coreos.com/public-ip': address,
    };
    const type = 'application/strategic-merge-patch+json';
    const patch = { metadata: { annotations }, status: { conditions: [condition] } };
    yield* client.patch(NODE, node.metadata.name, undefined, type, patch, 'status');
  } catch (error) {
    if (!(error instanceof ConnectionError || error instanceof StatusError)) throw error;
    yield* say(
      `main.go:251] Failed to create SubnetManager: error retrieving pod spec for '${namespace}/${podName}': ${error.message}`,
    );
    return 1;
  }
  yield* untilSignal(process, 'SIGTERM', 'SIGINT');
  yield* say('main.go:418] shutdownHandler sent cancel signal...');
  yield* say('main.go:511] Exiting cleanly...');
  return 0;
};

const macOf = (address: string): string =>
  ['da', 'be', ...address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))].join(':');

/** Pods may be forwarded to, and leave the pod network under their node's address. */
function flannelChains(network: string, subnet: string): FilterRules {
  const masquerade = '-m comment --comment "flanneld masq" -j';
  const forward = '-m comment --comment "flanneld forward" -j ACCEPT';
  return {
    nat: {
      chains: ['FLANNEL-POSTRTG'],
      rules: [
        `-A POSTROUTING ${masquerade} FLANNEL-POSTRTG`,
        `-A FLANNEL-POSTRTG -m mark --mark 0x4000/0x4000 ${masquerade} RETURN`,
        `-A FLANNEL-POSTRTG -s ${subnet} -d ${network} ${masquerade} RETURN`,
        `-A FLANNEL-POSTRTG -s ${network} -d ${subnet} ${masquerade} RETURN`,
        `-A FLANNEL-POSTRTG ! -s ${network} -d ${subnet} ${masquerade} RETURN`,
        `-A FLANNEL-POSTRTG -s ${network} ! -d 224.0.0.0/4 ${masquerade} MASQUERADE --random-fully`,
        `-A FLANNEL-POSTRTG ! -s ${network} -d ${network} ${masquerade} MASQUERADE --random-fully`,
      ],
    },
    filter: {
      chains: ['FLANNEL-FWD'],
      rules: [
        '-A FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD',
        `-A FLANNEL-FWD -s ${network} ${forward}`,
        `-A FLANNEL-FWD -d ${network} ${forward}`,
      ],
    },
  };
}

const PATIENCE: Millis = 30_000;

/** The service address works once kube-proxy has set its rules, which starts at the same time. */
function* patiently<T>(process: Process, request: () => Task<T>): Task<T> {
  const { simulation } = process;
  const until = simulation.now + PATIENCE;
  for (;;) {
    try {
      return yield* request();
    } catch (error) {
      if (!(error instanceof ConnectionError) || simulation.now >= until) throw error;
    }
    yield* process.sleep(500);
  }
}
