import { z } from 'zod';

/** A registry that images are copied to. */
export const destination = z.object({
  region: z.string().regex(/^[0-9a-z-]{2,25}$/),
  registryId: z.string().regex(/^[0-9]{12}$/),
});
