import { type ECRClient, paginateDescribeImages } from '@aws-sdk/client-ecr';
import { compileNaming } from '../../../shared/naming/rules.ts';
import { namingVisitor } from '../../../shared/naming/visitor.ts';
import { roomy, unused } from '../../support/acting.ts';
import type { TestStack } from '../../support/stack.ts';
import { visitingOf, walkFor } from '../walking.ts';

export const registryYml = `
limits: ${roomy}
naming:
  grace: 10m
  maxDeletes: 2
  maxDeletePercent: 50
  tags:
    - rule: deletes
      repositories: ['scratch/*']
      patterns: ['pr-[0-9]+']
      action: delete
    - rule: releases
      repositories: ['team-a/*']
      kinds: [semver, version-line]
      requires: [{kinds: [version-line], sibling: {kinds: [semver]}}]
      message: See the wiki.
      action: quarantine
    - {rule: anything but test, deny: ['test*']}
`;

/** Has the hourly function look at what is due. */
export const fire = async ({ stack }: TestStack) => {
  const outcome = await stack.fire('due');
  await stack.idle();
  return outcome;
};

/** Walks the registry of a stack for names alone, with its rules, ledger and topic. */
export function walkNames(started: TestStack) {
  const { declared, ledger, gate, notifier } = visitingOf(started, registryYml);
  const naming = compileNaming(declared.naming);
  const with_ = { naming, ledger, gate, notifier, guard: unused, cachePrefixes: [] };
  return walkFor(started, namingVisitor(with_));
}

/** Every image that has a tag, as `repository@digest: tags`. */
export async function endState(ecr: ECRClient, repositories: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  for (const repositoryName of repositories) {
    for await (const { imageDetails = [] } of paginateDescribeImages(
      { client: ecr },
      { repositoryName },
    )) {
      for (const { imageDigest, imageTags = [] } of imageDetails) {
        lines.push(`${repositoryName}@${imageDigest}: ${imageTags.toSorted()}`);
      }
    }
  }
  return lines.toSorted();
}

/** A clock of ECR that stands an hour back, so that what is pushed has no grace. */
export const anHourAgo = { now: () => new Date(Date.now() - 3_600_000) };
