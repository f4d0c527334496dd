import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { onTestFinished } from 'vitest';
import type { Alert } from '../../../shared/alerts/alert.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import type { TagsVisiting } from '../../../shared/tags/visitor.ts';
import type { Watch } from '../../../shared/tags/watch.ts';
import { startTestAws } from '../../local/start.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';

export const scope = { repository: 'team/a', tag: '1.0.0' };

/** Tags of team/** are watched; `pushAgain` pushes another image each time: `image 1`, `image 2`. */
export async function startWatch() {
  const { aws, ecr, config } = await startTestAws();
  await aws.dynamodb.createTable('tags', {
    AttributeDefinitions: [
      { AttributeName: 'repository', AttributeType: 'S' },
      { AttributeName: 'tag', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'repository', KeyType: 'HASH' },
      { AttributeName: 'tag', KeyType: 'RANGE' },
    ],
  });
  const dynamodb = new DynamoDBClient(config);
  onTestFinished(() => dynamodb.destroy());
  const told: Alert[] = [];
  const answers = { told: true };
  const watch: Watch = {
    ecr,
    tags: { dynamodb, table: 'tags' },
    rules: parseRegistryConfig(`
movedTags:
- {repositories: ['team/**'], mutable: [latest], mutablePatterns: ['\\d+'], message: ask team}
`).movedTags,
    cachePrefixes: ['mirror'],
    notify: async (alert) => {
      told.push(alert);
      return answers.told;
    },
  };
  /** As `watch`, for a walk. */
  const visiting: TagsVisiting = {
    ...watch,
    notifier: {
      notify: async (alerts) => {
        told.push(...(alerts as Alert[]));
        return answers.told ? alerts.length : 0;
      },
    },
  };
  let pushes = 0;
  const pushAgain = async (repository = scope.repository, tag = scope.tag) => {
    pushes += 1;
    await push(ecr, repository, [tag], manifest(`image ${pushes}`));
  };
  await createRepositories(ecr, 'team/a', 'mirror/a', 'other/a');
  return { aws, ecr, watch, visiting, told, answers, pushAgain };
}
