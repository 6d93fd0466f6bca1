// Descriptions of Endpoints and EndpointSlices.

import { fieldOf, listOf, stringsOf, textOf } from '../resources/objects.ts';
import type { Describe } from './describer.ts';
import { head } from './head.ts';
import { orNone, type Report } from './report.ts';

export const describeEndpoints: Describe = function* (report, endpoints) {
  head(report, endpoints);
  report.line(0, 'Subsets:');
  for (const subset of listOf(endpoints, 'subsets')) {
    const addresses = (field: string) =>
      orNone(
        listOf(subset, field)
          .map((one) => textOf(one, 'ip'))
          .join(','),
      );
    report.line(1, `Addresses:\t${addresses('addresses')}`);
    report.line(1, `NotReadyAddresses:\t${addresses('notReadyAddresses')}`);
    const ports = listOf(subset, 'ports');
    if (ports.length > 0) {
      report.line(1, 'Ports:');
      portTable(report, 2, ports);
    }
    report.line(0, '');
  }
};

// biome-ignore lint/correctness/useYield: everything is in the object
export const describeEndpointSlice: Describe = function* (report, slice) {
  head(report, slice);
  report.line(0, `AddressType:\t${textOf(slice, 'addressType')}`);
  const ports = listOf(slice, 'ports');
  report.line(0, ports.length === 0 ? 'Ports: <unset>' : 'Ports:');
  if (ports.length > 0) portTable(report, 1, ports);
  const endpoints = listOf(slice, 'endpoints');
  report.line(0, endpoints.length === 0 ? 'Endpoints: <none>' : 'Endpoints:');
  for (const endpoint of endpoints) {
    report.line(1, `- Addresses:\t${orNone(stringsOf(endpoint, 'addresses').join(','))}`);
    report.line(2, 'Conditions:');
    report.line(3, `Ready:\t${fieldOf(endpoint, 'conditions', 'ready') ?? UNSET}`);
    report.line(2, `Hostname:\t${textOf(endpoint, 'hostname') || UNSET}`);
    const target = fieldOf(endpoint, 'targetRef');
    if (target) report.line(2, `TargetRef:\t${textOf(target, 'kind')}/${textOf(target, 'name')}`);
    report.line(2, `NodeName:\t${textOf(endpoint, 'nodeName') || UNSET}`);
    report.line(2, `Zone:\t${textOf(endpoint, 'zone') || UNSET}`);
  }
};

const UNSET = '<unset>';

function portTable(report: Report, level: number, ports: readonly Record<string, unknown>[]): void {
  report.line(level, 'Name\tPort\tProtocol');
  report.line(level, '----\t----\t--------');
  for (const port of ports) {
    report.line(
      level,
      `${textOf(port, 'name') || UNSET}\t${textOf(port, 'port') || UNSET}\t${textOf(port, 'protocol')}`,
    );
  }
}
