import { afterAll, describe, expect, test } from 'vitest';
import { covers, type Grant, grantsOf } from './grants.ts';
import { nameOf, type Outcome, outcomeOf } from './outcome.ts';
import { registryYml } from './registry.ts';
import { type Ran, run, type Scenario } from './run.ts';

/** Actions that no call of a function shows, each with why it is granted. */
const uncalled: Readonly<Record<string, string>> = {
  'logs:CreateLogStream': 'Lambda itself writes the log with the role',
  'logs:PutLogEvents': 'Lambda itself writes the log with the role',
  'sqs:SendMessage': 'Lambda itself sends failed events with the role: dead-letters.long.test.ts',
};

/** For a role whose scenarios send one alert at a time. */
export const oneAlert = {
  'dynamodb:BatchGetItem': 'several alerts are looked up before they are sent: one is not',
};

/**
 * Runs the scenarios of a role, then each once more without each of the actions that its role grants. What the role
 * grants and no scenario asks for fails the test, unless it is known why.
 */
export async function deniedInTurn(
  scenarios: readonly Scenario[],
  known: Readonly<Record<string, string>> = {},
): Promise<void> {
  const [{ role } = { role: '' }] = scenarios;
  const all = await grantsOf(registryYml);
  const grants = all.filter((it) => it.role === role);
  const reasons = { ...uncalled, ...known };
  const normal = new Map<Scenario, Promise<Ran>>();
  const normalOf = (scenario: Scenario) => {
    const ran = normal.get(scenario) ?? run(scenario);
    normal.set(scenario, ran);
    return ran;
  };
  const outcomes: Outcome[] = [];
  const called = new Set<Grant>();

  describe(role, () => {
    test('with all of its rights nothing is refused', async () => {
      for (const scenario of scenarios) {
        const { asked, failed } = await normalOf(scenario);
        expect(asked.filter(({ refused }) => refused)).toEqual([]);
        expect(failed).toEqual([]);
        for (const grant of grants) if (asked.some((it) => isOf(grant, it))) called.add(grant);
      }
    });

    test('each action that it grants is called, or it is known why not', () => {
      const vain = grants.filter((it) => !called.has(it)).map(({ action }) => action);
      expect([...new Set(vain)].toSorted()).toEqual(
        Object.keys(reasons)
          .filter((it) => grants.some(({ action }) => action === it))
          .toSorted(),
      );
    });

    const turns = grants.filter(({ action }) => reasons[action] === undefined);
    test.each(turns.map((grant) => ({ grant, name: nameOf(grant, grants) })))(
      'without $name',
      async ({ grant }) => {
        const scenario = await firstThatAsks(grant);
        const denied = await run(scenario, grant);
        expect(denied.asked.some((it) => it.refused)).toBe(true);
        const outcome = outcomeOf(grant.action, { normal: await normalOf(scenario), denied });
        expect(outcome).toEqual(expect.any(String));
        outcomes.push(outcome as Outcome);
      },
    );

    afterAll(() => {
      const count = (kind: Outcome) => outcomes.filter((it) => it === kind).length;
      const counts = (
        ['right anyway', 'alert', 'failed and queued', 'failed and noted'] as const
      ).map((kind) => `${count(kind)} ${kind}`);
      process.stdout.write(
        `${role}: ${grants.length} granted, ${called.size} called, ${turns.length} denied in turn: ${counts.join(', ')}\n`,
      );
    });
  });

  async function firstThatAsks(grant: Grant): Promise<Scenario> {
    for (const scenario of scenarios) {
      const { asked } = await normalOf(scenario);
      if (asked.some((it) => isOf(grant, it))) return scenario;
    }
    throw new Error(`no scenario asks for ${grant.action}`);
  }
}

function isOf(grant: Grant, { action, resource }: { action: string; resource: string }): boolean {
  return covers(grant.action, action) && grant.resources.some((it) => covers(it, resource));
}
