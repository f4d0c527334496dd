import { basename, isAbsolute, normalize } from 'node:path';
import {
  CreateRepositoryCreationTemplateCommand,
  DescribeRepositoryCreationTemplatesCommand,
  type ECRClient,
  TemplateAlreadyExistsException,
  TemplateNotFoundException,
  UpdateRepositoryCreationTemplateCommand,
} from '@aws-sdk/client-ecr';
import { unlessNotOffered } from '../registry/offered.ts';
import { StewardError } from '../runtime/errors.ts';

/**
 * The owner of a registry. There is one ECR registry per account and region, and two stacks with different files would
 * undo each other's changes. So the first one sets a mark in the registry itself, the one place that all of them can
 * read: a repository creation template for a prefix that nobody uses, whose description names the owner.
 */
export interface Owner {
  /** The CloudFormation stack; its ledger is the table `<stack>-ledger`. */
  stack?: string | undefined;
  /** The file that declares the registry, as it is given in its project: `registry.yml`. */
  file: string;
}

/** A file as the mark names it: its path in the project, or its name alone where it is outside. */
export function ownerFile(path: string): string {
  const inProject = isAbsolute(path) ? '..' : normalize(path);
  return inProject.startsWith('..') ? basename(path) : inProject;
}

/** The prefix of the mark. A repository of that name would get the settings that ECR gives without a template. */
export const OWNER_PREFIX = 'ecr-steward.owner';

/**
 * The owner; undefined where there is no mark.
 *
 * @param unmarkable - The owner to assume where ECR has no templates, as in some regions, and so no mark can be set;
 *   default: none. The consent of a person is in the ledger of the stack there, too.
 */
export async function ownerOf(ecr: ECRClient, unmarkable?: Owner): Promise<Owner | undefined> {
  const [owner] = await unlessNotOffered(marks(ecr), unmarkable ? [unmarkable] : []);
  return owner;
}

async function marks(ecr: ECRClient): Promise<Owner[]> {
  const input = { prefixes: [OWNER_PREFIX] };
  try {
    const answer = await ecr.send(new DescribeRepositoryCreationTemplatesCommand(input));
    const found = answer.repositoryCreationTemplates ?? [];
    return found.map(({ description = '' }) => parsed(description));
  } catch (error) {
    if (error instanceof TemplateNotFoundException) return [];
    throw error;
  }
}

/** Whether both are the same owner: stacks by name; where either has no stack, by file. */
export function isOwner(owner: Owner, { stack, file }: Owner): boolean {
  if (stack === undefined || owner.stack === undefined) return owner.file === file;
  return owner.stack === stack;
}

/**
 * Sets our mark where there is none and one can be set, and adds our stack to a mark of our file.
 *
 * @throws OwnedByOtherError when the registry has another owner.
 */
export async function own(ecr: ECRClient, me: Owner): Promise<Owner> {
  const owner = await ownerOf(ecr, me);
  if (owner === undefined) return create(ecr, me);
  if (!isOwner(owner, me)) throw new OwnedByOtherError(owner, me);
  if (me.stack === undefined || owner.stack === me.stack) return owner;
  return takeOver(ecr, me);
}

/**
 * The owner after this file takes over. The stack of another file is not ours.
 *
 * @param stack - Default: that of the owner, if it is of the same file.
 */
export function successorOf(
  owner: Owner | undefined,
  file: string,
  stack = owner?.file === file ? owner.stack : undefined,
): Owner {
  return { file, ...(stack !== undefined && { stack }) };
}

export function isSameOwner(a: Owner, b: Owner): boolean {
  return a.file === b.file && a.stack === b.stack;
}

/** Makes the registry ours, whoever owned it: only on a person's request. */
export async function takeOver(ecr: ECRClient, me: Owner): Promise<Owner> {
  if ((await ownerOf(ecr)) === undefined) return create(ecr, me);
  await ecr.send(new UpdateRepositoryCreationTemplateCommand(markOf(me)));
  return me;
}

async function create(ecr: ECRClient, me: Owner): Promise<Owner> {
  try {
    await ecr.send(new CreateRepositoryCreationTemplateCommand(markOf(me)));
    return me;
  } catch (error) {
    // Somebody else set it meanwhile, perhaps an earlier attempt of ours.
    if (!(error instanceof TemplateAlreadyExistsException)) throw error;
    const owner = await ownerOf(ecr);
    if (owner && !isOwner(owner, me)) throw new OwnedByOtherError(owner, me);
    return owner ?? me;
  }
}

function markOf({ stack, file }: Owner) {
  const named = stack === undefined ? `file ${file}` : `stack ${stack}, file ${file}`;
  return {
    prefix: OWNER_PREFIX,
    description: `ecr-steward: this registry belongs to ${named}`.slice(0, MOST_CHARACTERS),
    appliedFor: ['REPLICATION' as const],
  };
}

/** The longest description that ECR takes. */
const MOST_CHARACTERS = 256;

function parsed(description: string): Owner {
  const [, stack, file] =
    /^ecr-steward: this registry belongs to (?:stack (\S+), )?file (.+)$/.exec(description) ?? [];
  // Somebody has edited it: no owner that we know.
  if (file === undefined) return { file: description };
  return { ...(stack && { stack }), file };
}

export function nameOf({ stack, file }: Owner): string {
  return stack === undefined ? `the file ${file}` : `the stack ${stack} (${file})`;
}

/** The registry has another owner. */
export class OwnedByOtherError extends StewardError {
  override name = 'OwnedByOtherError' as const;
  readonly owner: Owner;

  constructor(owner: Owner, me: Owner) {
    super(
      `this registry belongs to ${nameOf(owner)}, not to ${nameOf(me)}: two owners would undo each other's ` +
        'changes. Use that one, or take the registry over: npx ecr-steward take-over',
    );
    this.owner = owner;
  }
}
