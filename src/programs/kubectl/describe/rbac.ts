// kubectl describe of roles and bindings.

import { ruleRows, rulesOf } from '../rbac/rules.ts';
import { type AnyObject, listOf, textOf } from '../resources/objects.ts';
import type { Describe } from './describer.ts';
import type { Report } from './report.ts';

function head(report: Report, object: AnyObject): void {
  report.field('Name', object.metadata.name);
  report.labels('Labels', object.metadata.labels ?? {});
  report.annotations('Annotations', object.metadata.annotations ?? {});
}

// biome-ignore lint/correctness/useYield: describers share one shape, and some ask for more
export const describeRole: Describe = function* (report, role) {
  head(report, role);
  report.line(0, 'PolicyRule:');
  report.line(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs');
  report.line(1, '---------\t-----------------\t--------------\t-----');
  for (const row of ruleRows(rulesOf(role))) report.line(1, row.join('\t'));
};

export const describeBinding: Describe = function* (report, binding) {
  head(report, binding);
  report.line(0, 'Role:');
  report.line(1, `Kind:\t${textOf(binding, 'roleRef', 'kind')}`);
  report.line(1, `Name:\t${textOf(binding, 'roleRef', 'name')}`);
  report.line(0, 'Subjects:');
  report.line(1, 'Kind\tName\tNamespace');
  report.line(1, '----\t----\t---------');
  for (const subject of listOf(binding, 'subjects')) {
    report.line(1, ['kind', 'name', 'namespace'].map((field) => textOf(subject, field)).join('\t'));
  }
};
