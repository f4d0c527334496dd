import { heldParts } from '../../../shared/actions/held.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import type { Done } from '../../../shared/unused-repositories/act.ts';
import { heldAlerts, heldOf, repositoryAlerts } from '../../../shared/unused-repositories/alert.ts';
import { DELETE_AFTER, UNUSED_SINCE } from '../../../shared/unused-repositories/marks.ts';
import { actId, denied, heldBy } from './names.ts';
import { only, type Samples } from './samples.ts';

const { unusedRepositories = [], inventory } = parseRegistryConfig(
  'unusedRepositories: [{repositories: ["sandbox/**"], action: delete, afterDays: 30, waitDays: 7}]',
);
const [rule] = unusedRepositories;
if (rule === undefined) throw new Error('there is no rule');

const lastUse = new Date('2026-06-02T08:00:00Z');
const name = 'sandbox/anna';

function done(more: Partial<Done>): Done {
  return {
    repository: {
      repositoryName: name,
      repositoryArn: `arn:aws:ecr:eu-west-1:123456789012:repository/${name}`,
    },
    ...{ rule, lastUse, images: 0, bytes: 0, archivedBytes: 0, tags: {} },
    ...{ standing: { state: 'unused', lastUse }, outcome: 'none', ...more },
  } as Done;
}

const sample = (more: Partial<Done>) => only(repositoryAlerts([done(more)], inventory.prices));
const held = done({ outcome: 'held', held: heldBy('repositories', 5) });

export const unusedSamples: Samples<
  'repository.unused' | 'repository.deleted' | `unused-repositories.${string}`
> = {
  'repository.unused': sample({
    ...{ outcome: 'tagged', actionId: actId },
    added: { [UNUSED_SINCE]: '2026-11-27', [DELETE_AFTER]: '2026-12-04' },
  }),
  'repository.deleted': sample({ outcome: 'deleted', actionId: actId }),
  'unused-repositories.failed': sample({
    ...{ outcome: 'failed', error: denied('ecr:TagResource', 'walk') },
  }),
  'unused-repositories.held': only(heldAlerts(heldParts(heldOf([held])))),
};
