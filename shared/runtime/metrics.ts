import { Metrics } from '@aws-lambda-powertools/metrics';

/** Metrics of all functions, written to the log in CloudWatch's embedded metric format. */
export const metrics = new Metrics({ namespace: 'EcrSteward', serviceName: 'ecr-steward' });

/** Adds counts to the metrics of this invocation; they are written when it ends. */
export function count(counts: Record<string, number>): void {
  for (const [name, value] of Object.entries(counts)) metrics.addMetric(name, 'Count', value);
}
