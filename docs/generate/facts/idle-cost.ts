import { prices } from './prices.ts';

/** What an idle stack costs a month: nothing is pushed, nothing is wrong, and its schedules run. */

/** A CloudFormation template, packaged or as serverless.yml includes it. */
export interface Template {
  Resources: Readonly<
    Record<string, { Type: string; Properties?: Readonly<Record<string, unknown>> }>
  >;
}

/** A schedule of a function. */
export interface Run {
  /** `rate(1 hour)`, `rate(6 hours)`, or a cron expression of every night. */
  schedule: string;
  /** Of the function, MB. */
  memory: number;
}

/** Metrics of its own that an idle stack writes, in one hour of a day: the nightly inventory's. */
export interface Idle {
  template: Template;
  runs: readonly Run[];
  nightlyMetrics: number;
}

/** A line of the bill. */
export interface Line {
  what: string;
  quantity: string;
  dollars: number;
}

const HOURS = 730;
const DAYS = HOURS / 24;

/** Above what an idle run takes: test/functions/idle.long.test.ts measures metrics and logs. */
export const runAtMost = { seconds: 10, logBytes: 10_000, tableRequests: 20, objects: 50 };

/** Above what an idle ledger holds. */
const TABLE_GB = 0.01;

export function idleBill({ template, runs, nightlyMetrics }: Idle): Line[] {
  const alarms = metricsOfAlarms(template);
  const count = (type: string) => ofType(template, type).length;
  const times = runs.reduce((sum, { schedule }) => sum + timesAMonth(schedule), 0);
  const memory = runs.reduce((sum, it) => sum + timesAMonth(it.schedule) * (it.memory / 1024), 0);
  const lambda =
    times * prices.invocation.dollars + memory * runAtMost.seconds * prices.gigabyteSecond.dollars;
  const tables =
    times * runAtMost.tableRequests * prices.tableRequest.dollars +
    count('AWS::DynamoDB::Table') * TABLE_GB * prices.tableBackup.dollars;
  return [
    {
      what: 'CloudWatch alarms',
      quantity: `${count('AWS::CloudWatch::Alarm')}, on ${alarms} metrics`,
      dollars: alarms * prices.alarm.dollars,
    },
    line('CloudWatch dashboard', count('AWS::CloudWatch::Dashboard'), prices.dashboard.dollars),
    line('KMS key', count('AWS::KMS::Key'), prices.key.dollars),
    {
      what: 'metrics of the nightly inventory',
      quantity: `${nightlyMetrics}, in one hour of 24`,
      dollars: (nightlyMetrics / 24) * prices.metric.dollars,
    },
    {
      what: 'Lambda',
      quantity: `${Math.round(times)} runs of at most ${runAtMost.seconds} seconds`,
      dollars: lambda,
    },
    {
      what: 'DynamoDB',
      quantity: `at most ${runAtMost.tableRequests} requests a run; ${TABLE_GB * 1000} MB a table`,
      dollars: tables,
    },
    {
      what: 'S3',
      quantity: `at most ${runAtMost.objects} objects a night`,
      dollars: DAYS * runAtMost.objects * prices.objectRequest.dollars,
    },
    {
      what: 'logs',
      quantity: `at most ${runAtMost.logBytes / 1000} kB a run`,
      dollars: ((times * runAtMost.logBytes) / 1e9) * prices.logs.dollars,
    },
  ];
}

export function totalOf(lines: readonly Line[]): number {
  return lines.reduce((sum, { dollars }) => sum + dollars, 0);
}

function line(what: string, quantity: number, dollars: number): Line {
  return { what, quantity: String(quantity), dollars: quantity * dollars };
}

/** CloudWatch bills an alarm for each metric that it reads. */
function metricsOfAlarms(template: Template): number {
  const each = ofType(template, 'AWS::CloudWatch::Alarm').map(({ Properties = {} }) => {
    const metrics = (Properties.Metrics ?? []) as object[];
    return metrics.filter((it) => 'MetricStat' in it).length || 1;
  });
  return each.reduce((sum, metrics) => sum + metrics, 0);
}

function ofType({ Resources }: Template, type: string) {
  return Object.values(Resources).filter(({ Type }) => Type === type);
}

/** @throws Error for a schedule that is neither hourly nor nightly. */
function timesAMonth(schedule: string): number {
  const [, hours] = /^rate\((\d+) hours?\)$/.exec(schedule) ?? [];
  if (hours !== undefined) return HOURS / Number(hours);
  if (/^cron\(\d+ \d+ \* \* \? \*\)$/.test(schedule)) return DAYS;
  throw new Error(`no price for the schedule ${schedule}`);
}
