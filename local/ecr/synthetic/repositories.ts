import { SortedMap } from '../../service/sorted-map.ts';
import type { Repository } from '../model/repository.ts';
import { SyntheticImages } from './images.ts';
import { readOnly } from './read-only.ts';
import type { SyntheticSize } from './size.ts';

/** Repositories per team. */
const team = 100;
const minute = 60_000;
const firstCreation = Date.UTC(2024, 0, 1);

const lifecyclePolicyText = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      selection: {
        tagStatus: 'untagged',
        countType: 'sinceImagePushed',
        countUnit: 'days',
        countNumber: 14,
      },
      action: { type: 'expire' },
    },
  ],
});

const policyText = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'pull',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111122223333:root' },
      Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    },
  ],
});

/**
 * Repositories that are computed from their index on demand, `team-0007/service-42`. Nothing of them is stored, so
 * the API refuses every change.
 */
export class SyntheticRepositories extends SortedMap<Repository> {
  readonly #registry: SyntheticSize;

  constructor(registry: SyntheticSize) {
    super();
    this.#registry = registry;
  }

  override get size(): number {
    return this.#registry.repositories;
  }

  override get(name: string): Repository | undefined {
    const [, group, member] = /^team-(\d{4})\/service-(\d\d)$/.exec(name) ?? [];
    const index = Number(group) * team + Number(member);
    return index < this.size ? this.#repository(index) : undefined;
  }

  override has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  override set(): never {
    throw readOnly('a new repository');
  }

  override delete(): never {
    throw readOnly('a deletion');
  }

  override *entries(): Generator<[string, Repository]> {
    for (const repository of this.values()) yield [repository.name, repository];
  }

  override *from(name: string): Generator<Repository> {
    for (let index = this.#lowerBound(name); index < this.size; index += 1) {
      yield this.#repository(index);
    }
  }

  /** The first index whose name is not below `name`. */
  #lowerBound(name: string): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (nameOf(middle) < name) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #repository(index: number): Repository {
    return {
      name: nameOf(index),
      createdAt: new Date(firstCreation + index * minute),
      mutability: { mode: index % 3 === 0 ? 'IMMUTABLE' : 'MUTABLE', exclusions: [] },
      scanOnPush: index % 5 === 0,
      encryption: { encryptionType: index % 7 === 0 ? 'KMS' : 'AES256' },
      tags: new Map([['team', String(Math.floor(index / team))]]),
      policyText: index % 4 === 0 ? policyText : undefined,
      lifecyclePolicyText: index % 3 === 0 ? undefined : lifecyclePolicyText,
      images: new SyntheticImages(this.#registry, index),
      layers: new Set(),
      upstreamChecks: new Map(),
    };
  }
}

/** Names sort like their indexes. */
function nameOf(index: number): string {
  const group = String(Math.floor(index / team)).padStart(4, '0');
  return `team-${group}/service-${String(index % team).padStart(2, '0')}`;
}
