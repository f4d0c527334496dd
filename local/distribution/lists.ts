import { invalidParameter } from '../ecr/errors.ts';
import { requireRepository } from '../ecr/repositories/repositories.ts';
import { answerJson, type Call, type RegistryContext } from './request.ts';

/**
 * Tags of the images that can be pulled, in the order of their code units.
 *
 * @throws AwsError `RepositoryNotFoundException`; `InvalidParameterException` for an `n` that is too large
 */
export function listTags({ ecr }: RegistryContext, call: Call, name: string): void {
  const limit = limitOf(call);
  const { images } = requireRepository(ecr.registry, name);
  const last = call.query.get('last') ?? '';
  const tags = Array.from(images.tags())
    .filter((tag) => tag > last && images.tagged(tag)?.status === 'ACTIVE')
    .sort();
  answerPage(call, limit, tags, `/v2/${name}/tags/list`, (page) => ({ name, tags: page }));
}

/** Names of all repositories, in order. */
export function listCatalog({ ecr }: RegistryContext, call: Call): void {
  const limit = limitOf(call);
  const after = ecr.registry.repositories.after(call.query.get('last') ?? undefined);
  const names = Array.from(after.take(limit + 1), (repository) => repository.name);
  answerPage(call, limit, names, '/v2/_catalog', (repositories) => ({ repositories }));
}

/** ECR lists 100 by default and 1,000 at most, as its API does. */
function limitOf({ query }: Call): number {
  const n = query.get('n') ?? '100';
  const limit = Number(n);
  const refuse = (constraint: string) => invalidParameter('maxResults', constraint);
  if (!/^\d+$/.test(n)) throw refuse('Member must be a whole number');
  if (limit > 1000) throw refuse('Member must have value less than or equal to 1000');
  return limit;
}

/** @param items from the first of the page on; more than one page of them */
function answerPage(
  call: Call,
  limit: number,
  items: readonly string[],
  path: string,
  body: (page: readonly string[]) => object,
): void {
  const page = items.slice(0, limit);
  const last = items.length > limit ? page.at(-1) : undefined;
  const next = `<${path}?n=${limit}&last=${encodeURIComponent(last ?? '')}>; rel="next"`;
  answerJson(call, body(page), last === undefined ? {} : { link: next });
}
