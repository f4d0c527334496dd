import type {
  ContainerDetail,
  DescribeJobDefinitionsResponse,
  JobDefinition,
} from '@aws-sdk/client-batch';
import { z } from 'zod';
import { parseJsonBody, readBody } from '../http/body.ts';
import { AwsError } from '../http/errors.ts';
import type { Handler } from '../http/listener.ts';
import type { Site } from '../http/site.ts';
import { describeViolations, parseInput } from '../service/validation.ts';
import { page, paging } from './paging.ts';
import { restHandler } from './rest.ts';
import type { JobDefinitionUse } from './uses.ts';

const ONLY_THIS = 'of AWS Batch, the local AWS has only DescribeJobDefinitions';

/** The most that AWS Batch lists at a time (API reference, DescribeJobDefinitions). */
const PAGE_SIZE = 100;

/** AWS Batch's DescribeJobDefinitions over job definitions that the starter has declared. */
export function jobDefinitions(site: Site, declared: readonly JobDefinitionUse[]): Handler {
  const all = declared.map((it, at) => definitionOf(site, it, revisionOf(declared, at)));
  return restHandler(site, 'batch', async (request) => {
    const { pathname } = new URL(request.url ?? '', 'http://local/');
    if (pathname !== '/v1/describejobdefinitions') {
      throw new AwsError('UnknownOperationException', ONLY_THIS, 404);
    }
    const input = parseJsonBody(await readBody(request));
    return {
      ...{ operation: 'DescribeJobDefinitions', input },
      run: () => described(all, checked(input)),
    };
  });
}

const asked = z.object({ ...paging, status: z.enum(['ACTIVE', 'INACTIVE']).optional() });

function checked(input: unknown): z.output<typeof asked> {
  return parseInput(
    asked,
    input,
    (violations) => new AwsError('ClientException', describeViolations(violations)),
  );
}

function described(
  all: readonly JobDefinition[],
  input: z.output<typeof asked>,
): DescribeJobDefinitionsResponse {
  const wanted = all.filter(({ status }) => !input.status || status === input.status);
  const { items, nextToken } = page(wanted, input, PAGE_SIZE);
  return { jobDefinitions: items, ...nextToken };
}

/** Of those of its name, the how manieth it is. */
function revisionOf(declared: readonly JobDefinitionUse[], at: number): number {
  const name = declared[at]?.name;
  return declared.slice(0, at + 1).filter((it) => it.name === name).length;
}

function definitionOf(
  { region, accountId }: Site,
  { name, images = [], form, status = 'ACTIVE' }: JobDefinitionUse,
  revision: number,
): JobDefinition {
  return {
    jobDefinitionName: name,
    jobDefinitionArn: `arn:aws:batch:${region}:${accountId}:job-definition/${name}:${revision}`,
    ...{ revision, status, type: form === 'nodes' ? 'multinode' : 'container' },
    ...propertiesOf(images, form),
  };
}

/** On EKS the first container is one that runs before the others. */
function propertiesOf(
  images: readonly string[],
  form: JobDefinitionUse['form'],
): Partial<JobDefinition> {
  const [first, ...others] = images.map((image) => ({ image }));
  if (form === 'ecs') {
    return {
      ecsProperties: { taskProperties: [{ containers: images.map((image) => ({ image })) }] },
    };
  }
  if (form === 'eks') {
    const initContainers = first ? [first] : [];
    return { eksProperties: { podProperties: { initContainers, containers: others } } };
  }
  if (form === 'nodes') {
    const nodeRangeProperties = images.map((image, at) => ({
      targetNodes: `${at}`,
      container: { image },
    }));
    return { nodeProperties: { numNodes: images.length, mainNode: 0, nodeRangeProperties } };
  }
  return { containerProperties: { ...first } satisfies ContainerDetail };
}
