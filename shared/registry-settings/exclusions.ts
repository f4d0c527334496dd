import {
  DeregisterPullTimeUpdateExclusionCommand,
  type ECRClient,
  ExclusionAlreadyExistsException,
  ExclusionNotFoundException,
  ListPullTimeUpdateExclusionsCommand,
  RegisterPullTimeUpdateExclusionCommand,
} from '@aws-sdk/client-ecr';
import { ownerOf } from '../actions/owner.ts';
import type { ChangeKind } from '../changes/kind.ts';
import { kept, mayBeOurs, notDeclared, type Outcome, type Step } from '../changes/step.ts';

/** A principal whose pulls do not count as a use of an image. */
export interface ExclusionState {
  principalArn: string;
}

export type ExclusionChange = { kind: 'exclusion'; principalArn: string } & Step<ExclusionState>;

export interface ObservedExclusions {
  principalArns: readonly string[];
  /** The stack that owns the registry, which excludes its own roles. */
  stack?: string | undefined;
}

/** The largest page (API reference, ListPullTimeUpdateExclusions). */
const PAGE_SIZE = 1000;

/** Reads all exclusions; the SDK has no paginator for them. */
export async function exclusionsOf(ecr: ECRClient): Promise<string[]> {
  const found: string[] = [];
  let nextToken: string | undefined;
  do {
    const input = { maxResults: PAGE_SIZE, ...(nextToken !== undefined && { nextToken }) };
    const page = await ecr.send(new ListPullTimeUpdateExclusionsCommand(input));
    found.push(...(page.pullTimeUpdateExclusions ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

/** The same, and the owner of the registry: its stack excludes its own roles. */
export async function observeExclusions(ecr: ECRClient): Promise<ObservedExclusions> {
  const [principalArns, owner] = await Promise.all([exclusionsOf(ecr), ownerOf(ecr)]);
  return { principalArns, stack: owner?.stack };
}

/** @param prune - What is not declared is deleted; the roles of the stack stay. */
export function planExclusions(
  declared: readonly string[],
  { principalArns, stack }: ObservedExclusions,
  { prune }: { prune: boolean },
): ExclusionChange[] {
  const existing = new Set(principalArns);
  const wanted = new Set(declared);
  const others = principalArns.filter((arn) => !wanted.has(arn) && !isOfStack(arn, stack));
  return [
    ...[...wanted].map((arn) => planDeclared(arn, existing.has(arn))),
    ...others.map((arn) => planUndeclared(arn, prune)),
  ];
}

function planDeclared(principalArn: string, exists: boolean): ExclusionChange {
  const state = { principalArn };
  const base = { kind: 'exclusion', principalArn } as const;
  if (exists) return { ...base, action: 'none', before: state };
  const reason = 'its pulls no longer count as a use of an image, as lifecycle policies ask for it';
  return { ...base, action: 'create', after: state, reason };
}

function planUndeclared(principalArn: string, prune: boolean): ExclusionChange {
  const base = { kind: 'exclusion', principalArn, before: { principalArn } } as const;
  if (!prune) return { ...base, action: 'unmanaged', reason: kept };
  return { ...base, action: 'delete', reason: notDeclared };
}

/** CloudFormation may shorten the name of a stack in the name of a role. */
const KEPT_CHARACTERS = 20;

/** Whether a role is perhaps one of the stack: such a role has the stack's name in its own. */
function isOfStack(principalArn: string, stack: string | undefined): boolean {
  const name = principalArn.split('/').at(-1) ?? '';
  return stack !== undefined && name.includes(stack.slice(0, KEPT_CHARACTERS));
}

export const exclusionKind: ChangeKind<ExclusionChange> = {
  nameOf: ({ principalArn }) => `exclusion of ${principalArn.split(':').at(-1)}`,
  targetOf: ({ principalArn }) => `the pull time exclusion of ${principalArn}`,
  limit: 'registry',
  // Lifecycle policies expire or archive what nobody seems to pull; without one, what scanners pull looks used.
  canBreak: ({ action }) => action === 'create' || action === 'delete',
  write: writeExclusion,
  current: async (ecr, { principalArn }) =>
    (await exclusionsOf(ecr)).includes(principalArn) ? { principalArn } : undefined,
  isSame: (a, b) => a.principalArn === b.principalArn,
};

async function writeExclusion(ecr: ECRClient, change: ExclusionChange): Promise<Outcome> {
  const { principalArn } = change;
  if (change.action === 'create') return register(ecr, principalArn);
  return change.action === 'delete' ? deregister(ecr, principalArn) : 'unchanged';
}

async function register(ecr: ECRClient, principalArn: string): Promise<Outcome> {
  try {
    await ecr.send(new RegisterPullTimeUpdateExclusionCommand({ principalArn }));
    return 'created';
  } catch (error) {
    if (!(error instanceof ExclusionAlreadyExistsException)) throw error;
    return mayBeOurs(error) ? 'created' : 'unchanged';
  }
}

async function deregister(ecr: ECRClient, principalArn: string): Promise<Outcome> {
  try {
    await ecr.send(new DeregisterPullTimeUpdateExclusionCommand({ principalArn }));
    return 'deleted';
  } catch (error) {
    if (!(error instanceof ExclusionNotFoundException)) throw error;
    return mayBeOurs(error) ? 'deleted' : 'unchanged';
  }
}
