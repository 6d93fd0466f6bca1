// How a program in a pod finds its API server: the service's address from the environment, the token and the
// authority from the service account volume. Models client-go's rest.InClusterConfig.

import type { Process } from '../../linux/host/process.ts';
import type { ClientConfiguration } from './kubeconfig.ts';

const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** undefined outside of a pod. */
export function inClusterConfiguration({ environment, files }: Process): ClientConfiguration | undefined {
  const host = environment.get('KUBERNETES_SERVICE_HOST');
  const port = environment.get('KUBERNETES_SERVICE_PORT');
  if (!host || !port || !files.exists(`${ACCOUNT}/token`)) return undefined;
  const text = (name: string) =>
    files.exists(`${ACCOUNT}/${name}`) ? files.readText(`${ACCOUNT}/${name}`) : undefined;
  return {
    server: `https://${host}:${port}`,
    namespace: text('namespace'),
    credentials: () => ({ tls: { authorities: text('ca.crt') }, token: text('token')?.trim() }),
  };
}
