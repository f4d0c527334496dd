import { expect, test } from 'vitest';
import { readService } from '../../local/stack/service.ts';
import { dashboard } from '../../resources/dashboard.ts';
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

test('all that functions count is shown, and each graph of it has something to show', async () => {
  const written = await seriesOfANight();
  const { configuration } = await readService({
    ...{ directory: '.', stage: 'local', region: 'eu-west-1', accountId: '123456789012' },
  });
  const keys = Object.keys(configuration.functions as object);
  const { Properties } = dashboard(keys) as {
    Properties: { DashboardBody: { 'Fn::Sub': string } };
  };
  const { widgets } = JSON.parse(Properties.DashboardBody['Fn::Sub']) as { widgets: Widget[] };
  const ours = widgets.flatMap(({ properties: { title, metrics } }) =>
    metrics
      .filter((entry) => JSON.stringify(entry).includes('EcrSteward'))
      .map((entry) => ({ title, entry })),
  );
  expect(ours.length).toBeGreaterThan(5);
  const empty = ours.filter(
    ({ entry }) => ![...written, ...actions].some((series) => shows(entry, series)),
  );
  expect(empty).toEqual([]);

  const isShown = (series: Series) => ours.some(({ entry }) => shows(entry, series));
  expect(written.filter((series) => !isShown(series)).map(inWords)).toEqual(perRepository);

  expect(alarmsOn('EcrSteward', configuration.resources as Template[])).toEqual([]);
});

/** Counts of actions, which are written only where there are any. */
const actions: Series[] = Object.keys(actionCounts([])).map((name) => ({
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
async function seriesOfANight(): Promise<Series[]> {
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
  await stack.fire('naming');
  await stack.idle();
  const found = seriesIn(invocations.flatMap(({ logs }) => logs));
  return [...new Map(found.map((series) => [JSON.stringify(series), series])).values()];
}

interface Template {
  Resources?: Record<string, { Type: string; Properties: Record<string, unknown> }>;
}

function alarmsOn(namespace: string, templates: readonly Template[]) {
  return templates
    .flatMap(({ Resources = {} }) => Object.values(Resources))
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties }) => Properties)
    .filter(({ Namespace }) => Namespace === namespace);
}
