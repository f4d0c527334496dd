import type { RegistryContext } from './request.ts';

/** The context of operations on layers: without pulls. */
export type LayerContext = Omit<RegistryContext, 'pullThrough'>;
