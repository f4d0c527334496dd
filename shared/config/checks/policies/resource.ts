import type { Finding } from '../../document/finding.ts';
import { each } from '../../schema/fields.ts';

type Path = readonly PropertyKey[];

const rightForms = '"*", or an ARN such as arn:aws:ecr:eu-west-1:123456789012:repository/team-a/*';

/**
 * The resources of a statement of the registry policy. ECR takes an ARN of another service, or one without `ecr` or
 * `repository/`, and the statement then applies to nothing (github.com/aws/containers-roadmap, 2675).
 */
export function resourceChecks(resources: unknown, path: Path): Finding[] {
  if (resources === undefined) return [];
  if (Array.isArray(resources) && resources.length === 0) {
    return [{ path, message: `names no resource: it has to be ${rightForms}` }];
  }
  return each(resources, path).flatMap(({ value, path: at }) => {
    if (typeof value !== 'string') return [{ path: at, message: `has to be ${rightForms}` }];
    if (isOfEcr(value)) return [];
    return [{ path: at, message: `"${value}" is no resource of ECR: use ${rightForms}` }];
  });
}

/** Whether it can name a repository: an ARN has six parts, in each of which may be wildcards. */
export function isOfEcr(resource: string): boolean {
  if (/^\*+$/.test(resource)) return true;
  const [arn, partition = '', service = '', ...rest] = resource.split(':');
  // A wildcard may stand for the parts that follow, too: arn:aws:ecr:*.
  const isWhole =
    rest.length < 3
      ? /[*]$/.test(resource)
      : /^(repository\/.|[^/]*[*?])/.test(rest.slice(2).join(':'));
  return (
    arn === 'arn' &&
    isWhole &&
    (service === 'ecr' || /[*?]/.test(service) || partition.includes('*'))
  );
}
