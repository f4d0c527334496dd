import type { Exchange } from '../../local/aws.ts';

/** Calls by function and operation: `{ naming: { DescribeImages: 1000 } }`. */
export type Calls = Record<string, Record<string, number>>;

/** What functions have sent while they ran. */
export interface Counted {
  /** Calls that ECR answered. */
  ecr: Calls;
  /** Calls that ECR throttled. */
  throttled: number;
  /** Of the calls that list nothing, the different ones: what one reader that keeps all answers would need. */
  different: number;
  /** Requests to DynamoDB, also those whose condition failed. */
  dynamodb: Calls;
}

const listing = ['DescribeRepositories', 'DescribeImages', 'ListImages'];

/** Counts what the functions of a stack ask ECR and DynamoDB. */
export function createCounter() {
  const ecr: Calls = {};
  const dynamodb: Calls = {};
  const seen = new Set<string>();
  let throttled = 0;

  return {
    take({ service, operation, principalArn = '', input, error }: Exchange): void {
      if (service !== 'ecr' && service !== 'dynamodb') return;
      const [role = '', session = ''] = principalArn.split('/').slice(1);
      if (role === 'LocalAdmin') return;
      if (service === 'dynamodb') {
        add(dynamodb, session, operation);
        return;
      }
      if (error?.name === 'ThrottlingException') {
        throttled += 1;
        return;
      }
      add(ecr, session, operation);
      if (!listing.includes(operation)) seen.add(`${operation} ${JSON.stringify(input)}`);
    },
    read(): Counted {
      return structuredClone({ ecr, throttled, different: seen.size, dynamodb });
    },
  };
}

function add(calls: Calls, who: string, operation: string): void {
  calls[who] ??= {};
  calls[who][operation] = (calls[who][operation] ?? 0) + 1;
}

/** @param operations - Only these; all by default. */
export function total(calls: Calls, operations?: readonly string[]): number {
  return Object.values(calls)
    .flatMap((it) => Object.entries(it))
    .filter(([operation]) => operations === undefined || operations.includes(operation))
    .reduce((sum, [, count]) => sum + count, 0);
}

/** Calls that list repositories and images. */
export function listed(calls: Calls): number {
  return total(calls, listing);
}
