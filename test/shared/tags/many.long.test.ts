import { expect, onTestFinished, test } from 'vitest';
import { tagsVisitor } from '../../../shared/tags/visitor.ts';
import type { Slice } from '../../../shared/walk/visitor.ts';
import { digestOf } from '../../local/images.ts';
import { startWatch } from './watching.ts';

test('of very many new tags, no more than some thousand wait to be written', async () => {
  const started = await startWatch();
  const requests: string[] = [];
  onTestFinished(started.aws.onExchange(({ operation }) => void requests.push(operation)));
  const slice = { ecr: started.ecr, cacheRules: [] } as unknown as Slice;
  const visit = await tagsVisitor(started.visiting).slice(slice, undefined);
  const repository = await visit.repository({ repositoryName: 'team/a' });
  const image = (number: number) => ({ imageDigest: digestOf('x'), imageTags: [`1.0.${number}`] });
  const page = (from: number) => Array.from({ length: 1000 }, (_, at) => image(from + at));
  await repository?.images?.(page(0));
  expect(requests).toEqual(['Query']);
  await repository?.images?.(page(1000));
  expect(requests).toHaveLength(2001);
  await repository?.images?.([image(2000)]);
  await repository?.end?.();
  expect(requests).toHaveLength(2001);
  expect(await visit.end({ range: {}, unread: [] })).toEqual({
    ...{ repositories: 1, tags: 2001 },
    steps: { first: 2001 },
  });
});
