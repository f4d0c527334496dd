import type { Change, Resource } from '../make.ts';

/** A resource itself: removed, made without its condition, or removed with the stack. */
export function resourceMutants(resource: Resource): Change[] {
  const kept = ['DeletionPolicy', 'UpdateReplacePolicy'].filter((key) => key in resource);
  const [, service = '', what = ''] = resource.Type.split('::');
  return [
    { kind: `${service} ${what} removed`, path: [] },
    ...('Condition' in resource
      ? [{ kind: 'resource made in every stack', path: ['Condition'] }]
      : []),
    ...kept.flatMap((key) => [
      { kind: 'resource not kept', path: [key] },
      { kind: 'resource not kept', path: [key], to: 'Delete' },
    ]),
    ...('DependsOn' in resource ? [{ kind: 'dependency removed', path: ['DependsOn'] }] : []),
  ];
}
