import { describe, expect, test } from 'vitest';
import { entry as readEntry } from '../../shared/actions/audit-log.ts';
import { lastQuarantines } from '../../shared/actions/find-quarantine.ts';
import { compileScanning } from '../../shared/scanning/rules.ts';
import { scanVisitor } from '../../shared/scanning/visitor.ts';
import { planUndo } from '../../shared/steward/undo/undo.ts';
import { auditLogOf, openGate, roomy, unused } from '../support/acting.ts';
import { createRepositories, manifest, push } from '../support/images.ts';
import { scanOnPush, some } from '../support/scanning.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { tagsIn } from './harm/harm.ts';
import { visitingOf, walkFor } from './walking.ts';

/** What somebody has given back stays, however often functions look at it; until that is undone. */

const repository = 'team/web';
const image = manifest('a');
const me = { stack: 'ecr-steward-local', file: 'x' };

/** Undoes an action, as a person. Answers the id of that. */
async function undo(started: TestStack, id: string): Promise<string> {
  const entry = await readEntry(started.ledger, id);
  if (entry === undefined) throw new Error(`no entry ${id}`);
  const planned = await planUndo(started.ecr, entry);
  if (planned.state !== 'ready') throw new Error(planned.why);
  const gate = await openGate(started, { ledger: started.ledger, me, by: 'user/anna' });
  const performed = await gate.perform(planned.action, planned.work);
  return performed.state === 'done' ? performed.id : '';
}

async function release(started: TestStack, tag: string): Promise<string> {
  const [found] = await lastQuarantines(started.ledger, { repository, tag });
  return undo(started, found?.id ?? '');
}

describe('naming', () => {
  const registryYml = `
naming: { tags: [{ rule: versions only, kinds: [semver], action: quarantine }] }
limits: ${roomy}
`;

  test('leaves a tag that was released on that image, and says by whom', async () => {
    const started = await startTestStack(registryYml);
    const { ecr, stack, alerts } = started;
    await createRepositories(ecr, repository);
    await push(ecr, repository, ['latest'], image);
    await stack.idle();
    expect(await tagsIn(ecr, repository)).toEqual([expect.stringMatching(/^quarantine-/)]);

    const id = await release(started, 'latest');
    await stack.idle();
    await stack.fire('walk');
    expect(await tagsIn(ecr, repository)).toEqual(['latest']);
    const why = `- Nothing was done: user/anna released it on [-0-9]{10} [:0-9]{5} UTC, and it stays on this image. `;
    expect(alerts().at(-1)).toMatch(
      new RegExp(`${why}To enforce the rule again: npx ecr-steward undo ${id}\n`),
    );

    // Another image of that name, and another name of that image, were not released.
    await push(ecr, repository, ['latest'], manifest('other'));
    await push(ecr, repository, ['wrong'], image);
    await stack.idle();
    expect(await tagsIn(ecr, repository)).toEqual([
      expect.stringMatching(/^quarantine-/),
      expect.stringMatching(/^quarantine-/),
    ]);
  });

  test('removes it again once the release is undone, also when somebody pushes it after that', async () => {
    const started = await startTestStack(registryYml);
    const { ecr, stack } = started;
    await createRepositories(ecr, repository);
    await push(ecr, repository, ['latest'], image);
    await stack.idle();
    const id = await release(started, 'latest');
    await stack.idle();
    const again = await undo(started, id);
    await push(ecr, repository, ['latest'], image);
    await stack.idle();
    expect(await tagsIn(ecr, repository)).toEqual([expect.stringMatching(/^quarantine-/)]);

    // And once more, from the last of all.
    await undo(started, again);
    await stack.idle();
    await stack.fire('walk');
    expect(await tagsIn(ecr, repository)).toEqual(['latest']);
  });

  test('does not take a release for done that failed', async () => {
    const started = await startTestStack(registryYml);
    const { aws, ecr, stack } = started;
    await createRepositories(ecr, repository);
    await push(ecr, repository, ['latest'], image);
    await stack.idle();
    aws.faults.set([{ operations: ['ecr:PutImage'], error: 'ServerException' }]);
    await expect(release(started, 'latest')).rejects.toThrow();
    aws.faults.set([]);
    await push(ecr, repository, ['latest'], image);
    await stack.idle();
    expect(await tagsIn(ecr, repository)).toEqual([expect.stringMatching(/^quarantine-/)]);
  });

  test('does not delete a tag that was given back', async () => {
    const started = await startTestStack(registryYml.replace('quarantine', 'delete'));
    const { ecr, stack, ledger } = started;
    await createRepositories(ecr, repository);
    await push(ecr, repository, ['1.4.2', 'latest'], image);
    await stack.idle();
    // The first walk counts tags: nothing is deleted before.
    for (const schedule of ['walk', 'due']) await stack.fire(schedule);
    expect(await tagsIn(ecr, repository)).toEqual(['1.4.2']);
    await undo(started, (await auditLogOf(ledger)).at(-1)?.entry.id ?? '');
    const fired = await stack.fire('walk');
    expect(fired).toMatchObject({ ok: true, result: { naming: { outcomes: { released: 1 } } } });
    expect(await tagsIn(ecr, repository)).toEqual(['1.4.2', 'latest']);
  });
});

test('scanning leaves the tags that were released, and replaces the others', async () => {
  const yml = `
scanning: {rules: [{rule: gate, fail: {critical: 0}, action: quarantine}]}
limits: ${roomy}
`;
  const findings = { '*': { findings: some(1, 'CRITICAL') } };
  const started = await startTestStack(yml, { findings });
  const { ecr, stack, alerts } = started;
  const walkScans = () => {
    const { declared, ...visiting } = visitingOf(started, yml);
    const scanning = compileScanning(declared.scanning);
    return walkFor(started, scanVisitor({ ...visiting, scanning, guard: unused }));
  };
  await scanOnPush(started);
  await createRepositories(ecr, repository);
  await push(ecr, repository, ['1.4.2'], image);
  await expect
    .poll(() => tagsIn(ecr, repository), { timeout: 20_000 })
    .toEqual([expect.stringMatching(/^quarantine-/)]);
  await stack.idle();

  await release(started, '1.4.2');
  await stack.idle();
  await walkScans();
  await stack.idle();
  expect(await tagsIn(ecr, repository)).toEqual(['1.4.2']);

  await push(ecr, repository, ['1.4'], image);
  await walkScans();
  await stack.idle();
  expect(await tagsIn(ecr, repository)).toEqual(['1.4.2', expect.stringMatching(/^quarantine-/)]);
  expect(alerts().at(-1)).toContain('1.4.2 is not quarantined: user/anna released it on ');
});
