import { expect, test } from 'vitest';
import { type Packaged, prebuilt } from '../../../resources/prebuilt/template.ts';

/** What the framework makes of a function with a rule, as far as it names service, stage and bucket. */
const packaged: Packaged = {
  AWSTemplateFormatVersion: '2010-09-09',
  Description: 'The AWS CloudFormation template for this Serverless application',
  Parameters: { Naming: { Type: 'String', Default: 'observe' } },
  Conditions: { NamingEnforces: { 'Fn::Equals': [{ Ref: 'Naming' }, 'enforce'] } },
  Resources: {
    ServerlessDeploymentBucket: { Type: 'AWS::S3::Bucket' },
    ServerlessDeploymentBucketPolicy: { Type: 'AWS::S3::BucketPolicy' },
    PushLambdaFunction: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: {
          S3Bucket: { Ref: 'ServerlessDeploymentBucket' },
          S3Key: 'serverless/ecr-steward/stage/1795813965538-2026-11-27T21:12:45.538Z/push.zip',
        },
        FunctionName: 'ecr-steward-stage-push',
        Description: 'Checks the stage of ecr-steward',
        Environment: { Variables: { STAGE: 'stage', STACK_NAME: { Ref: 'AWS::StackName' } } },
      },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'ecr-steward-stage-push-rule-1',
        Targets: [{ Id: 'ecr-steward-stage-push-rule-1-target' }],
        ScheduleExpression: {
          'Fn::Sub': [`\${Of} ecr-steward-stage`, { Of: 'ecr-steward-stage-x' }],
        },
      },
    },
    Database: {
      Type: 'AWS::Glue::Database',
      Properties: { DatabaseInput: { Name: 'ecr_steward_stage' } },
    },
    PushRole: {
      Type: 'AWS::IAM::Role',
      Properties: { RoleName: 'acme-ecr-steward-stage-eu-west-1-Push' },
    },
  },
  Outputs: {
    ServerlessDeploymentBucketName: { Value: { Ref: 'ServerlessDeploymentBucket' } },
    Function: { Value: { 'Fn::Sub': `arn:\${AWS::Partition}:x:ecr-steward-stage-push` } },
  },
};

test('is for any stack and stage, with its code beside it', () => {
  const name = (rest: string) => ({ 'Fn::Sub': `\${AWS::StackName}${rest}` });
  expect(prebuilt(packaged, '1.2.3')).toEqual({
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'ecr-steward 1.2.3: event-driven housekeeping for Amazon ECR',
    Parameters: {
      Stage: expect.objectContaining({ Type: 'String', Default: 'prod' }),
      Naming: { Type: 'String', Default: 'observe' },
    },
    Conditions: packaged.Conditions,
    Resources: {
      PushLambdaFunction: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: './push.zip',
          FunctionName: name('-push'),
          Description: 'Checks the stage of ecr-steward',
          Environment: {
            Variables: { STAGE: { Ref: 'Stage' }, STACK_NAME: { Ref: 'AWS::StackName' } },
          },
        },
      },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          Name: name('-push-rule-1'),
          Targets: [{ Id: name('-push-rule-1-target') }],
          ScheduleExpression: { 'Fn::Sub': [`\${Of} \${AWS::StackName}`, { Of: name('-x') }] },
        },
      },
      Database: {
        Type: 'AWS::Glue::Database',
        Properties: { DatabaseInput: { Name: { 'Fn::Sub': `ecr_steward_\${Stage}` } } },
      },
      PushRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: { 'Fn::Sub': `acme-\${AWS::StackName}-\${AWS::Region}-Push` },
        },
      },
    },
    Outputs: {
      Function: { Value: { 'Fn::Sub': `arn:\${AWS::Partition}:x:\${AWS::StackName}-push` } },
    },
  });
});
