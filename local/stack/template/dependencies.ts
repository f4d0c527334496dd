import { StackDefinitionError } from '../errors.ts';

/**
 * Which resource of a stack has to exist before which. CloudFormation refuses a template in which one depends on
 * itself by way of others.
 */
export function createDependencies() {
  const needs = new Map<string, Set<string>>();
  let current: string | undefined;
  return {
    /** What `work` refers to is what `resource` needs. */
    of<Result>(resource: string, work: () => Result): Result {
      const before = current;
      current = resource;
      const result = work();
      current = before;
      return result;
    },
    refersTo(other: string): void {
      if (current === undefined) return;
      needs.set(current, (needs.get(current) ?? new Set()).add(other));
    },
    /** @throws StackDefinitionError with the resources of the first circle */
    check(): void {
      const checked = new Set<string>();
      for (const resource of needs.keys()) visit(needs, resource, [], checked);
    },
  };
}

export type Dependencies = ReturnType<typeof createDependencies>;

function visit(
  needs: ReadonlyMap<string, ReadonlySet<string>>,
  resource: string,
  before: readonly string[],
  checked: Set<string>,
): void {
  const at = before.indexOf(resource);
  if (at !== -1) {
    const circle = [...before.slice(at), resource].join(' → ');
    throw new StackDefinitionError(`Resources.${resource}`, `circular dependency: ${circle}`);
  }
  if (checked.has(resource)) return;
  checked.add(resource);
  for (const other of needs.get(resource) ?? [])
    visit(needs, other, [...before, resource], checked);
}
