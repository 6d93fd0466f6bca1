// The API server's one entrance. Everybody comes in here: simulated programs through the network,
// controllers and kubelets through the same, a real kubectl through serve/.

import type { HttpRequest, HttpResponse } from '../../linux/net/http.ts';
import type { TlsIdentity } from '../../linux/net/tls.ts';
import type { Task } from '../../sim/task.ts';

/** Who asks, once authenticated. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
  /** What the authenticator adds, e.g. which certificate it was. */
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** Common name and organizations of a client certificate are a user and its groups. */
export const userOfCertificate = ({ commonName, organizations, fingerprint }: TlsIdentity): User => ({
  name: commonName,
  groups: organizations,
  extra: { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${fingerprint}`] },
});

export interface ApiRequest extends HttpRequest {
  /** From the client certificate; undefined: the bearer token decides, or anonymous. */
  readonly user?: User;
  /** False once the asker's machine is gone: its watches are dropped. Missing: it stays. */
  readonly connected?: () => boolean;
}

export type ApiResponse = HttpResponse;

export interface ApiServer {
  /** Ordinary requests never yield, so read-then-write is atomic. A watch answers with `stream` of WatchEvent. */
  handle(request: ApiRequest): Task<ApiResponse>;
}
