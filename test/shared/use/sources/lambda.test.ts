import { describe, expect, test } from 'vitest';
import type { Uses } from '../../../../local/aws.ts';
import { digestOf, linesOf, readingOver, web } from './reading.ts';

const sources = ['lambda'] as const;
const versions = ['1', '2', '3', '4'].map((tag) => ({ imageUri: web(`:${tag}`) }));
const resize = { name: 'resize', imageUri: web(':latest'), versions };

async function read(functions: NonNullable<Uses['functions']>, functionVersions = 5) {
  const { read } = await readingOver({ functions }, { sources, functionVersions });
  const { images, unknown } = await read();
  expect(unknown).toEqual([]);
  return linesOf(images);
}

const standby = (version: number) => `by Lambda function resize, version ${version} standby`;

describe('Lambda runs', () => {
  test('$LATEST, by its tag and by the digest that Lambda has resolved', async () => {
    const functions = [
      { name: 'resize', imageUri: web(':1'), resolvedImageUri: web(`@${digestOf('a')}`) },
    ];
    expect(await read(functions)).toEqual([
      'web:1 by Lambda function resize',
      'web@a by Lambda function resize',
    ]);
  });

  test('what an alias names, also for a part of the calls only', async () => {
    const aliases = [
      { name: 'live', version: '1', weights: { '2': 0.1 } },
      { name: 'dev', version: '$LATEST' },
    ];
    expect(await read([{ ...resize, aliases }], 0)).toEqual([
      'web:1 by Lambda function resize:live',
      'web:2 by Lambda function resize:live',
      'web:latest by Lambda function resize',
    ]);
  });

  test('on standby: the last published versions that no alias names', async () => {
    const aliases = [{ name: 'live', version: '4' }];
    expect(await read([{ ...resize, aliases }], 2)).toEqual([
      `web:2 ${standby(2)}`,
      `web:3 ${standby(3)}`,
      'web:4 by Lambda function resize:live',
      'web:latest by Lambda function resize',
    ]);
  });

  test('the last versions by their number, not by their text', async () => {
    const numbered = [9, 10, 11].map((version) => ({ version, imageUri: web(`:${version}`) }));
    expect(await read([{ ...resize, versions: numbered }], 2)).toEqual([
      `web:10 ${standby(10)}`,
      `web:11 ${standby(11)}`,
      'web:latest by Lambda function resize',
    ]);
  });
});

test('only functions with published versions are asked for aliases, and ZIP files for nothing', async () => {
  const functions = [{ name: 'zip' }, { name: 'plain', imageUri: web(':1') }, resize];
  const { calls, read } = await readingOver({ functions }, { sources, functionVersions: 0 });
  await read();
  expect(calls).toEqual([
    ...['lambda:ListFunctions', 'lambda:ListAliases', 'lambda:GetFunction', 'lambda:GetFunction'],
  ]);
});

test('all pages are read: functions, versions and aliases', async () => {
  const many = Array.from({ length: 60 }, (_, at) => at + 1);
  const functions = [
    ...many.map((at) => ({ name: `f${at}`, imageUri: web(`:f${at}`) })),
    {
      ...{ name: 'last', imageUri: web(':last') },
      versions: many.map((at) => ({ imageUri: web(`:v${at}`) })),
      aliases: many.map((at) => ({ name: `a${at}`, version: `${at}` })),
    },
  ];
  expect(await read(functions, 0)).toHaveLength(60 + 1 + 60);
});

test('a version never changes, so that a second reading asks only for $LATEST', async () => {
  const { calls, read } = await readingOver({ functions: [resize] }, { sources });
  const first = await read();
  calls.length = 0;
  expect(await read()).toEqual(first);
  expect(calls.filter((call) => call === 'lambda:GetFunction')).toHaveLength(1);
});

describe('what could not be read is unknown', () => {
  test.each(['ListFunctions', 'ListAliases', 'GetFunction'])(
    'as %s is denied',
    async (operation) => {
      const { aws, read } = await readingOver({ functions: [resize] }, { sources });
      aws.faults.set([{ operations: [`lambda:${operation}`], error: 'AccessDeniedException' }]);
      const { unknown } = await read();
      expect(unknown).toHaveLength(1);
      expect(unknown[0]).toMatchObject({ source: 'lambda' });
      expect(unknown[0]?.why).toContain(`lambda:${operation}`);
    },
  );

  test.each(['ListAliases', 'GetFunction'])(
    'unless it was deleted meanwhile: %s',
    async (operation) => {
      const { aws, read } = await readingOver({ functions: [resize] }, { sources });
      aws.faults.set([{ operations: [`lambda:${operation}`], error: 'ResourceNotFoundException' }]);
      expect((await read()).unknown).toEqual([]);
    },
  );
});
