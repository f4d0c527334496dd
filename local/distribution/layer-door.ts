import type { Door } from './request.ts';

/** What layers are worked on with: all of the door but what it needs for pulls. */
export type LayerDoor = Omit<Door, 'pullThrough'>;
