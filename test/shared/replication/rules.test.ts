import { expect, test } from 'vitest';
import { isReplicated, replicatedPrefixes } from '../../../shared/replication/rules.ts';
import { startTestAws } from '../../local/start.ts';
import { ecrAnswering } from '../../support/ecr-answering.ts';

test.each<[string, object, boolean[]]>([
  ['no rule', {}, [false, false]],
  ['a rule without filters', { rules: [{}] }, [true, true]],
  ['a rule without any filter', { rules: [{ repositoryFilters: [] }] }, [true, true]],
  ['a prefix', { rules: [{ repositoryFilters: [{ filter: 'team/' }] }] }, [true, false]],
  [
    'two rules',
    { rules: [{ repositoryFilters: [{ filter: 'x' }] }, { repositoryFilters: [{ filter: 'o' }] }] },
    [false, true],
  ],
  ['a filter without a text', { rules: [{ repositoryFilters: [{}] }] }, [false, false]],
])('%s', async (_, replicationConfiguration, expected) => {
  const ecr = ecrAnswering({ DescribeRegistry: () => ({ replicationConfiguration }) });
  const rules = JSON.parse(JSON.stringify(await replicatedPrefixes(ecr)));
  expect(['team/web', 'other'].map((name) => isReplicated(name, rules))).toEqual(expected);
});

test('a registry that was never configured replicates nothing', async () => {
  const { ecr } = await startTestAws();
  expect(await replicatedPrefixes(ecr)).toEqual([]);
});
