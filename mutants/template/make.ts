import { type Json, type Path, placeOf, type TemplateMutant } from './change.ts';
import { alarmMutants } from './kinds/alarms.ts';
import { functionMutants } from './kinds/functions.ts';
import { parameterMutants } from './kinds/parameters.ts';
import { patternMutants } from './kinds/patterns.ts';
import { policyMutants } from './kinds/policies.ts';
import { resourceMutants } from './kinds/resources.ts';
import { ruleMutants } from './kinds/rules.ts';
import { storageMutants } from './kinds/storage.ts';

/** What changes a resource of some types. */
export type Changes = (resource: Resource, id: string, ids: readonly string[]) => Change[];

/** A resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: { readonly [key: string]: Json };
  readonly [key: string]: Json | undefined;
}

/** A change of a resource; its path begins in the resource. */
export type Change = Omit<TemplateMutant, 'at'>;

const kinds: readonly Changes[] = [
  policyMutants,
  patternMutants,
  ruleMutants,
  functionMutants,
  alarmMutants,
  storageMutants,
  resourceMutants,
];

/** All mutants of a packaged template, in its order. */
export function templateMutants(template: Json): TemplateMutant[] {
  const resources = Object(template).Resources as Record<string, Resource>;
  const ids = Object.keys(resources);
  const inResources = Object.entries(resources).flatMap(([id, resource]) =>
    kinds
      .flatMap((changes) => changes(resource, id, ids))
      .map((change) => ({ ...change, path: ['Resources', id, ...change.path] })),
  );
  const placed = [...inResources, ...parameterMutants(template)].map((change) => ({
    ...change,
    at: `${placeOf(template, change.path)}${toText(change)}`,
  }));
  return unique(placed);
}

function toText({ to }: { to?: Json }): string {
  return to === undefined ? '' : ` → ${JSON.stringify(to)}`;
}

/** Two kinds may come to the same change. */
function unique(mutants: readonly TemplateMutant[]): TemplateMutant[] {
  const keyOf = ({ path, to }: { path: Path; to?: Json }) => JSON.stringify([path, to]);
  return [...new Map(mutants.toReversed().map((it) => [keyOf(it), it])).values()].toReversed();
}
