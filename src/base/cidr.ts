// IPv4 addresses and networks: `10.244.0.0/16`, what lies in them and how they are cut into smaller ones.

/** Network address as an unsigned number, host bits zero. */
export interface Cidr {
  readonly network: number;
  readonly prefix: number;
}

/** `10.96.0.10` → 174063626; undefined for what is no IPv4 address. */
export function parseIPv4(text: string): number | undefined {
  if (!/^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}$/.test(text)) return undefined;
  const parts = text.split('.').map(Number);
  if (parts.some((part) => part > 255)) return undefined;
  return parts.reduce((address, part) => address * 256 + part, 0);
}

export function formatIPv4(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

/** Host bits are cleared: `10.0.0.7/24` is the network `10.0.0.0/24`. */
export function parseCidr(text: string): Cidr | undefined {
  const [base, bits, ...rest] = text.split('/');
  const address = parseIPv4(base);
  if (address === undefined || rest.length > 0 || !/^(0|[1-9]\d?)$/.test(bits ?? '') || Number(bits) > 32)
    return undefined;
  const prefix = Number(bits);
  return { network: address - (address % 2 ** (32 - prefix)), prefix };
}

export const formatCidr = ({ network, prefix }: Cidr): string => `${formatIPv4(network)}/${prefix}`;

/** How many addresses, the first and last included. */
export const cidrSize = ({ prefix }: Cidr): number => 2 ** (32 - prefix);

export function cidrContains(cidr: Cidr, address: string | number): boolean {
  const number = typeof address === 'number' ? address : parseIPv4(address);
  return number !== undefined && number >= cidr.network && number < cidr.network + cidrSize(cidr);
}

/** `addressIn(10.96.0.0/12, 10)` → `10.96.0.10`. */
export const addressIn = ({ network }: Cidr, index: number): string => formatIPv4(network + index);

/** The `index`th network of `prefix` bits inside: `subnet(10.244.0.0/16, 24, 2)` → 10.244.2.0/24. Undefined beyond the last. */
export function subnet(cidr: Cidr, prefix: number, index: number): Cidr | undefined {
  const network = cidr.network + index * 2 ** (32 - prefix);
  return prefix >= cidr.prefix && cidrContains(cidr, network) ? { network, prefix } : undefined;
}
