import { globSync, readFileSync } from 'node:fs';
import * as ecr from '@aws-sdk/client-ecr';

/** All operations of the ECR client of the SDK, in alphabetical order. */
export const ecrOperations: readonly string[] = Object.keys(ecr)
  .flatMap((name) => /^([A-Z]\w+)Command$/.exec(name)?.[1] ?? [])
  .sort();

/** Calls: as a command, by a paginator, or by a waiter. */
const call = /\b(?:new ([A-Z]\w+)Command\(|paginate([A-Z]\w+)\(|waitUntil(\w+)\()/g;

/** What a waiter calls. */
const waiters: Readonly<Record<string, string>> = {
  LifecyclePolicyPreviewComplete: 'GetLifecyclePolicyPreview',
  ImageScanComplete: 'DescribeImageScanFindings',
};

/** The modules that call each operation of ECR: folders of shared/, and the command. Found in the code. */
export function callersOfEcr(): Map<string, string[]> {
  const callers = new Map<string, Set<string>>();
  for (const file of globSync('{cli,shared}/**/*.ts')) {
    for (const [, command, paginator, waiter] of readFileSync(file, 'utf8').matchAll(call)) {
      const operation = command ?? paginator ?? waiters[waiter ?? ''] ?? '';
      if (!ecrOperations.includes(operation)) continue;
      const [top = '', folder = ''] = file.split('/');
      const module = top === 'shared' ? `shared/${folder}` : top;
      callers.set(operation, (callers.get(operation) ?? new Set()).add(module));
    }
  }
  return new Map([...callers].map(([operation, modules]) => [operation, [...modules].sort()]));
}
