import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseSnapshot } from '../../../local/ecr/snapshot/snapshot.ts';
import { OWNER_PREFIX, takeOver } from '../../../shared/actions/owner.ts';
import { startAccount } from '../account.ts';
import { folder, runCli, sampleFile, sampleSnapshot } from '../run.ts';

/** A local AWS starts from a snapshot, with the functions. */

const pushEvent = 'events/aws.ecr/image-action-push-tagged.json';
const onSample = ['--registry', sampleFile];

test('replay sends an event to the function that would receive it, on a snapshot', async () => {
  const { stdout, stderr, code } = await runCli(['replay', pushEvent, ...onSample]);
  expect(stdout).toMatch(/^push nothing to do \(\d[\d,]* ms\)\n$/);
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
});

test('the mark of an owner is in a snapshot, and not in a local AWS with functions', async () => {
  await using account = await startAccount({ snapshot: sampleSnapshot() });
  await takeOver(account.ecr, { stack: 'someone-elses', file: 'their.yml' });
  const file = join(folder, 'marked.json');
  await runCli(['snapshot', file], account);
  const { repositoryCreationTemplates } = parseSnapshot(readFileSync(file, 'utf8'));
  expect(repositoryCreationTemplates).toMatchObject([{ prefix: OWNER_PREFIX }]);
  const event = 'events/aws.ecr/image-action-push-tagged.json';
  for (const args of [['plan'], ['allow', '--yes'], ['replay', event]]) {
    const { stderr, code } = await runCli([...args, '--registry', file]);
    expect({ args, stderr, code }).toMatchObject({ stderr: expect.not.stringMatching(/error/) });
  }
});
