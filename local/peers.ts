import type { ReplicationTarget } from './ecr/replication/target.ts';
import type { Gate } from './http/gate.ts';
import type { Handler } from './http/listener.ts';

/** The registry of another account or region, as the AWS that it can be reached through knows it. */
export interface Peer extends ReplicationTarget {
  /** Answers a request to ECR or Secrets Manager that is signed for its region by somebody of its account. */
  readonly answer: Handler;
  /** Lets its faults have a call that somebody else carries out for it. */
  readonly judge: Gate['judge'];
}

/** An account in a region. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** @throws Error when two registries are of one account and region */
export function checkPeers(home: Place, peers: readonly Peer[]): void {
  const known = new Set<string>();
  for (const { accountId, region } of [home, ...peers]) {
    const place = `account ${accountId} in ${region}`;
    if (known.has(place)) {
      throw new Error(`There are two registries of ${place}: one account has one in each region`);
    }
    known.add(place);
  }
}

export function isSamePlace(one: Place, other: Place): boolean {
  return one.accountId === other.accountId && one.region === other.region;
}
