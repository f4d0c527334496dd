import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleFunctions } from '../../local/lambda/bundle.ts';
import { readService } from '../../local/stack/service.ts';
import { installed } from '../walk/peers.ts';
import { type Account, type AccountSize, accountId, buildAccount, region } from './account.ts';
import type { Built, Truth } from './images.ts';
import { type Place, startPlace } from './place.ts';
import { ecrm, everySource, likeEcrm, steward, type Tool } from './tools.ts';

/** What a tool would do to the account, and what it has done to a copy. */
export interface Compared {
  /** Images that it would delete, by what they are. */
  selected: Record<Truth, number>;
  planCalls: Record<string, number>;
  planSeconds: number;
  /** Images that it has deleted. */
  deleted: Record<Truth, number>;
  /** `repository name` of what runs or is on standby, and cannot be pulled afterwards. */
  lost: string[];
  /** Of each repository, how many unused images are left. */
  keptUnused: Record<string, number>;
  actCalls: Record<string, number>;
  actSeconds: number;
}

/** Each tool on its own copy of the account; undefined for one that is not installed. */
export async function compare(size: AccountSize): Promise<Record<string, Compared | undefined>> {
  const account = buildAccount(size);
  const directory = fileURLToPath(new URL('../..', import.meta.url));
  const service = await readService({ directory, stage: 'local', region, accountId });
  const names = Object.keys(service.configuration.functions as object);
  const functions = names.map((name) => ({ name, handler: `functions/${name}.handler` }));
  const bundles = await bundleFunctions({ ...service, functions });
  const program = installed('ecrm');
  // What its own page advises for clusters, App Runner and others: a file of image URIs.
  const listed = [
    ...account.pods,
    ...(account.uses.appRunner ?? []).flatMap(({ image }) => image ?? []),
  ];
  const tools: Record<string, ((place: Place) => Promise<Tool>) | undefined> = {
    ecrm: program ? (place) => ecrm(program, place, []) : undefined,
    'ecrm, and a list': program ? (place) => ecrm(program, place, listed) : undefined,
    'ecr-steward, ECS and Lambda': (place) => steward(place, likeEcrm, bundles),
    'ecr-steward, all sources': (place) => steward(place, everySource, bundles),
  };
  const compared: Record<string, Compared | undefined> = {};
  try {
    for (const [name, start] of Object.entries(tools)) {
      compared[name] = start && (await runOn(account, start));
    }
    return compared;
  } finally {
    const [first] = bundles.values();
    if (first) await rm(dirname(dirname(first.file)), { recursive: true });
  }
}

async function runOn(account: Account, start: (place: Place) => Promise<Tool>): Promise<Compared> {
  const place = await startPlace(account);
  try {
    const tool = await start(place);
    place.calls();
    const plan = await tool.plan();
    const planCalls = place.calls();
    const act = await tool.act();
    const actCalls = place.calls();
    const left = new Set(await place.left());
    const kept = account.images.filter((it) => it.truth === 'unused' && left.has(it));
    const used = account.images.filter(({ truth }) => truth === 'runs' || truth === 'standby');
    const lost = await place.unpullable(used);
    await tool.end();
    return {
      selected: byTruth(
        account.images.filter((it) => plan.selected.has(`${it.repository}@${it.digest}`)),
      ),
      ...{ planCalls, planSeconds: plan.seconds, actCalls, actSeconds: act.seconds },
      deleted: byTruth(account.images.filter((it) => !left.has(it))),
      lost: lost.map(({ repository, name }) => `${repository} ${name}`),
      keptUnused: counted(kept.map(({ repository }) => repository)),
    };
  } finally {
    await place.close();
  }
}

function byTruth(images: readonly Built[]): Record<Truth, number> {
  const none: Record<Truth, number> = { runs: 0, standby: 0, needed: 0, pulled: 0, unused: 0 };
  return { ...none, ...counted(images.map(({ truth }) => truth)) };
}

function counted(names: readonly string[]): Record<string, number> {
  const groups = Map.groupBy(names, (name) => name);
  return Object.fromEntries([...groups].map(([name, all]) => [name, all.length]));
}

export function all(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
