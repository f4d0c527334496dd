import { expect, test } from 'vitest';
import type { Stack } from '../../local/stack/stack.ts';
import { packageService } from '../../local/stack/template/packaged.ts';
import { type DeclaredStack, declareStack } from '../../local/stack/template/resources.ts';
import { pause } from '../../shared/actions/permits/pause.ts';
import { actionCounts } from '../../shared/naming/enforce.ts';
import { type Series, seriesIn, shows } from '../support/cloudwatch.ts';
import { createRepositories, push } from '../support/images.ts';
import { startTestStack } from '../support/stack.ts';

const registryYml = `
naming: {tags: [{rule: versions, kinds: [semver]}]}
movedTags: [{mutable: [latest]}]
pullThroughCache: {rules: [{prefix: quay, upstream: quay, warm: [{image: team-a/web, tags: ['1']}]}]}
baseline: [{mutability: IMMUTABLE}]
scanning: {rules: [{rule: all, fail: {critical: 0}}]}
inventory: {perRepositoryMetrics: [team-a/web]}
`;

interface Widget {
  properties: { title: string; metrics: unknown[][] };
}

test('all that functions count is shown, and each graph and alarm has something to show', async () => {
  const { written, stack } = await night();
  const declared = await declaredStack();
  const known = [...written, ...actions, ...seriesOfAws(stack)];
  const widgets = widgetsIn(declared).flatMap(({ properties: { title, metrics } }) =>
    metrics.map((entry) => ({ title, entry })),
  );
  const ours = widgets.filter(({ entry }) => JSON.stringify(entry).includes('EcrSteward'));
  expect(ours.length).toBeGreaterThan(5);
  expect(widgets.length).toBeGreaterThan(ours.length + stack.functions.length);
  const empty = widgets.filter(({ entry }) => !known.some((series) => shows(entry, series)));
  expect(empty).toEqual([]);

  const isShown = (series: Series) => ours.some(({ entry }) => shows(entry, series));
  expect(written.filter((series) => !isShown(series)).map(inWords)).toEqual(perRepository);

  const watched = alarmsIn(declared);
  expect(watched.map(({ alarm }) => alarm)).toEqual([
    ...['DeadLettersAlarm', 'NotRunningAlarm', 'AlarmsUnsentAlarm', 'AlarmsUnsentAlarm'],
  ]);
  const silent = watched.filter(
    ({ series }) => !known.some((it) => JSON.stringify(it) === JSON.stringify(series)),
  );
  expect(silent).toEqual([]);
});

/** The template with the dashboard, for the account of the local AWS. */
async function declaredStack(): Promise<DeclaredStack> {
  const place = { region: 'eu-west-1', accountId: '123456789012', endpoint: 'http://127.0.0.1' };
  const params = ['dashboard=true'];
  const service = await packageService({ directory: '.', stage: 'local', ...place, params });
  return declareStack({ ...service, name: `${service.name}-local` }, place);
}

function widgetsIn({ resources }: DeclaredStack): Widget[] {
  const body = JSON.parse(String(resources.Dashboard?.properties.DashboardBody));
  return (body as { widgets: Widget[] }).widgets;
}

/** What AWS itself writes of each function and queue of a stack. */
function seriesOfAws({ functions, resources }: Stack): Series[] {
  const ofLambda = ['Invocations', 'Errors', 'Throttles', 'Duration', 'AsyncEventAge'];
  const all = [
    ...functions.flatMap(({ name }) =>
      [...ofLambda, 'AsyncEventsDropped'].map(
        (metric) => ['AWS/Lambda', metric, 'FunctionName', `ecr-steward-local-${name}`] as const,
      ),
    ),
    ...Object.values(resources)
      .filter(({ type }) => type === 'AWS::SQS::Queue')
      .map(
        ({ name }) => ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', name] as const,
      ),
  ];
  return all.map(([namespace, name, key, value]) => ({
    ...{ namespace, name },
    dimensions: { [key]: value },
  }));
}

interface Metric {
  Namespace: string;
  MetricName: string;
  Dimensions: { Name: string; Value: string }[];
}

/** What the alarms of a stack look at: a metric, or each of an expression's. */
function alarmsIn({ resources }: DeclaredStack): { alarm: string; series: Series }[] {
  return Object.values(resources)
    .filter(({ type }) => type === 'AWS::CloudWatch::Alarm')
    .flatMap(({ logicalId: alarm, properties }) => {
      const { Metrics } = properties as { Metrics?: { MetricStat?: { Metric: Metric } }[] };
      const own = properties as unknown as Metric;
      const metrics = Metrics?.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []) ?? [own];
      return metrics.map((metric) => ({ alarm, series: seriesOf(metric) }));
    });
}

function seriesOf({ Namespace, MetricName, Dimensions }: Metric): Series {
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  return { namespace: Namespace, name: MetricName, dimensions };
}

/** Counts of actions, which are written only where there are any. */
const actions: Series[] = Object.keys(actionCounts({})).map((name) => ({
  ...{ namespace: 'EcrSteward', name, dimensions: { service: 'ecr-steward' } },
}));

/** Named by registry.yml, which need not be many: they have graphs of their own makers. */
const perRepository = ['Images', 'Tags', 'UntaggedImages', 'StoredBytes'].map(
  (name) => `${name} account=123456789012 region=eu-west-1 repository=team-a/web`,
);

function inWords({ name, dimensions }: Series): string {
  const pairs = Object.entries(dimensions).map(([key, value]) => `${key}=${value}`);
  return [name, ...pairs].join(' ');
}

/** What functions write, each once, when every schedule has been. */
async function night(): Promise<{ written: Series[]; stack: Stack }> {
  const nobody = { UPSTREAM_ADDRESSES: 'quay.io=http://127.0.0.1:9' };
  const { ecr, stack, ledger, invocations } = await startTestStack(registryYml, {}, nobody);
  await createRepositories(ecr, 'team-a/web');
  await push(ecr, 'team-a/web', ['wrong']);
  await stack.idle();
  for (const { name, schedules } of stack.functions) {
    for (const schedule of schedules) await stack.fire(schedule.name ?? name);
    await stack.idle();
  }
  await pause(ledger, ['cache'], { by: 'somebody', reason: 'a test' }, new Date());
  await stack.fire('due');
  await stack.idle();
  const found = seriesIn(invocations.flatMap(({ logs }) => logs));
  const once = new Map(found.map((series) => [JSON.stringify(series), series]));
  return { written: [...once.values()], stack };
}
