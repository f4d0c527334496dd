import type { ReplicationTarget } from './ecr/replication/target.ts';
import { isSamePlace, type Peer, type Place } from './peers.ts';
import type { Region } from './region.ts';
import type { Caller } from './service/caller.ts';
import { principalOf } from './service/principal.ts';

/** All accounts and regions that can be reached at one endpoint. Each region is created on first use. */
export interface Regions {
  readonly home: Region;
  readonly peers: readonly Peer[];
  /** The regions created so far. */
  all(): readonly Region[];
  /** The region of this place; `undefined` when its name is not a region's. */
  at(place: Place): Region | Peer | undefined;
  /** The region of a caller; home for an invalid caller or region, which then refuses the call. */
  of(caller: Caller | undefined): Region | Peer;
  hasAccount(accountId: string): boolean;
  /** The registry that images can be replicated to. */
  replicationTarget(place: Place): ReplicationTarget | undefined;
}

/** `eu-west-1`, `us-gov-east-1`, `eusc-de-east-1`: future regions will have names of this form, too. */
const regionName = /^[a-z]{2,5}(?:-[a-z]+){1,3}-\d{1,2}$/;

/** @param accounts that exist before their first use: roles in them can be assumed */
export function createRegions(
  home: Place,
  accounts: readonly string[],
  peers: readonly Peer[],
  open: (place: Place) => Region,
): Regions {
  const opened = new Map<string, Region>();
  const known = new Set([home, ...peers].map(({ accountId }) => accountId).concat(accounts));
  const openedAt = ({ accountId, region }: Place): Region | undefined => {
    const key = `${accountId}/${region}`;
    const there = opened.get(key);
    if (there || !regionName.test(region)) return there;
    const made = open({ accountId, region });
    opened.set(key, made);
    known.add(accountId);
    return made;
  };
  const homeRegion = openedAt(home);
  if (!homeRegion)
    throw new Error(`${home.region} is not the name of a region: use one such as eu-west-1`);
  const at: Regions['at'] = (place) =>
    peers.find((peer) => isSamePlace(peer, place)) ?? openedAt(place);
  return {
    home: homeRegion,
    peers,
    at,
    all: () => [...opened.values()],
    of: (caller) => {
      const who = caller && principalOf(caller, home.accountId, homeRegion.site.now());
      if (!caller || who === undefined || typeof who === 'string') return homeRegion;
      return at({ accountId: who.accountId, region: caller.region }) ?? homeRegion;
    },
    hasAccount: (accountId) => known.has(accountId),
    replicationTarget: (place) => (known.has(place.accountId) ? at(place) : undefined),
  };
}
