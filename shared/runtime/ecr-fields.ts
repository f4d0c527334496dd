import * as z from 'zod/mini';

/**
 * Fields of ECR's events, as strict as ECR is: what passes is safe in a line of a message, in a key of the ledger and
 * in a command to copy.
 */
export const repositoryName = z.string().check(z.regex(/^[a-z0-9][a-z0-9._/-]{1,255}$/));

/** The name of the repository in an ARN. */
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

/** The most characters of a text of an event that are shown. */
const MOST_SHOWN = 500;

/** Any text, made safe for one line: cut, and without control characters. */
export const anyText = z.pipe(
  z.string(),
  z.transform((text) => text.slice(0, MOST_SHOWN).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')),
);
