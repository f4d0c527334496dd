/** The part of CloudWatch that decides which series a graph shows. */

/** A metric with its dimensions: to CloudWatch it is another metric when any of these differs. */
export interface Series {
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, string>>;
}

interface EmbeddedMetrics {
  Namespace: string;
  Dimensions: string[][];
  Metrics: { Name: string }[];
}

/** The series in log lines of the embedded metric format; other lines are ignored. */
export function seriesIn(lines: readonly string[]): Series[] {
  return lines.flatMap((line) => {
    if (!line.includes('"_aws"')) return [];
    const values = JSON.parse(line) as Record<string, string> & {
      _aws: { CloudWatchMetrics: EmbeddedMetrics[] };
    };
    return values._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
      Dimensions.flatMap((keys) =>
        Metrics.map(({ Name }) => ({
          ...{ namespace: Namespace, name: Name },
          dimensions: Object.fromEntries(keys.map((key) => [key, values[key] ?? ''])),
        })),
      ),
    );
  });
}

/**
 * Whether an entry of a widget's `metrics` shows a series: one that names it, with each of its dimensions, or a
 * SEARCH by a schema, which finds what has exactly the schema's dimensions.
 *
 * @throws for an unsupported expression.
 */
export function shows(entry: readonly unknown[], series: Series): boolean {
  const [first] = entry;
  if (typeof first === 'object') return finds((first as { expression: string }).expression, series);
  const [namespace, name, ...pairs] = entry.filter((part) => typeof part === 'string');
  const dimensions = new Map<string, string>();
  for (let at = 0; at < pairs.length; at += 2) dimensions.set(pairs[at] ?? '', pairs[at + 1] ?? '');
  return isSame({ namespace, name, dimensions: Object.fromEntries(dimensions) }, series);
}

const search = /^SEARCH\('\{(?<schema>[^}]+)\}(?: MetricName="(?<name>\w+)")?', '\w+', \d+\)$/;

function finds(expression: string, series: Series): boolean {
  const { schema, name } = search.exec(expression)?.groups ?? {};
  if (schema === undefined) throw new Error(`unsupported search expression: ${expression}`);
  const [namespace, ...keys] = schema.split(',').map((part) => part.trim());
  if (namespace !== series.namespace || (name !== undefined && name !== series.name)) return false;
  return isEqual(keys, Object.keys(series.dimensions));
}

function isSame(one: object, other: Series): boolean {
  const { namespace, name, dimensions } = one as Series;
  if (namespace !== other.namespace || name !== other.name) return false;
  const keys = Object.keys(dimensions);
  const values = keys.every((key) => dimensions[key] === other.dimensions[key]);
  return values && isEqual(keys, Object.keys(other.dimensions));
}

function isEqual(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one.toSorted()) === JSON.stringify(other.toSorted());
}
