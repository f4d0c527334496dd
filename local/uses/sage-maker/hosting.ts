import type {
  DeployedImage,
  DescribeEndpointOutput,
  DescribeInferenceComponentOutput,
  DescribeModelOutput,
  EndpointSummary,
  InferenceComponentSummary,
  ModelSummary,
} from '@aws-sdk/client-sagemaker';
import { AwsError } from '../../http/errors.ts';
import type { ContainerUse } from '../container.ts';
import type { Answers } from './answers.ts';
import type { EndpointUse, InferenceComponentUse, ModelUse } from './uses.ts';

type ArnOf = (rest: string) => string;

const times = { CreationTime: new Date(0), LastModifiedTime: new Date(0) };

export function endpointAnswer(
  endpoints: readonly EndpointUse[],
  arn: ArnOf,
): Answers<EndpointUse> {
  const summary = ({ name, status = 'InService' }: EndpointUse) =>
    ({
      ...{ EndpointName: name, EndpointStatus: status, ...times },
      EndpointArn: arn(`endpoint/${name}`),
    }) satisfies EndpointSummary;
  return {
    all: endpoints,
    statusOf: ({ status = 'InService' }) => status,
    summary,
    description: (endpoint) => {
      const { variants, shadows, pending } = endpoint;
      return {
        ...summary(endpoint),
        ...(variants && { ProductionVariants: variants.map(variantOf) }),
        ...(shadows && { ShadowProductionVariants: shadows.map(variantOf) }),
        ...(pending && {
          PendingDeploymentSummary: {
            EndpointConfigName: 'next',
            ProductionVariants: pending.map(variantOf),
          },
        }),
      } satisfies DescribeEndpointOutput;
    },
    missing: (name) => notFound(`endpoint "${arn(`endpoint/${name}`)}"`),
  };
}

export function componentAnswer(
  components: readonly InferenceComponentUse[],
  arn: ArnOf,
): Answers<InferenceComponentUse> {
  const summary = ({ name, endpoint, status = 'InService' }: InferenceComponentUse) =>
    ({
      ...{ InferenceComponentName: name, InferenceComponentStatus: status, ...times },
      InferenceComponentArn: arn(`inference-component/${name}`),
      ...{ EndpointName: endpoint, EndpointArn: arn(`endpoint/${endpoint}`), VariantName: 'all' },
    }) satisfies InferenceComponentSummary;
  return {
    all: components,
    statusOf: ({ status = 'InService' }) => status,
    summary,
    description: (component) => {
      const { container, model } = component;
      return {
        ...summary(component),
        Specification: {
          ...(model !== undefined && { ModelName: model }),
          ...(container && { Container: { DeployedImage: deployed(container) } }),
        },
      } satisfies DescribeInferenceComponentOutput;
    },
    missing: (name) => notFound(`inference component "${arn(`inference-component/${name}`)}"`),
  };
}

export function modelAnswer(models: readonly ModelUse[], arn: ArnOf): Answers<ModelUse> {
  const summary = ({ name }: ModelUse) =>
    ({
      ...{ ModelName: name, CreationTime: new Date(0) },
      ModelArn: arn(`model/${name}`),
    }) satisfies ModelSummary;
  return {
    all: models,
    statusOf: () => 'InService',
    summary,
    description: (model) => {
      const [first, ...others] = model.images.map((Image) => ({ Image }));
      return {
        ...summary(model),
        ...(others.length > 0 && first ? { Containers: [first, ...others] } : {}),
        ...(others.length === 0 && first && { PrimaryContainer: first }),
      } satisfies DescribeModelOutput;
    },
    missing: (name) => notFound(`model "${arn(`model/${name}`)}"`),
  };
}

function variantOf(container: ContainerUse, at: number) {
  return { VariantName: `variant-${at}`, DeployedImages: [deployed(container)] };
}

function deployed({ image, imageDigest }: ContainerUse): DeployedImage {
  return {
    ...(image !== undefined && { SpecifiedImage: image }),
    ...(image !== undefined &&
      imageDigest !== undefined && { ResolvedImage: `${withoutTag(image)}@${imageDigest}` }),
    ResolutionTime: new Date(0),
  };
}

function withoutTag(image: string): string {
  return image.replace(/(:[^:/]+|@.+)$/, '');
}

/** Hosting has no error of its own for it; jobs have. */
function notFound(what: string): AwsError {
  return new AwsError('ValidationException', `Could not find ${what}.`);
}
