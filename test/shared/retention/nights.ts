import { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import type { GateOptions } from '../../../shared/actions/gate.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { compileRetention, DAY_MS } from '../../../shared/retention/rules.ts';
import { retentionVisitor } from '../../../shared/retention/visitor.ts';
import type { ImageUse, UnknownUses, Uses } from '../../../shared/use/uses.ts';
import type { Visitor } from '../../../shared/walk/visitor.ts';
import { openGate } from '../../support/acting.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { type Reporting, startReporting } from '../../support/reporting.ts';
import { type TestWalk, walk } from '../../support/walk.ts';

/** Nights of retention on a local AWS. */

/** What the sources say: one may change it between two readings. */
export interface Sources {
  images: ImageUse[];
  unknown: UnknownUses[];
}

export interface Nights extends Reporting {
  store: ReturnType<typeof memoryStore>;
  /** The registry in eu-central-1, and with which client it is read. */
  source: { ecr: ECRClient; client: ECRClient };
  /** What the walk reads. */
  atBegin: Sources;
  /** What is read right before an action. Called with each reading. */
  live: { sources?: Sources; onRead?: () => Promise<unknown> };
  /** Walks on a day: 0 is some months after all pushes. @returns what the visitor answers. */
  night(day: number, options?: TestWalk & { gate?: Partial<GateOptions> }): Promise<unknown>;
  /** Every other night from one day to another, as where one is left out. @returns what the last one answers. */
  nights(from: number, to: number): Promise<unknown>;
}

export async function startNights(retention: string): Promise<Nights> {
  const started = await startReporting();
  const config = parseRegistryConfig(`retention: ${retention}`);
  const store = memoryStore();
  const atBegin: Sources = { images: [], unknown: [] };
  const live: Nights['live'] = {};
  const first = Date.now() + 60 * DAY_MS;
  const { ecr, ledger, notifier } = started;
  const there = new ECRClient({ ...started.config, region: 'eu-central-1' });
  const source = { ecr: there, client: there };
  const night: Nights['night'] = async (day, { gate, ...options } = {}) => {
    const visitor = retentionVisitor({
      ...{ retention: compileRetention(config.retention), prices: config.inventory.prices },
      ...{
        gate: await openGate(started, { ledger, ...gate }),
        ledger,
        notifier: notifier(),
        store,
      },
      clientOfSource: () => source.client,
      uses: async (): Promise<Uses> => {
        await live.onRead?.();
        return structuredClone(live.sources ?? atBegin);
      },
    });
    const end = await walk(ecr, [visitor as Visitor], {
      ...{ store, uses: async () => structuredClone(atBegin) },
      ...{ began: new Date(first + day * DAY_MS), ...options },
    });
    return end.visitors.retention ?? end.failed;
  };
  const nights: Nights['nights'] = async (from, to) => {
    for (let day = from; day < to; day += 2) await night(day);
    return night(to);
  };
  return { ...started, store, source, atBegin, live, night, nights };
}

/** The images of a repository: by tag or digest, with their status. */
export async function stateOf(
  ecr: ECRClient,
  repositoryName: string,
): Promise<Record<string, string>> {
  const { imageDetails = [] } = await ecr.send(
    new DescribeImagesCommand({ repositoryName, filter: { imageStatus: 'ANY' } }),
  );
  return Object.fromEntries(
    imageDetails.map(({ imageTags: [tag] = [], imageDigest = '', imageStatus = '' }) => [
      tag ?? imageDigest,
      imageStatus,
    ]),
  );
}
