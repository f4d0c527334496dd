import * as z from 'zod/mini';

/**
 * Members that ECR's events name things by, as strict as ECR is: whatever passes can stand in a line of a
 * message, a key of the ledger and a command to copy.
 */
export const repositoryName = z.string().check(z.regex(/^[a-z0-9][a-z0-9._/-]{1,255}$/));

/** The name of the repository that an ARN is of. */
export const repositoryOfArn = z.pipe(
  z.pipe(
    z.string().check(z.regex(/^arn:[\w-]+:ecr:[\w-]+:\d{12}:repository\//)),
    z.transform((arn) => arn.slice(arn.indexOf('/') + 1)),
  ),
  repositoryName,
);

export const imageDigest = z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/));
export const imageTag = z.string().check(z.regex(/^[\w.-]{1,300}$/));
export const cachePrefix = z.string().check(z.regex(/^(?:[a-z0-9][a-z0-9._/-]{0,255}|ROOT)$/));
export const accountId = z.string().check(z.regex(/^\d{12}$/));
export const region = z.string().check(z.regex(/^[a-z0-9-]{2,25}$/));

/** The most characters of a text that a person is shown of what an event says. */
const MOST_SHOWN = 500;

/** A text that may say anything, as it can stand in one line: cut, and without what steers a terminal. */
export const anyText = z.pipe(
  z.string(),
  z.transform((text) => text.slice(0, MOST_SHOWN).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')),
);
