import { expect, it } from 'vitest';
import { addressIn, cidrContains, cidrSize, formatCidr, parseCidr, subnet } from '../../src/base/cidr.ts';

const pods = parseCidr('10.244.0.0/16')!;

it('a network knows its addresses', () => {
  expect(cidrSize(pods)).toBe(65_536);
  expect(addressIn(pods, 258)).toBe('10.244.1.2');
  expect(cidrContains(pods, '10.244.255.255')).toBe(true);
  expect(cidrContains(pods, '10.245.0.0')).toBe(false);
  expect(formatCidr(parseCidr('192.168.255.7/24')!)).toBe('192.168.255.0/24');
});

it('a network is cut into smaller ones until it ends', () => {
  expect(formatCidr(subnet(pods, 24, 2)!)).toBe('10.244.2.0/24');
  expect(formatCidr(subnet(pods, 24, 255)!)).toBe('10.244.255.0/24');
  expect(subnet(pods, 24, 256)).toBeUndefined();
});

it.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.256/8', '10.0.0.0/08', 'banana/8', '10.0.0.0/8/9'])(
  '%s is no network',
  (text) => {
    expect(parseCidr(text)).toBeUndefined();
  },
);
