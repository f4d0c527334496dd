import {
  ECRClient,
  paginateDescribeImages,
  paginateDescribeRepositories,
} from '@aws-sdk/client-ecr';
import { parseRegistryConfig } from '../../shared/config/load.ts';
import { keepInventory } from '../../shared/inventory/keep.ts';
import { takeInventory } from '../../shared/inventory/take.ts';
import { paced } from '../../shared/registry/paced.ts';
import { clientDefaults } from '../../shared/runtime/clients.ts';
import type { Store } from '../../shared/runtime/store/store.ts';
import { peakMemory } from '../peak-memory.ts';
import type { Served } from './serve.ts';

/**
 * The reader: ours, which counts; ours, which writes every image to Parquet; the SDK's paginators, one call after
 * the other, with the responses dropped.
 */
export type Reader = 'ours' | 'ours, kept' | 'paginators' | 'paginators at the default page size';

export interface Reading {
  /** Our readers only: how many images were counted. */
  images: number | undefined;
  wallMs: number;
  /** Of this process while it read, user and system. */
  cpuMs: number;
  /** Of the files with the images; undefined when none are written. */
  parquetBytes: number | undefined;
  /** Peak memory of this process, in bytes. */
  peakBytes: number;
}

const { reader, served } = JSON.parse(process.argv[2] ?? '{}') as {
  reader: Reader;
  served: Served;
};
const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
const ecr = new ECRClient({ ...clientDefaults, ...served, credentials });
const started = performance.now();
const cpu = process.cpuUsage();
const store = countingStore();
const images = await read();
const { user, system } = process.cpuUsage(cpu);
const reading: Reading = {
  images,
  wallMs: performance.now() - started,
  cpuMs: (user + system) / 1000,
  parquetBytes: store.parquetBytes() || undefined,
  peakBytes: peakMemory('self') ?? process.resourceUsage().maxRSS * 1024,
};
process.send?.(reading, () => process.disconnect());
ecr.destroy();

async function read(): Promise<number | undefined> {
  if (reader === 'ours') return (await takeInventory(paced(ecr))).images;
  if (reader !== 'ours, kept') return theirs();
  const { inventory: config } = parseRegistryConfig('');
  return (await keepInventory(paced(ecr), { store, config: { ...config, settings: false } }))
    .images;
}

/** Keeps what a run reads again, and only the size of the images. */
function countingStore(): Store & { parquetBytes(): number } {
  const kept = new Map<string, Uint8Array>();
  let bytes = 0;
  return {
    parquetBytes: () => bytes,
    put: async (key, body) => {
      if (key.startsWith('images/')) bytes += body.length;
      else kept.set(key, Buffer.from(body));
    },
    get: async (key) => kept.get(key),
    list: async (prefix) => [...kept.keys()].filter((key) => key.startsWith(prefix)),
    folders: async () => [],
    remove: async (keys) => keys.forEach((key) => void kept.delete(key)),
    place: (key) => key,
  };
}

async function theirs(): Promise<undefined> {
  const paging = { client: ecr, ...(reader === 'paginators' && { pageSize: 1000 }) };
  const filter = { imageStatus: 'ANY' as const };
  for await (const { repositories = [] } of paginateDescribeRepositories(paging, {})) {
    for (const { repositoryName } of repositories) {
      for await (const _ of paginateDescribeImages(paging, { repositoryName, filter }));
    }
  }
}
