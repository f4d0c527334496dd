import {
  ECRClient,
  paginateDescribeImages,
  paginateDescribeRepositories,
} from '@aws-sdk/client-ecr';
import { takeInventory } from '../../shared/inventory/take.ts';
import { paced } from '../../shared/registry/paced.ts';
import { clientDefaults } from '../../shared/runtime/clients.ts';
import type { Served } from './serve.ts';

/** Who reads: ours; the SDK's paginators, one call after the other and nothing done with the answers. */
export type Reader = 'ours' | 'paginators' | 'paginators at the default page size';

export interface Reading {
  /** Answers of ours only: how many images were counted. */
  images: number | undefined;
  wallMs: number;
  /** Of this process while it read, user and system. */
  cpuMs: number;
  /** The most memory that this process ever had, in bytes. */
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
const images = reader === 'ours' ? await ours() : await theirs();
const { user, system } = process.cpuUsage(cpu);
const reading: Reading = {
  images,
  wallMs: performance.now() - started,
  cpuMs: (user + system) / 1000,
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
process.send?.(reading, () => process.disconnect());
ecr.destroy();

async function ours(): Promise<number> {
  return (await takeInventory(paced(ecr))).images;
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
