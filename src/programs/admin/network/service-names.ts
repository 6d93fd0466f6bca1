// Names of ports, as /etc/services has them: `22/tcp` → `ssh`.

export const SERVICE_NAMES: ReadonlyMap<string, string> = new Map([
  ['22/tcp', 'ssh'],
  ['25/tcp', 'smtp'],
  ['53/tcp', 'domain'],
  ['53/udp', 'domain'],
  ['68/udp', 'bootpc'],
  ['80/tcp', 'http'],
  ['123/udp', 'ntp'],
  ['443/tcp', 'https'],
  ['623/udp', 'asf-rmcp'],
  ['8080/tcp', 'http-alt'],
]);
