import * as z from 'zod/mini';
import { activation, CONFIGURATION_ACTIVATED } from '../../runtime/event.ts';

const version = z.int().check(z.positive());

/** The names of all visitors, in the order in which they are shown a slice. */
export const visitorNames = [
  'declared',
  'baseline',
  'cache',
  'naming',
  'tags',
  'scanning',
  'replication',
  'signing',
  'shield',
  'usage',
  'unused-repositories',
  'retention',
  'inventory',
] as const;

type VisitorName = (typeof visitorNames)[number];

/** Those that bring settings of repositories in line. */
export const settingsNames: VisitorName[] = ['declared', 'baseline', 'cache'];

/**
 * The nightly schedule, whose input is not used; an invocation by the function itself, which names its registry; or one
 * by a person.
 */
const asked = z
  .looseObject({
    /** The version of the configuration that the whole run began with. */
    configuration: z.optional(version),
    /** The version whose activation has started it. */
    activated: z.optional(version),
    /** Names of visitors, for the registry of the stack. Default: all, and all registries. */
    only: z.optional(z.array(z.enum(visitorNames)).check(z.minLength(1))),
    target: z.optional(
      z.object({
        account: z.string().check(z.regex(/^\d{12}$/)),
        region: z.string().check(z.regex(/^[a-z]{2,5}(-[a-z]+)+-\d$/)),
        role: z.optional(z.string()),
        externalId: z.optional(z.string()),
      }),
    ),
  })
  .check(z.refine((event) => event['detail-type'] !== CONFIGURATION_ACTIVATED));

/** Another registry.yml was activated: what it declares for settings of repositories does not wait for the night. */
const activated = z.pipe(
  activation,
  z.transform(
    ({ detail }): z.infer<typeof asked> => ({ activated: detail.version, only: settingsNames }),
  ),
);

/** Why the registry is walked, and for whom. */
export const occasion = z.union([activated, asked]);

export type Occasion = z.infer<typeof occasion>;
