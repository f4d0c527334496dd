import { callersOfEcr, ecrOperations } from '../facts/called-operations.ts';
import { notCalled } from '../facts/ecr-operations.ts';
import { code, codes, generatedNote, page, table } from '../markdown.ts';

/** docs/reference/ecr-operations.md: what of ECR's API is called, by which module, and why the rest is not. */
export function ecrOperationsPage(): string {
  const callers = callersOfEcr();
  const [called = [], others = []] = [true, false].map((is) =>
    ecrOperations.filter((operation) => callers.has(operation) === is),
  );
  return page([
    generatedNote,
    '# Operations of ECR',
    `The ECR client of the AWS SDK has ${ecrOperations.length} operations: ecr-steward calls ${called.length} of them.`,
    '## Called',
    table(
      ['Operation', 'Modules that call it'],
      called.map((operation) => [code(operation), codes(callers.get(operation) ?? [])]),
    ),
    '## Not called',
    table(
      ['Operation', 'Why not'],
      others.map((operation) => [code(operation), whyNot(operation)]),
    ),
  ]);
}

/** @throws Error for an operation without a reason. */
function whyNot(operation: string): string {
  const why = notCalled[operation];
  if (why === undefined) {
    throw new Error(`ecr-operations.ts does not say why ${operation} is not called`);
  }
  return why;
}
