import { upstreams } from '../../config/schema/cache/upstreams.ts';
import { withoutTrailingSlash } from '../../config/schema/prefix.ts';
import { ROOT_PREFIX } from '../../registry/cached.ts';
import type { RegistryCacheRule } from '../../registry/read.ts';
import { type Diagnosis, imageOf, type Pulled } from '../failures/causes.ts';

/** The path upstream of a cached repository (Amazon ECR user guide, private wildcards). */
export function upstreamPath(name: string, rule: RegistryCacheRule): string {
  const prefix = withoutTrailingSlash(rule.ecrRepositoryPrefix);
  const rest = prefix === ROOT_PREFIX ? name : name.slice(prefix.length + 1);
  const upstream = withoutTrailingSlash(rule.upstreamRepositoryPrefix ?? ROOT_PREFIX);
  return upstream === ROOT_PREFIX ? rest : `${upstream}/${rest}`;
}

/** Docker Hub's official images are under library/, which ECR does not add: undefined where it is present. */
export function pathDiagnosis(pulled: Pulled, rule: RegistryCacheRule): Diagnosis | undefined {
  const { repositoryName } = pulled;
  const path = upstreamPath(repositoryName, rule);
  if (rule.upstreamRegistryUrl !== upstreams['docker-hub'].url) return undefined;
  if (path === '' || path.includes('/')) return undefined;
  const head = repositoryName.slice(0, -path.length);
  return {
    cause: `Docker Hub has no repository ${path}: its official images are under library/`,
    remedy: `pull ${imageOf({ ...pulled, repositoryName: `${head}library/${path}` })}`,
  };
}
