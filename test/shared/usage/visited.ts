import type { Alert } from '../../../shared/alerts/alert.ts';
import type { Notifier } from '../../../shared/alerts/notifier.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { identify } from '../../../shared/registry/identity.ts';
import { usageVisitor } from '../../../shared/usage/visitor.ts';
import { usesReading } from '../../../shared/use/reading.ts';
import type { ImageUse } from '../../../shared/use/uses.ts';
import type { Visitor } from '../../../shared/walk/visitor.ts';
import { digestOf } from '../../local/images.ts';
import { imageOf } from '../../local/snapshots.ts';
import { openGate } from '../../support/acting.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { startReporting } from '../../support/reporting.ts';
import { type TestWalk, walk } from '../../support/walk.ts';

export const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
export const names = ['constructor', 'team/a', 'team/b', 'team/c', 'unused/d'];

export interface UsageWalk extends TestWalk {
  registryYml?: string;
  /** Whether a person does it, for whom no rule has to be allowed. Default: true. */
  person?: boolean;
}

/** Keeps the alerts that are passed on. */
export function noted(notify: Notifier['notify'], alerts: Alert[]): Notifier['notify'] {
  return async (found) => {
    alerts.push(...found.filter((it) => 'kind' in it));
    return notify(found);
  };
}

/** In each repository an archived image with two tags, and one that is not; some of them are in use. */
export async function start(...uris: string[]) {
  const lastArchivedAt = '2026-11-02T00:00:00Z';
  const imageDetails = names.flatMap((repositoryName) => [
    imageOf(`${repositoryName} old`, {
      ...{ repositoryName, imageTags: ['1', 'old'], imageStatus: 'ARCHIVED', lastArchivedAt },
    }),
    imageOf(`${repositoryName} new`, { repositoryName, imageTags: ['2'] }),
  ]);
  const repositories = names.map((repositoryName) => ({ repositoryName }));
  const functions = uris.map((uri, at) => ({ name: `f${at}`, imageUri: `${host}/${uri}` }));
  const started = await startReporting({
    ...{ snapshot: { repositories, imageDetails }, uses: { functions } },
  });
  const { ecr, config, notifier, ledger } = started;
  const sources = ['ecs', 'lambda'] as const;
  const readUses = usesReading({ sources, registry: () => identify(ecr) }, config);
  const further: ImageUse[] = [];
  const uses = async () => {
    const { images, unknown } = await readUses();
    return { images: [...images, ...further], unknown };
  };
  const store = memoryStore();
  const alerts: Alert[] = [];
  const walked = async ({ registryYml = '{}', person = true, ...options }: UsageWalk = {}) => {
    const gate = await openGate(started, { ledger, person });
    const { use } = parseRegistryConfig(registryYml);
    const { notify, resolve } = notifier();
    const noting = { resolve, notify: noted(notify, alerts) };
    const visitor = usageVisitor({ use, gate, notifier: noting, ledger, store });
    const end = await walk(ecr, [visitor as Visitor], { uses, store, ...options });
    return end.visitors.usage ?? end.failed;
  };
  const texts = () => alerts.splice(0);
  return { ...started, store, walked, texts, uses: (it: ImageUse) => further.push(it) };
}

export const title = (name: string) => `An archived image of ${name} is in use`;
export const missing = (name: string) => `An image in use is missing in ${name}`;
export const unknown = 'It is not known which images lambda runs';
export const byDigest = `team/b@${digestOf('team/b old')}`;
export const filter = { imageStatus: 'ANY' as const };
export const restoring = 'use: { restore: inUse }';
