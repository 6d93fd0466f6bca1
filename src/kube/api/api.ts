// The API server's one entrance. Everybody comes in here: simulated programs through the network,
// controllers and kubelets through the same, a real kubectl through serve/.

import type { HttpRequest, HttpResponse } from '../../linux/net/http.ts';
import type { Task } from '../../sim/task.ts';

/** Who asks, once authenticated. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

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
