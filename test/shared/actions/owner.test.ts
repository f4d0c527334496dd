import { DescribeRepositoryCreationTemplatesCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import {
  isOwner,
  isSameOwner,
  OWNER_PREFIX,
  type Owner,
  own,
  ownerFile,
  ownerOf,
  successorOf,
  takeOver,
} from '../../../shared/actions/owner.ts';
import { startTestAws } from '../../local/start.ts';

const file = 'registry.yml';

test.each([
  ['registry.yml', 'registry.yml'],
  ['./config/../config/registry.yml', 'config/registry.yml'],
  ['../elsewhere/registry.yml', 'registry.yml'],
  ['/home/somebody/registry.yml', 'registry.yml'],
])('%s is the file %s', (path, name) => {
  expect(ownerFile(path)).toBe(name);
});

test.each([
  [{ stack: 's', file }, { stack: 's', file: 'other.yml' }, true, false],
  [{ stack: 's', file }, { stack: 't', file }, false, false],
  [{ stack: 's', file }, { file }, true, false],
  [{ file }, { stack: 's', file }, true, false],
  [{ file }, { file }, true, true],
  [{ file }, { file: 'other.yml' }, false, false],
  [{ stack: 's', file }, { stack: 's', file }, true, true],
])('%j and %j are one steward: %s, and the same in all: %s', (owner, me, is, same) => {
  expect(isOwner(owner, me)).toBe(is);
  expect(isSameOwner(owner, me)).toBe(same);
});

test('the stack of the owner stays where its own file takes over', () => {
  expect(successorOf({ stack: 's', file }, file)).toEqual({ stack: 's', file });
  expect(successorOf({ stack: 's', file }, 'other.yml')).toEqual({ file: 'other.yml' });
  expect(successorOf(undefined, file)).toEqual({ file });
  expect(successorOf({ stack: 's', file }, 'other.yml', 't')).toEqual({
    stack: 't',
    file: 'other.yml',
  });
});

describe('a registry', () => {
  test('belongs to the first, and then to its stack; to another only when it is taken over', async () => {
    const { ecr } = await startTestAws();
    expect(await ownerOf(ecr)).toBeUndefined();
    expect(await own(ecr, { file })).toEqual({ file });
    expect(await own(ecr, { stack: 's', file })).toEqual({ stack: 's', file });
    expect(await own(ecr, { file })).toEqual({ stack: 's', file });
    expect(await own(ecr, { stack: 's', file: 'moved.yml' })).toEqual({ stack: 's', file });
    const other = { stack: 't', file };
    await expect(own(ecr, other)).rejects.toThrow('belongs to the stack s (registry.yml)');
    expect(await takeOver(ecr, other)).toEqual(other);
    expect(await ownerOf(ecr)).toEqual(other);
    const { repositoryCreationTemplates } = await ecr.send(
      new DescribeRepositoryCreationTemplatesCommand({}),
    );
    expect(repositoryCreationTemplates).toMatchObject([{ prefix: OWNER_PREFIX }]);
  });

  test('of nobody may be taken over, too', async () => {
    const { ecr } = await startTestAws();
    await takeOver(ecr, { file });
    expect(await ownerOf(ecr)).toEqual({ file });
  });

  test.each<[string, Owner, Owner | undefined]>([
    ["another stack is nobody else's", { stack: 't', file: 'other.yml' }, undefined],
    ['the same stack is its own', { stack: 's', file }, { stack: 's', file }],
  ])('that gets an owner in that moment: %s', async (_, faster, owner) => {
    const { ecr } = await startTestAws();
    let isFirst = true;
    ecr.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'CreateRepositoryCreationTemplateCommand' && isFirst) {
            isFirst = false;
            await takeOver(ecr, faster);
          }
          return next(args);
        },
      { step: 'initialize' },
    );
    const owned = own(ecr, { stack: 's', file });
    if (owner) expect(await owned).toEqual(owner);
    else await expect(owned).rejects.toMatchObject({ name: 'OwnedByOtherError', owner: faster });
  });

  test('whose mark is gone again is taken for ours', async () => {
    const { aws, ecr } = await startTestAws();
    const operations = ['ecr:CreateRepositoryCreationTemplate'];
    aws.faults.set([{ operations, error: 'TemplateAlreadyExistsException' }]);
    expect(await own(ecr, { file })).toEqual({ file });
  });

  test('whose owner cannot be read is nobody’s to own', async () => {
    const { aws, ecr } = await startTestAws();
    const operations = ['ecr:DescribeRepositoryCreationTemplates'];
    aws.faults.set([{ operations, error: 'AccessDeniedException' }]);
    await expect(own(ecr, { file })).rejects.toThrow('not authorized');
  });
});
