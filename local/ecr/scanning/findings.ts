import { z } from 'zod';

/** By severity, the highest first. */
export const severities = [
  'CRITICAL',
  'HIGH',
  'MEDIUM',
  'LOW',
  'INFORMATIONAL',
  'UNDEFINED',
] as const;

export type Severity = (typeof severities)[number];

const finding = z.strictObject({
  name: z.string().min(1),
  severity: z.enum(severities),
  description: z.string().optional(),
  uri: z.string().optional(),
  attributes: z
    .array(z.strictObject({ key: z.string().min(1).max(128), value: z.string().min(1).max(256) }))
    .max(50)
    .optional(),
});

const imageFindings = z.strictObject({
  status: z.enum(['FAILED', 'UNSUPPORTED_IMAGE']).optional(),
  findings: z.array(finding).optional(),
});

/**
 * One vulnerability, as `aws ecr describe-image-scan-findings` prints it under basic scanning. Enhanced findings
 * are derived from it, with the attributes `package_name`, `package_version`, `fixed_in_version`, `CVSS3_SCORE` and
 * `CVSS3_VECTOR`.
 */
export type Finding = z.output<typeof finding>;

/** The result of a scan of one image: findings (default none), or a `status` that says why there are none. */
export type ImageFindings = z.output<typeof imageFindings>;

/** By digest, by `repository:tag`, and by `*` for all other images. Any other image has no findings. */
export type Findings = Readonly<Record<string, ImageFindings>>;

/** A text is not a valid findings file; the message names each problem with its place. */
export class FindingsError extends Error {
  override name = 'FindingsError' as const;
}

/**
 * Reads findings from a JSON text: one object with a member per image.
 *
 * @throws FindingsError that names all problems at once
 */
export function parseFindings(content: string): Findings {
  const result = z.record(z.string(), imageFindings).safeParse(parseJson(content));
  if (result.success) return result.data;
  const problems = result.error.issues.map((it) => `  ${it.path.join('.')}: ${it.message}`);
  throw new FindingsError(`The findings cannot be loaded:\n${problems.join('\n')}`);
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw new FindingsError('The findings cannot be loaded: the file is not JSON');
  }
}

/** The findings of an image: by its digest, else by one of its tags, else by `*`. */
export function findingsOf(
  findings: Findings,
  repositoryName: string,
  image: { readonly digest: string; readonly tags: Iterable<string> },
): ImageFindings {
  const tagged = Array.from(image.tags, (tag) => `${repositoryName}:${tag}`);
  for (const key of [image.digest, ...tagged, '*']) {
    const found = findings[key];
    if (found) return found;
  }
  return {};
}

/** How many findings there are of each severity; those without any are left out. */
export function countBySeverity(findings: readonly Finding[]): Partial<Record<Severity, number>> {
  const groups = Map.groupBy(findings, (it) => it.severity);
  return Object.fromEntries(
    severities.flatMap((severity) => {
      const count = groups.get(severity)?.length ?? 0;
      return count > 0 ? [[severity, count]] : [];
    }),
  );
}
