import { DescribeRepositoriesCommand } from '@aws-sdk/client-ecr';
import { baselineRules } from '../../../shared/baseline/rules.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { settingsVisitor } from '../../../shared/settings/walk/visitor.ts';
import { noUses } from '../../../shared/use/uses.ts';
import type { Visitor } from '../../../shared/walk/visitor.ts';
import { openGate, roomy } from '../../support/acting.ts';
import { createRepositories } from '../../support/images.ts';
import { startReporting } from '../../support/reporting.ts';
import { type TestWalk, walk } from '../../support/walk.ts';

export const yml = `baseline:
- repositories: ['told/**']
  mutability: IMMUTABLE
- repositories: ['set/**']
  action: enforce
  mutability: IMMUTABLE
  scanOnPush: true
  lifecycle: {keepLast: 1}
`;
export const names = ['free/a', 'mirror/a', 'set/a', 'set/b', 'told/a'];

/** A registry, and walks over it with the visitor; each with a gate of its own. */
export async function start(registryYml = yml, limits = roomy) {
  const started = await startReporting();
  const { ecr, ledger, notifier } = started;
  await createRepositories(ecr, ...names);
  /** @param onBegin - Done after the registry was listed, and before it is read. */
  const walked = async (options?: TestWalk, client = ecr, onBegin = async () => {}) => {
    const config = parseRegistryConfig(`${registryYml}\nlimits: ${limits}`);
    const gate = await openGate({ ...started, ecr: client }, { ledger, limits: config.limits });
    const visitor = settingsVisitor({
      ...{ rules: baselineRules(config.baseline), cachePrefixes: ['mirror'] },
      ...{ gate, notifier: notifier(), ledger },
    });
    const other: Visitor = {
      name: 'other',
      begin: onBegin,
      slice: () => ({ repository: () => undefined, end: () => {} }),
    };
    const end = await walk(client, [other, visitor as Visitor], {
      uses: async () => noUses,
      ...options,
    });
    return end.visitors.baseline ?? end.failed;
  };
  const mutabilities = async () => {
    const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({}));
    return Object.fromEntries(
      repositories.map((it) => [it.repositoryName, it.imageTagMutability]).toSorted(),
    );
  };
  return { ...started, walked, mutabilities };
}

export const differs = 'told/a differs from registry.yml';
export const inLine = (name: string) => `${name} was brought in line with registry.yml`;
