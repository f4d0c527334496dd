import type {
  DeregisterPullTimeUpdateExclusionResponse,
  ListPullTimeUpdateExclusionsResponse,
  RegisterPullTimeUpdateExclusionResponse,
} from '@aws-sdk/client-ecr';
import { z } from 'zod';
import { AwsError } from '../../http/errors.ts';
import { takePage } from '../../service/pages.ts';
import { declareOperations, type Operation } from '../../service/service.ts';
import { invalidInput, invalidToken, limitExceeded } from '../errors.ts';
import type { Ecr } from '../model/ecr.ts';
import { paging } from '../schemas.ts';

/** Quota "Pull time update exclusions" (Amazon ECR user guide, "Pull time update exclusions"). */
const exclusionsPerRegistry = 100;

const { read, write } = declareOperations(invalidInput);

/** Principals, such as scanners, whose pulls do not count as use. */
export function pullTimeExclusionOperations({ registry, now }: Ecr): Operation[] {
  const { pullTimeExclusions: exclusions } = registry;
  return [
    write('RegisterPullTimeUpdateExclusion', ofPrincipal, ({ principalArn }) => {
      if (exclusions.has(principalArn)) throw alreadyExists(principalArn);
      if (exclusions.size >= exclusionsPerRegistry) {
        throw limitExceeded(`A registry can exclude at most ${exclusionsPerRegistry} principals`);
      }
      const exclusion = { principalArn, createdAt: now() };
      exclusions.set(principalArn, exclusion);
      return { ...exclusion } satisfies RegisterPullTimeUpdateExclusionResponse;
    }),
    write('DeregisterPullTimeUpdateExclusion', ofPrincipal, ({ principalArn }) => {
      if (!exclusions.delete(principalArn)) throw notFound(principalArn);
      return { principalArn } satisfies DeregisterPullTimeUpdateExclusionResponse;
    }),
    read('ListPullTimeUpdateExclusions', z.object(paging), (input) => {
      const { items, ...rest } = takePage({
        scope: 'ListPullTimeUpdateExclusions',
        token: input.nextToken,
        limit: input.maxResults ?? 100,
        from: (after) => exclusions.after(after),
        key: (exclusion) => exclusion.principalArn,
        invalid: invalidToken,
      });
      const pullTimeUpdateExclusions = items.map((it) => it.principalArn);
      return { pullTimeUpdateExclusions, ...rest } satisfies ListPullTimeUpdateExclusionsResponse;
    }),
  ];
}

/** Excludes a principal, unless it is. */
export function excludeFromPullTimes({ registry, now }: Ecr, principalArn: string): void {
  const { pullTimeExclusions: exclusions } = registry;
  if (exclusions.has(principalArn)) return;
  exclusions.set(principalArn, { principalArn, createdAt: now() });
}

const ofPrincipal = z.object({
  principalArn: z
    .string()
    .max(200)
    .regex(/^arn:aws(-[a-z]+)*:iam::[0-9]{12}:(role|user)\/[\w+=,.@-]+(\/[\w+=,.@-]+)*$/),
});

function alreadyExists(arn: string): AwsError {
  return new AwsError(
    'ExclusionAlreadyExistsException',
    `A pull time update exclusion for the principal '${arn}' already exists`,
  );
}

function notFound(arn: string): AwsError {
  return new AwsError(
    'ExclusionNotFoundException',
    `A pull time update exclusion for the principal '${arn}' does not exist`,
  );
}
