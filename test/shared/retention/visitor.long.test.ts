import { describe, expect, test } from 'vitest';
import { keptSteps, killedSteps } from '../../support/killed-steps.ts';
import { twice } from '../../support/twice.ts';
import { stateOf } from './nights.ts';
import { archiving, deleting, name, started, whole } from './visited.ts';

describe('killed and done again, it comes to the same', () => {
  test.each([archiving, deleting])('every step twice: %s', async (rule) => {
    const at = await started(rule);
    for (let day = 0; day <= 7; day += 1) await at.night(day, { steps: twice });
    const after = rule === deleting ? { '2.0': 'ACTIVE' } : whole('ARCHIVED');
    expect(await stateOf(at.ecr, name)).toEqual(after);
    expect(at.sent().filter((title) => title.includes('will be'))).toHaveLength(1);
  });

  test.each([
    [archiving, 'ecr:UpdateImageStorageClass', 0],
    [archiving, 'ecr:UpdateImageStorageClass', 1],
    [archiving, 'ecr:UpdateImageStorageClass', 3],
    [deleting, 'ecr:BatchDeleteImage', 0],
    [deleting, 'ecr:BatchDeleteImage', 1],
  ])('where one of its calls fails: %s, %s after %i', async (rule, operation, after) => {
    const at = await started(rule);
    await at.nights(0, 6);
    at.sent();
    at.aws.faults.set([{ operations: [operation], error: 'ServerException', after, times: 1 }]);
    expect(await at.night(7)).toMatchObject({ outcomes: { failed: 4 } });
    expect(at.sent()).toEqual(['Images of team-a/web could not be archived or deleted']);
    const whileHalf = await stateOf(at.ecr, name);
    expect(whileHalf['2.0']).toBe('ACTIVE');
    await at.night(8);
    const end = rule === deleting ? { '2.0': 'ACTIVE' } : whole('ARCHIVED');
    expect(await stateOf(at.ecr, name)).toEqual(end);
    expect(at.sent()).toContain('Resolved: Images of team-a/web could not be archived or deleted');
  });

  test('killed at any step of the night on which it is done', async () => {
    for (let step = 1; step <= 5; step += 1) {
      const at = await started(deleting);
      await at.nights(0, 6);
      const kept = keptSteps();
      await at
        .night(7, { steps: killedSteps(kept, { step, when: 'after' }) })
        .catch(() => undefined);
      await at.night(7, { steps: killedSteps(kept) });
      // Killed as its own work began, the visitor is left out for that night.
      await at.night(8);
      expect(await stateOf(at.ecr, name)).toEqual({ '2.0': 'ACTIVE' });
    }
  });
});
