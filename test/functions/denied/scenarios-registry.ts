import {
  exclude,
  profile,
  putPolicy,
  putSigning,
  statement,
} from '../../shared/registry-settings/worlds.ts';
import { roomy } from '../../support/acting.ts';
import { activateOn } from '../../support/activated.ts';
import { backfillComplete } from '../../support/backfill.ts';
import { createRepositories, push } from '../../support/images.ts';
import type { TestStack } from '../../support/stack.ts';
import { reported, unreported } from './registry.ts';
import type { Scenario } from './run.ts';

/** A registry that has something else of every setting that registry.yml declares. */
export const settings: Scenario = {
  name: 'registry',
  role: 'RegistryRole',
  async prepare(started) {
    const { ecr } = started;
    await putSigning(ecr, ['one']);
    await exclude(ecr, 'old');
    await putPolicy(ecr, statement('Old'));
    await reported(started, 'registry.setting-failed', { text: 'registry.signing' });
    await unreported(started, 'the signing configuration', 'registry');
  },
  async start({ stack }) {
    await stack.fire('registry');
  },
};

/** An image that a backfill cannot copy. */
export async function prepareBackfill({ aws, ecr }: TestStack): Promise<void> {
  await createRepositories(ecr, 'team-b/web');
  await push(ecr, 'team-b/web', ['1.0.0']);
  aws.faults.set([{ operations: ['ecr:ReplicateImage'], error: 'KmsException', times: 1 }]);
}

/** A backfill that could not copy an image: seen by the next run. */
export const backfilled: Scenario = {
  ...settings,
  prepare: prepareBackfill,
  async start({ ecr, stack }) {
    await stack.fire('registry');
    await backfillComplete(ecr);
    await stack.fire('registry');
  },
};

/** A registry without any of the settings that registry.yml then declares. */
export const added: Scenario = {
  ...settings,
  isAllowed: true,
  async prepare({ aws, ledger }) {
    const policy = `{statements: [${JSON.stringify(statement('Copies'))}]}`;
    const signing = `{rules: [{signingProfileArn: "${profile('one')}"}]}`;
    const text = `limits: ${roomy}\nregistry: {signing: ${signing}, policy: ${policy}}`;
    await activateOn(aws, ledger.table, text);
  },
};
