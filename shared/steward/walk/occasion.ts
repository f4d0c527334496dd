import * as z from 'zod/mini';

const version = z.int().check(z.positive());

/** Another registry.yml was activated: only the settings of repositories are brought in line. */
const activated = z.pipe(
  z.object({
    'detail-type': z.literal('ECR Steward Configuration Activated'),
    detail: z.object({ version }),
  }),
  z.transform(({ detail }) => ({ scope: 'settings' as const, configuration: detail.version })),
);

/** The schedule, whose input is not used, or an invocation by the function itself, which names its registry. */
const everything = z.pipe(
  z.looseObject({
    /** The version of the configuration that the whole run began with. */
    configuration: z.optional(version),
    target: z.optional(
      z.object({
        account: z.string().check(z.regex(/^\d{12}$/)),
        region: z.string().check(z.regex(/^[a-z]{2,5}(-[a-z]+)+-\d$/)),
        role: z.optional(z.string()),
        externalId: z.optional(z.string()),
      }),
    ),
  }),
  z.transform(({ configuration, target }) => ({
    scope: 'all' as const,
    ...(configuration !== undefined && { configuration }),
    ...(target && { target }),
  })),
);

/** Why the registry is walked. */
export const occasion = z.union([activated, everything]);

export type Occasion = z.infer<typeof occasion>;
