import type { ReplicationTarget } from './ecr/replication/target.ts';
import type { Gate } from './http/gate.ts';
import type { Handler } from './http/listener.ts';

/** The registry of another account or region, as the local AWS in front of it knows it. */
export interface Peer extends ReplicationTarget {
  /** Answers a request to ECR or Secrets Manager that is signed for its region by a caller of its account. */
  readonly answer: Handler;
  /** Applies its faults to a call that another AWS carries out for it. */
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
      throw new Error(
        `There are two peers for ${place}: an account has one registry per region. Leave one out`,
      );
    }
    known.add(place);
  }
}

export function isSamePlace(one: Place, other: Place): boolean {
  return one.accountId === other.accountId && one.region === other.region;
}
