import { Metrics } from '@aws-lambda-powertools/metrics';

const settings = { namespace: 'EcrSteward', serviceName: 'ecr-steward' };

/** The metrics of all functions, in CloudWatch's embedded metric format. */
export const metrics = new Metrics(settings);

/**
 * Adds to the metrics of this invocation, which are written when it ends. A zero is not written: CloudWatch bills a
 * metric for each hour in which it is reported, and most scheduled runs of most stacks find nothing.
 */
export function count(counts: Record<string, number>): void {
  for (const [name, value] of Object.entries(counts)) {
    if (value !== 0) metrics.addMetric(name, 'Count', value);
  }
}

export type Measure = [value: number, unit: 'Count' | 'Bytes' | 'Percent'];

/**
 * Writes metrics at once, with these dimensions only: each combination of them is a time series, and a search of
 * CloudWatch finds a metric only by exactly its dimensions.
 */
export function writeMeasures(
  dimensions: Record<string, string>,
  measures: Record<string, Measure>,
): void {
  const own = new Metrics(settings);
  own.clearDefaultDimensions(); // of which `service` is one
  own.addDimensions(dimensions);
  for (const [name, [value, unit]] of Object.entries(measures)) own.addMetric(name, unit, value);
  own.publishStoredMetrics();
}

/** Writes the counts, if any: without any, Powertools' own middleware logs a warning that is no JSON. */
export function writeMetrics(): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}
