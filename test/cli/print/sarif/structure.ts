import * as z from 'zod';

/**
 * What our logs of SARIF 2.1.0 consist of, and what GitHub demands of them beyond the standard. Strict: a member that
 * is not here is a mistake.
 * Source: GitHub documentation, "SARIF support for code scanning".
 */
const text = z.strictObject({ text: z.string().min(1).max(1_024) });

const rule = z.strictObject({
  id: z.string().min(1).max(255),
  shortDescription: text,
  fullDescription: text,
  help: text,
  helpUri: z
    .url({ protocol: /^https?$/ })
    .regex(/^[!-~]+$/)
    .optional(),
  properties: z.strictObject({
    tags: z.array(z.string()).min(1).max(10),
    'security-severity': z
      .string()
      .regex(/^(10\.0|[0-9]\.[0-9])$/)
      .optional(),
  }),
});

const location = z.strictObject({
  physicalLocation: z.strictObject({
    artifactLocation: z.strictObject({ uri: z.string().regex(/^(file:\/\/\/)?[\w%.~/-]+$/) }),
    region: z.strictObject({
      startLine: z.int().min(1),
      startColumn: z.int().min(1),
      endLine: z.int().min(1),
      endColumn: z.int().min(1),
    }),
  }),
  logicalLocations: z.tuple([
    z.strictObject({ fullyQualifiedName: z.string().min(1), kind: z.literal('resource') }),
  ]),
});

const result = z.strictObject({
  ruleId: z.string(),
  ruleIndex: z.int().min(0),
  level: z.enum(['error', 'warning', 'note']),
  message: text,
  locations: z.tuple([location]),
  partialFingerprints: z.strictObject({
    primaryLocationLineHash: z.string().regex(/^[0-9a-f]{16}:1$/),
  }),
  properties: z.record(z.string(), z.unknown()),
});

const notification = z.strictObject({ level: z.literal('warning'), message: text });

export const sarif = z.strictObject({
  $schema: z.literal('https://json.schemastore.org/sarif-2.1.0.json'),
  version: z.literal('2.1.0'),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.literal('ecr-steward'),
          semanticVersion: z.string().regex(/^\d+\.\d+\.\d+$/),
          rules: z.array(rule).max(25_000),
        }),
      }),
      columnKind: z.literal('utf16CodeUnits'),
      invocations: z.tuple([
        z.strictObject({
          executionSuccessful: z.literal(true),
          toolExecutionNotifications: z.array(notification),
        }),
      ]),
      results: z.array(result).max(25_000),
    }),
  ]),
});

export type Run = z.output<typeof sarif>['runs'][0];

/** The run of a log. @throws where the log is not as GitHub takes it. */
export function runOf(log: unknown): Run {
  const [run] = sarif.parse(log).runs;
  const { results } = run;
  const { rules } = run.tool.driver;
  if (results.some(({ ruleId, ruleIndex }) => rules[ruleIndex]?.id !== ruleId))
    throw new Error('a result names another rule than its index');
  if (new Set(rules.map(({ id }) => id)).size < rules.length) throw new Error('a rule twice');
  const same = results.map(
    (it) => `${it.ruleId} ${it.partialFingerprints.primaryLocationLineHash}`,
  );
  if (new Set(same).size < results.length) throw new Error('two results with one fingerprint');
  return run;
}
