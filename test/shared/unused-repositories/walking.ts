import {
  DescribeRepositoriesCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-ecr';
import type { Gate, GateOptions } from '../../../shared/actions/gate.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { unusedVisitor } from '../../../shared/unused-repositories/visitor.ts';
import { noUses, type Uses } from '../../../shared/use/uses.ts';
import type { Visitor } from '../../../shared/walk/visitor.ts';
import { openGate, roomy } from '../../support/acting.ts';
import { createRepositories } from '../../support/images.ts';
import { startReporting } from '../../support/reporting.ts';
import { walk } from '../../support/walk.ts';

const DAY_MS = 86_400_000;

export interface Night {
  rules: string;
  /** Days from now on. */
  day: number;
  uses?: Uses;
  /** Default: as `uses`. */
  usesNow?: Uses;
  limits?: string;
  gate?: Partial<GateOptions>;
  /** Called after the repositories and their tags were read, and before one is deleted. */
  before?(): Promise<unknown>;
}

export const dayIn = (days: number) =>
  new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** A registry with repositories that are created now, and walks in later nights. */
export async function startNights(...names: string[]) {
  const started = await startReporting();
  const { ecr, ledger, notifier } = started;
  await createRepositories(ecr, ...names);
  const night = async ({ rules, day, uses = noUses, usesNow = uses, ...more }: Night) => {
    const { limits = roomy, before = async () => {} } = more;
    const config = parseRegistryConfig(`unusedRepositories: ${rules}\nlimits: ${limits}`);
    const opened = await openGate(started, { ledger, limits: config.limits, ...more.gate });
    const gate: Gate = {
      ...opened,
      observes: async (rule, kind) => {
        await before();
        return opened.observes(rule, kind);
      },
    };
    const visitor = unusedVisitor({
      ...{ rules: config.unusedRepositories ?? [], cachePrefixes: ['mirror'], ledger, gate },
      ...{ prices: config.inventory.prices, notifier: notifier(), usesNow: async () => usesNow },
    });
    const began = new Date(Date.now() + day * DAY_MS);
    const later: Visitor = {
      ...(visitor as Visitor),
      slice: (slice) => visitor.slice({ ...slice, began }, undefined),
    };
    const end = await walk(ecr, [later], { uses: async () => uses });
    return end.visitors['unused-repositories'] ?? end.failed;
  };
  const arnOf = async (name: string) => {
    const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({}));
    return repositories.find(({ repositoryName }) => repositoryName === name)?.repositoryArn;
  };
  return {
    ...{ ...started, night },
    names: async () => {
      const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({}));
      return repositories.map(({ repositoryName }) => repositoryName).toSorted();
    },
    tagsOf: async (name: string) => {
      const input = { resourceArn: await arnOf(name) };
      const { tags = [] } = await ecr.send(new ListTagsForResourceCommand(input));
      return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
    },
    tag: async (name: string, Key: string, Value: string) =>
      ecr.send(new TagResourceCommand({ resourceArn: await arnOf(name), tags: [{ Key, Value }] })),
    untag: async (name: string, key: string) =>
      ecr.send(new UntagResourceCommand({ resourceArn: await arnOf(name), tagKeys: [key] })),
  };
}
