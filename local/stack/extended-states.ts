import type { Resolve } from './intrinsics.ts';
import type { Service } from './service.ts';
import { childOf, listOf } from './template.ts';

/**
 * The events of a function, those disabled whose rule has the state DISABLED by `extensions` of `resources`: a condition
 * can stand there, and not in `enabled`.
 *
 * @param name of the function on AWS: the framework names its rules after it
 */
export function withExtendedStates(
  { configuration }: Service,
  name: string,
  events: readonly unknown[],
  resolve: Resolve,
): unknown[] {
  const extensions = listOf(configuration.resources).map((it) => childOf(it, 'extensions'));
  return events.map((event, index) => {
    const words = `${name}-rule-${index + 1}`.replaceAll(/[^0-9A-Za-z]/g, '');
    const id = `${words.charAt(0).toUpperCase()}${words.slice(1)}EventBridgeRule`;
    const states = extensions.flatMap((it) => childOf(childOf(it, id), 'Properties').State ?? []);
    if (!states.some((state) => resolve(state, `extensions.${id}`) === 'DISABLED')) return event;
    return { eventBridge: { ...childOf(event, 'eventBridge'), enabled: false } };
  });
}
