import { PutReplicationConfigurationCommand } from '@aws-sdk/client-ecr';
import type { AlertKind, Where } from '../../../shared/alerts/alert.ts';
import { push } from '../../support/images.ts';
import { createHub, createOwned, reported, uses } from './registry.ts';
import type { Scenario } from './run.ts';
import { findings, scanned } from './scenarios-scans.ts';
import { walkOfReplication } from './scenarios-walk.ts';

const home = { account: '123456789012', region: 'eu-west-1' };
const cached = 'docker-hub/library/redis';
const gone = { text: 'team-a/gone', repository: 'team-a/gone' };

/** What was reported before, and does not stand any more: by visitor, each alert of a kind. */
export const before: Readonly<Record<string, Partial<Record<AlertKind, Where>>>> = {
  naming: { 'naming.failed': gone },
  baseline: { 'baseline.failed': { text: 'team-a/web', repository: 'team-a/web' } },
  cache: { 'cache.rule-failed': { text: cached, rule: 'docker-hub', repository: cached } },
  scanning: { 'scanning.held': gone },
  usage: { 'storage.archived': gone },
  inventory: { 'inventory.failed': { ...home, text: 'the registry' } },
};

/** Causes that are the same for all that may be wrong with a repository. */
const ids: Readonly<Record<string, string>> = {
  'cache.rule-failed': `cache/setting/repository/${cached}`,
};

/** There is something to do for each visitor. */
export const walkOfAll: Scenario = {
  ...walkOfReplication,
  options: { uses, findings },
  async prepare(started) {
    const { ecr } = started;
    const destinations = [{ region: 'eu-central-1', registryId: home.account }];
    const replicationConfiguration = { rules: [{ destinations }] };
    await ecr.send(new PutReplicationConfigurationCommand({ replicationConfiguration }));
    await scanned(started);
    await createHub(started);
    await createOwned(started, cached, 'wrong');
    await push(ecr, cached, ['7']);
    for (const kinds of Object.values(before)) {
      for (const [kind, where] of Object.entries(kinds)) {
        await reported(started, kind as AlertKind, where, ids[kind]);
      }
    }
  },
};
