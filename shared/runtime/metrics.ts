import { Metrics } from '@aws-lambda-powertools/metrics';

const settings = { namespace: 'EcrSteward', serviceName: 'ecr-steward' };

/** Metrics of all functions, written to the log in CloudWatch's embedded metric format. */
export const metrics = new Metrics(settings);

/** Adds counts to the metrics of this invocation; they are written when it ends. */
export function count(counts: Record<string, number>): void {
  for (const [name, value] of Object.entries(counts)) metrics.addMetric(name, 'Count', value);
}

export type Measure = [value: number, unit: 'Count' | 'Bytes' | 'Percent'];

/**
 * Writes metrics with dimensions of their own and no other, at once: each combination of them is a series. A search
 * of CloudWatch finds a metric only by exactly its dimensions.
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

/**
 * Writes what was counted; nothing where nothing was. Powertools' own middleware warns of that, in a line that
 * is no JSON.
 */
export function writeMetrics(): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}
