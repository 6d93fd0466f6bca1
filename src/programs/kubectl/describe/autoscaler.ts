// kubectl describe of a horizontal pod autoscaler.

import { type AnyObject, fieldOf, isObject, listOf, numberOf, textOf } from '../resources/objects.ts';
import type { Describe } from './describer.ts';
import { head } from './head.ts';
import { longTime, type Report } from './report.ts';

export const describeAutoscaler: Describe = function* (report, autoscaler) {
  head(report, autoscaler);
  report.field('CreationTimestamp', longTime(autoscaler.metadata.creationTimestamp));
  const target = fieldOf(autoscaler, 'spec', 'scaleTargetRef');
  report.field('Reference', `${textOf(target, 'kind')}/${textOf(target, 'name')}`);
  report.field('Metrics', '( current / target )');
  const now = listOf(autoscaler, 'status', 'currentMetrics');
  for (const [at, metric] of listOf(autoscaler, 'spec', 'metrics').entries()) metricLine(report, metric, now[at]);
  report.field('Min replicas', textOf(autoscaler, 'spec', 'minReplicas') || '<unset>');
  report.field('Max replicas', numberOf(autoscaler, 'spec', 'maxReplicas'));
  const behavior = fieldOf(autoscaler, 'spec', 'behavior');
  if (isObject(behavior)) {
    report.line(0, 'Behavior:');
    rulesLines(report, 'Scale Up', behavior.scaleUp);
    rulesLines(report, 'Scale Down', behavior.scaleDown);
  }
  const status = (field: string) => numberOf(autoscaler, 'status', field);
  report.field(
    `${textOf(target, 'kind')} pods`,
    `${status('currentReplicas')} current / ${status('desiredReplicas')} desired`,
  );
  conditionLines(report, autoscaler);
};

function metricLine(report: Report, metric: Record<string, unknown>, now: unknown): void {
  const type = textOf(metric, 'type');
  const source = `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
  const spec = fieldOf(metric, source);
  const target = fieldOf(spec, 'target');
  const current = fieldOf(now, source, 'current');
  const share = textOf(target, 'averageUtilization');
  const average = textOf(target, 'averageValue');
  const known = (field: string) => textOf(current, field) || '<unknown>';
  const name = textOf(spec, 'metric', 'name');
  const isAverage = textOf(target, 'type') === 'AverageValue';
  const amounts = isAverage
    ? `${known('averageValue')} / ${average}`
    : `${known('value')} / ${textOf(target, 'value')}`;
  switch (type) {
    case 'Pods':
      report.line(1, `"${name}" on pods:\t${known('averageValue')} / ${average}`);
      break;
    case 'Object': {
      const object = fieldOf(spec, 'describedObject');
      const place = `on ${textOf(object, 'kind')}/${textOf(object, 'name')}`;
      report.line(1, `"${name}" ${place} ${isAverage ? '(target average value)' : '(target value)'}:\t${amounts}`);
      break;
    }
    case 'External':
      report.line(1, `"${name}" ${isAverage ? '(target average value)' : '(target value)'}:\t${amounts}`);
      break;
    case 'Resource':
    case 'ContainerResource': {
      const container =
        type === 'ContainerResource' ? ` of container ${JSON.stringify(textOf(spec, 'container'))}` : '';
      const title = `resource ${textOf(spec, 'name')}${container} on pods`;
      if (average !== '') report.line(1, `${title}:\t${known('averageValue')} / ${average}`);
      else {
        const value = textOf(current, 'averageUtilization');
        const used = value === '' ? '<unknown>' : `${value}% (${textOf(current, 'averageValue')})`;
        report.line(1, `${title}  (as a percentage of request):\t${used} / ${share === '' ? '<auto>' : `${share}%`}`);
      }
      break;
    }
    default:
      report.line(1, `<unknown metric type ${JSON.stringify(type)}>`);
  }
}

function rulesLines(report: Report, title: string, rules: unknown): void {
  if (!isObject(rules)) return;
  report.line(1, `${title}:`);
  const window = textOf(rules, 'stabilizationWindowSeconds');
  if (window !== '') report.line(2, `Stabilization Window: ${window} seconds`);
  const policies = listOf(rules, 'policies');
  if (policies.length === 0) return;
  report.line(2, `Select Policy: ${textOf(rules, 'selectPolicy') || 'Max'}`);
  report.line(2, 'Policies:');
  for (const policy of policies) {
    report.line(
      3,
      `- Type: ${textOf(policy, 'type')}\tValue: ${numberOf(policy, 'value')}\tPeriod: ${numberOf(policy, 'periodSeconds')} seconds`,
    );
  }
}

function conditionLines(report: Report, autoscaler: AnyObject): void {
  const conditions = listOf(autoscaler, 'status', 'conditions');
  if (conditions.length === 0) return;
  report.line(0, 'Conditions:');
  report.line(1, 'Type\tStatus\tReason\tMessage');
  report.line(1, '----\t------\t------\t-------');
  for (const one of conditions) {
    report.line(1, [one.type, one.status, textOf(one, 'reason'), textOf(one, 'message')].join('\t'));
  }
}
