import type { BlobStore } from '../blobs/store.ts';
import type { Ecr } from '../ecr/model/ecr.ts';
import { type CacheRule, policyOf, repositoryArn } from '../ecr/model/registry.ts';
import type { Repository } from '../ecr/model/repository.ts';
import { recordOnBehalf } from '../ecr/on-behalf.ts';
import { repositoryFor } from '../ecr/repositories/created-repositories.ts';
import { repositoryView } from '../ecr/repositories/views.ts';
import type { Pull, PullFailure, PullThrough } from '../ecr/rules/pull-through.ts';
import { upstreamOf } from '../ecr/rules/upstreams.ts';
import type { Principal } from '../service/principal.ts';
import { upstreamRepository } from './client.ts';
import { toFailure, UpstreamError } from './errors.ts';
import { cacheAction } from './events.ts';
import { fetchLayers, fetchManifests, putFetched } from './import.ts';
import { loginOf } from './login.ts';
import type { PullThroughOptions } from './options.ts';
import { ruleFor, upstreamName } from './routing.ts';

/** How long, in milliseconds, a cached tag is served without asking the upstream: 24 hours (Amazon ECR user guide). */
const freshness = 24 * 60 * 60 * 1000;

/** What all steps of a pull share. */
interface Cache {
  ecr: Ecr;
  blobs: BlobStore;
  upstreams: ReadonlyMap<string, URL>;
  options: PullThroughOptions;
}

/** A pull that a rule matches, and the upstream of that rule. */
interface Route extends Pull {
  rule: CacheRule;
  address: URL;
}

/** Applies pull through cache rules whose upstream is emulated by another registry on this machine. */
export function createPullThrough(cache: Cache): PullThrough {
  const running = new Map<string, Promise<PullFailure | undefined>>();
  return {
    prepare: async (pull) => {
      const route = routeOf(cache, pull);
      if (!route || !isDue(cache, route)) return undefined;
      // Concurrent pulls of the same image share one import.
      const key = `${pull.repositoryName} ${pull.reference}`;
      const shared = running.get(key) ?? sync(cache, route).finally(() => running.delete(key));
      running.set(key, shared);
      return shared;
    },
  };
}

function routeOf({ ecr, upstreams }: Cache, pull: Pull): Route | undefined {
  const rule = ruleFor(ecr.registry, pull.repositoryName);
  const upstream = rule && (rule.upstream ?? upstreamOf(rule.upstreamUrl));
  const address = upstream === undefined ? undefined : upstreams.get(upstream);
  return rule && address && { ...pull, rule, address };
}

/** Does the upstream have to be asked, and may the puller do so? */
function isDue(cache: Cache, { repositoryName, reference, caller }: Route): boolean {
  const { ecr, options } = cache;
  const repository = ecr.registry.repositories.get(repositoryName);
  const mayImport = isAllowed(cache, caller, 'BatchImportUpstreamImage', repositoryName);
  if (!mayImport) return false;
  if (!repository && !isAllowed(cache, caller, 'CreateRepository', repositoryName)) return false;
  if (reference.includes(':')) {
    return options.firstPullByDigest === true && !repository?.images.get(reference);
  }
  const image = repository?.images.tagged(reference);
  const checkedAt = repository?.upstreamChecks.get(reference) ?? image?.pushedAt;
  return !image || !checkedAt || ecr.now().getTime() - checkedAt.getTime() >= freshness;
}

/** Without these two permissions nothing is imported, or no repository created. */
function isAllowed(
  { ecr, options }: Cache,
  caller: Principal,
  operation: 'BatchImportUpstreamImage' | 'CreateRepository',
  repositoryName: string,
): boolean {
  const { batchImportUpstreamImage = true, createRepository = true } = options.permissions ?? {};
  const given = operation === 'CreateRepository' ? createRepository : batchImportUpstreamImage;
  const need = {
    action: `ecr:${operation}`,
    resource: repositoryArn(ecr.registry, repositoryName),
  };
  const textOf = (arn: string) => policyOf(ecr.registry, arn);
  return given && !ecr.world.permissions.refusal(caller, [need], textOf);
}

/** A failure is not reported while there is an older copy to serve. */
async function sync(cache: Cache, route: Route): Promise<PullFailure | undefined> {
  const { registry, emit } = cache.ecr;
  try {
    await bringIn(cache, route);
    return undefined;
  } catch (thrown) {
    const cached = registry.repositories.get(route.repositoryName)?.images.tagged(route.reference);
    if (cached) return undefined;
    const failure = toFailure(thrown);
    emit(cacheAction(registry, route.rule, route, failure));
    return failure;
  }
}

async function bringIn(cache: Cache, route: Route): Promise<void> {
  const { ecr, blobs, options } = cache;
  const { rule, reference, address } = route;
  const name = upstreamName(rule, route.repositoryName);
  refuseShortName(rule, name);
  const upstream = upstreamRepository(address, name, await loginOf(ecr, rule, address));
  const manifests = await fetchManifests(upstream, reference);
  const digest = manifests[manifests.length - 1]?.digest ?? '';
  await fetchLayers(blobs, upstream, manifests);
  const repository = requireCacheRepository(ecr, route);
  const tag = reference.includes(':') ? undefined : reference;
  const teller = options.imageEvents === false ? { ...ecr, emit: () => {} } : ecr;
  const isNew = putFetched(teller, repository, manifests, tag);
  if (tag !== undefined) repository.upstreamChecks.set(tag, ecr.now());
  if (isNew) ecr.emit(cacheAction(ecr.registry, rule, route, { digest }));
}

/** On Docker Hub, official images are `library/<name>`; ECR does not add the prefix (user guide). */
function refuseShortName({ upstream }: CacheRule, name: string): void {
  if (upstream === 'docker-hub' && !name.includes('/')) {
    throw new UpstreamError('UpstreamAccessDenied');
  }
}

/** Creates the repository once the whole image is fetched, with the puller as the caller. */
function requireCacheRepository(ecr: Ecr, { repositoryName, caller }: Route): Repository {
  const { registry } = ecr;
  const known = registry.repositories.get(repositoryName);
  if (known) return known;
  const made = repositoryFor(ecr, repositoryName, 'PULL_THROUGH_CACHE');
  if ('failure' in made) {
    throw new UpstreamError('RepositoryCreationFailed', { reason: made.failure.reason });
  }
  recordOnBehalf(ecr, {
    operation: 'CreateRepository',
    caller,
    input: { repositoryName },
    outcome: { output: { repository: repositoryView(registry, made.repository) } },
  });
  return made.repository;
}
