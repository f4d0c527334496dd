import { describe, expect, test } from 'vitest';
import {
  allTargets,
  isOwnTarget,
  ownTarget,
  readTargets,
  TargetsFailedError,
} from '../../../../shared/steward/walk/targets.ts';

const here = { account: '123456789012', region: 'eu-west-1' };
const functionArn = `arn:aws:lambda:${here.region}:${here.account}:function:inventory:7`;

test('the own registry is that of the function', () => {
  expect(ownTarget(functionArn)).toEqual(here);
  expect(isOwnTarget(here, { ...here, role: 'any' })).toBe(true);
  expect(isOwnTarget(here, { ...here, account: '210987654321' })).toBe(false);
  expect(isOwnTarget(here, { ...here, region: 'us-east-1' })).toBe(false);
});

test('every registry is read once, the own one first and without a role', () => {
  const declared = [
    { account: here.account, regions: [here.region, 'us-east-1'] },
    { account: '210987654321', role: 'arn', externalId: 'x', regions: [here.region] },
  ];
  expect(allTargets(here, declared as never)).toEqual([
    here,
    { account: here.account, region: 'us-east-1' },
    { account: '210987654321', region: here.region, role: 'arn', externalId: 'x' },
  ]);
});

describe('targets', () => {
  /** A durable function that does all of a map, and invokes with this. */
  const contextOf = (invoke: (target: { region: string }) => unknown) => {
    const invoked: string[] = [];
    const versions: number[] = [];
    const child = {
      invoke: async (
        _: string,
        functionName: string,
        { target, configuration }: { target: { region: string }; configuration: number },
      ) => {
        versions.push(configuration);
        invoked.push(functionName);
        return invoke(target);
      },
    };
    type One = (of: typeof child, item: unknown) => Promise<unknown>;
    const map = async (_: string, items: unknown[], one: One) => {
      const results = await Promise.all(items.map((item) => one(child, item)));
      return { throwIfError: () => undefined, getResults: () => results };
    };
    const lambdaContext = { invokedFunctionArn: functionArn };
    return { invoked, versions, context: { lambdaContext, map } as never };
  };

  const other = { ...here, region: 'us-east-1' };

  test('are read by the function itself, through its alias, with its configuration', async () => {
    const { invoked, versions, context } = contextOf(({ region }) => region);
    expect(await readTargets(context, [here, other], 7)).toEqual({
      ...{ results: [here.region, other.region], failed: [] },
    });
    expect(invoked).toEqual(Array(2).fill(functionArn.replace(/7$/, 'durable')));
    expect(versions).toEqual([7, 7]);
  });

  test.each([
    ['an error', new Error('denied'), 'denied'],
    ['anything else', 'odd', 'odd'],
  ])('that fail with %s are named, and stop no other', async (_, thrown, error) => {
    const { context } = contextOf(({ region }) => {
      if (region === other.region) throw thrown;
      return region;
    });
    expect(await readTargets(context, [other, here], 7)).toEqual({
      ...{ results: [here.region], failed: [{ target: other, error }] },
    });
    expect(new TargetsFailedError([{ target: other, error }]).message).toContain(
      `${here.account}/us-east-1: ${error}`,
    );
  });
});
