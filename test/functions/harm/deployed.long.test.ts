import { describe, expect, test } from 'vitest';
import { auditLogOf } from '../../support/acting.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';
import { fireAll, registryYml, start, tagsIn, writesIn } from './harm.ts';

describe('a stack that was just deployed', () => {
  test('says what it would do, and does nothing', async () => {
    const started = await start(registryYml, false);
    const { ecr, stack, alerts, ledger } = started;
    const writes = writesIn(started);
    await createRepositories(ecr, 'team/web');
    await push(ecr, 'team/web', ['latest'], manifest('a'));
    await push(ecr, 'team/web', ['1.0.0'], manifest('b'));
    await stack.idle();
    await fireAll(started);
    expect(await tagsIn(ecr, 'team/web')).toEqual(['1.0.0', 'latest']);
    // Its mark, by the function that may make one.
    expect(writes).toEqual(['CreateRepositoryCreationTemplate']);
    expect(await auditLogOf(ledger)).toEqual([]);
    const told = alerts().join('\n');
    expect(told).toMatch(
      /- If it were enforced, the tag would be replaced by quarantine-[0-9a-f]{12}\n/,
    );
    expect(told).toContain('npx ecr-steward allow --stack ecr-steward-local sets it');
    expect(told).toMatch(/lifecyclePolicy: none → .*: nothing was done: .* no mark/);
    expect(told).toMatch(/lifecyclePolicy: would expire 1 image \(1 tagged: latest\)/);

    // By now it has its mark.
    await push(ecr, 'team/web', ['wrong'], manifest('c'));
    await stack.idle();
    expect(await tagsIn(ecr, 'team/web')).toContain('wrong');
    expect(alerts().at(-1)).toContain('npx ecr-steward allow naming enforces it');
  });
});
